#pragma once

#include "app/base/result.h"
#include "app/model/evidence.h"
#include "app/store/database.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

// What the edits of a case share.

/// "There is no timeline entry 3 in this case", and where the ids are listed.
Error missingRow(std::string_view kind, std::int64_t id, std::string_view list);

/// A statement whose only parameter is the id.
Result<void> runWithId(Database& database, std::string_view sql, std::int64_t id);

/// A row of the append-only change log, with the time of now.
Result<void> logChange(Database& database, std::string_view who, std::string_view what, std::string_view before, std::string_view after);

Result<void> checked(const Evidence& evidence);
std::string jsonOf(const Evidence& evidence);    ///< for the change log

}    // namespace faultline
