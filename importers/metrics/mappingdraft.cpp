#include "importers/metrics/mappingdraft.h"

#include "app/base/text.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::string_view durationUnit = "duration_unit";

/// Levels: the first cell of each row names the level ("microservice", "metric", "statistic"), the last row names the index.
void nameFromLevels(const std::vector<std::vector<std::string>>& headers, std::size_t index, CsvColumn& column)
{
    if (index == 0) {
        column.header = std::string(trimmed(headers.back()[0]));
        return;
    }
    column.header.clear();
    for (std::size_t row = 0; row + 1 < headers.size(); ++row) {
        const std::string level(trimmed(headers[row][0]));
        const std::string value(trimmed(headers[row][index]));
        if (column.header.empty() && roleOfHeader(level) == CsvRole::SeriesName)
            column.header = value;
        else if (!value.empty())
            column.labels.emplace_back(level, value);
    }
    if (column.header.empty() && !column.labels.empty()) {
        column.header = column.labels.back().second;
        column.labels.pop_back();
    }
    std::sort(column.labels.begin(), column.labels.end());
}

CsvColumn namedColumn(const CsvTable& table, std::size_t index)
{
    const auto& headers = table.headers;
    CsvColumn column;
    column.header = headers.empty() ? "column " + std::to_string(index + 1) : std::string(trimmed(headers.front()[index]));
    if (headers.size() > 1)
        nameFromLevels(headers, index, column);
    column.unit = headers.empty() ? std::string() : declaredUnit(column.header);
    column.unitDeclared = !column.unit.empty();
    column.name = std::string(withoutDeclaredUnit(column.header));
    if (column.name.empty())
        column.name = "column " + std::to_string(index + 1);
    return column;
}

std::optional<CsvRole> statedRole(std::string_view key)
{
    if (equalsIgnoringCase(key, "time"))
        return CsvRole::Time;
    if (equalsIgnoringCase(key, "date"))
        return CsvRole::Date;
    if (equalsIgnoringCase(key, "label"))
        return CsvRole::Label;
    if (equalsIgnoringCase(key, "ignore"))
        return CsvRole::Unused;
    const CsvRole role = roleOfHeader(key);
    return role == CsvRole::Unused ? std::nullopt : std::optional(role);
}

}    // namespace

MappingDraft::MappingDraft(CsvTable table, const std::map<std::string, std::string>& statements)
{
    rows = std::move(table.rows);
    table.rows.clear();
    mapping.table = std::move(table);
    mapping.stated = statements;
    for (std::size_t i = 0; i < mapping.table.columns; ++i)
        mapping.columns.push_back(namedColumn(mapping.table, i));
    if (mapping.table.delimiter != ',' && !isKeyed())
        mapping.notation = findNotation(rows);
    for (std::size_t i = 0; i < mapping.columns.size(); ++i)
        census.push_back(countColumn(rows, i, mapping.notation));
}

bool MappingDraft::applyStatements()
{
    for (const auto& [key, columns] : mapping.stated) {
        if (key == durationUnit) {
            const auto unit = findUnit(columns);
            if (!unit || unit->base != "s") {
                mapping.problem = "\"" + shortened(columns, 40) + "\" is no unit of time";
                return false;
            }
            mapping.durationUnitNs = static_cast<std::int64_t>(1e9 * unit->multiply / unit->divide);
            continue;
        }
        const auto role = statedRole(key);
        if (!role) {
            mapping.problem = "--map does not know \"" + shortened(key, 40) + "\"";
            return false;
        }
        for (const std::string_view column : split(columns, '|')) {
            const std::size_t index = mapping.columnNamed(column);
            if (index == CsvMapping::noColumn) {
                mapping.problem = "there is no column \"" + shortened(column, 60) + "\"";
                return false;
            }
            mapping.columns[index].role = *role;
            stated.insert(index);
        }
    }
    return true;
}

bool MappingDraft::isStatedRole(CsvRole role) const
{
    return std::any_of(stated.begin(), stated.end(), [this, role](std::size_t i) { return mapping.columns[i].role == role; });
}

bool MappingDraft::isNumeric(std::size_t column) const
{
    const ColumnCensus& cells = census[column];
    const bool mostly = mapping.columns[column].unitDeclared || cells.filled < 10;    // a unit, or too few cells for a share
    return cells.filled > 0 && (cells.numbers * 10 >= cells.filled * 9 || (mostly && cells.numbers * 2 > cells.filled));
}

bool MappingDraft::isLabel(std::size_t column) const
{
    const ColumnCensus& cells = census[column];
    return cells.filled > 0 && cells.longest <= 200 && cells.distinct.size() <= mostLabelValues
           && cells.distinct.size() <= std::max<std::size_t>(20, rows.size() / 4);
}

}    // namespace faultline
