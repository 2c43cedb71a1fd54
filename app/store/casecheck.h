#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/store/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline {

/// One part of a case that was checked.
struct CheckedPart {
    std::string part;      ///< "file", "account of source 3", "columns", "series", "raw text", "rows"
    bool isGood = true;
    std::string detail;    ///< what was counted, or what is wrong
    std::int64_t sourceId = 0;    ///< whose account it is
};

/// Reads everything that a case holds: SQLite's own check, lines = records' + skipped + rejected for each source, every column,
/// series block and raw block decoded, every row of the small tables read. An Error only when it cannot go on.
Result<std::vector<CheckedPart>> checkCase(Database& database, const TaskControl& control = {});

}    // namespace faultline
