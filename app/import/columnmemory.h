#pragma once

#include "app/import/importer.h"
#include "app/model/source.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// The roles of a table's columns as ImportOptions::columns states them: role -> headers, "ignore" for those without one; a header
/// that is not the only one of its name, or that could be read as a number or a list, stands as its 1-based number.
using StatedColumns = std::map<std::string, std::string>;

/// States every column as it reads.
StatedColumns statedColumns(const std::vector<ColumnReading>& columns);

/// States a role for one column beside what is stated already; what only one column can be is taken from the one that had it.
void stateRole(StatedColumns& stated, const std::vector<ColumnReading>& columns, std::size_t column, const std::string& role);

/// The columns read as stated; nothing unless the statement names each of these columns and no other.
std::optional<std::vector<ColumnReading>> readAs(const StatedColumns& stated, std::vector<ColumnReading> columns);

/// Roles that a person gave to the columns of a source.
struct RememberedColumns {
    std::string source;      ///< its name
    std::string format;
    StatedColumns stated;
};
/// Of the sources of a case, the newest first.
std::vector<RememberedColumns> rememberedColumns(const std::vector<Source>& sources);

}    // namespace faultline
