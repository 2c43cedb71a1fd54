#include "importers/metrics/tablecolumns.h"

#include "app/base/text.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t mostExamples = 5;

std::string_view nameOfUnit(std::int64_t nanoseconds)
{
    switch (nanoseconds) {
    case 1: return "ns";
    case 1'000: return "us";
    case 1'000'000: return "ms";
    case 1'000'000'000: return "s";
    default: return "";
    }
}

}    // namespace

std::vector<ColumnReading> columnReadings(const CsvMapping& mapping, const std::vector<std::vector<std::string>>& rows)
{
    std::vector<ColumnReading> readings;
    for (std::size_t index = 0; index < mapping.columns.size(); ++index) {
        const CsvColumn& column = mapping.columns[index];
        ColumnReading reading{column.header, std::string(wordOfRole(column.role)), column.unit, {}};
        if (column.role == CsvRole::Duration && column.unitNs != 0)
            reading.unit = nameOfUnit(column.unitNs);
        for (std::size_t row = 0; row < rows.size() && reading.examples.size() < mostExamples; ++row) {
            if (index >= rows[row].size() || trimmed(rows[row][index]).empty())
                continue;
            std::string example = shortened(withVisibleControls(rows[row][index]), 60);
            if (std::find(reading.examples.begin(), reading.examples.end(), example) == reading.examples.end())
                reading.examples.push_back(std::move(example));
        }
        readings.push_back(std::move(reading));
    }
    return readings;
}

std::vector<std::string> tableRoles()
{
    std::vector<std::string> roles;
    for (auto role = static_cast<int>(CsvRole::Time); role <= static_cast<int>(CsvRole::Component); ++role) {
        if (const std::string_view word = wordOfRole(static_cast<CsvRole>(role)); !word.empty())
            roles.emplace_back(word);
    }
    return roles;
}

}    // namespace faultline
