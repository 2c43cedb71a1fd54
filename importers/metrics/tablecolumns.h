#pragma once

#include "app/import/importer.h"
#include "importers/metrics/csvmapping.h"

#include <string>
#include <vector>

namespace faultline {

/// Role, unit and examples of every column, for people.
std::vector<ColumnReading> columnReadings(const CsvMapping& mapping, const std::vector<std::vector<std::string>>& rows);
/// The roles that can be chosen for a column of a table.
std::vector<std::string> tableRoles();

}    // namespace faultline
