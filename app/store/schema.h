#pragma once

#include "app/base/result.h"
#include "app/store/database.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// The migrations of resources/schema in order; migrations()[n] leads from schema n to n + 1.
const std::vector<std::string_view>& migrations();

/// Brings the schema up to the current number in one transaction and sets application_id. A newer case is CaseTooNew.
Result<void> migrate(Database& database, const std::string& path);

/// Refuses what is not a case of ours (application_id), what is newer, and what has tables, triggers, views or indexes that the
/// schema does not know or in another form (a crafted file). Cheap: no data is read.
Result<void> checkSchema(Database& database, const std::string& path);

}    // namespace faultline
