#pragma once

#include "app/base/result.h"
#include "app/store/database.h"

#include <cstdint>

namespace faultline {

/// Evidence and timeline entries that point to lines, series and events of one source point to those of another with the same
/// content from now on. One transaction.
Result<void> moveReferences(Database& database, std::int64_t fromSource, std::int64_t toSource);

}    // namespace faultline
