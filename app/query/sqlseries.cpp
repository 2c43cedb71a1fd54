#include "app/query/sqlseries.h"

#include "app/import/timestampscanner.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 7> timeWords{"time", "minute", "hour", "date", "day", "second", "bucket"};

Error notDrawn(std::string why, std::string action)
{
    return {ErrorKind::Usage, "The rows cannot be drawn over time", std::move(why), std::move(action)};
}

std::optional<double> numberOf(const SqlCell& cell)
{
    if (const auto* whole = std::get_if<std::int64_t>(&cell))
        return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&cell))
        return *real;
    return {};
}

bool isNull(const SqlCell& cell)
{
    return std::holds_alternative<std::monostate>(cell);
}

/// Numbers by their magnitude, as in an imported file; a text without an offset is UTC, as the functions of SQLite write it.
std::optional<Timestamp> timeOf(const SqlCell& cell, std::string_view column)
{
    if (const auto* text = std::get_if<std::string>(&cell)) {
        const auto written = parseAnyTime(*text, DateOrder::YearMonthDay);
        const auto time = written ? TimeResolver().resolve(*written) : std::nullopt;
        return time ? std::optional(time->utc) : std::nullopt;
    }
    if (const auto* whole = std::get_if<std::int64_t>(&cell); whole && column.size() > 3 && column.substr(column.size() - 3) == "_ns")
        return timestampFrom(*whole);
    const auto number = numberOf(cell);
    if (!number || *number < 1e8 || *number > 9e18)
        return {};
    const double scale = *number >= 1e17 ? 1 : *number >= 1e14 ? 1e3 : *number >= 1e11 ? 1e6 : 1e9;
    if (const auto* whole = std::get_if<std::int64_t>(&cell))
        return timestampFrom(*whole * static_cast<std::int64_t>(scale));
    return timestampFrom(std::llround(*number * scale));
}

bool isDuration(std::string_view name)
{
    return name.find("duration") != std::string_view::npos;
}

template <typename Fits>
bool allRows(const SqlTable& table, std::size_t column, const Fits& fits)
{
    bool any = false;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const SqlCell& cell = table.at(row, column);
        if (isNull(cell))
            continue;
        if (!fits(cell))
            return false;
        any = true;
    }
    return any;
}

/// The first that is called one and reads as one, else the first of texts that do.
std::optional<std::size_t> timeColumn(const SqlTable& table)
{
    const auto readsAsTime = [&](std::size_t column) {
        return allRows(table, column, [&](const SqlCell& cell) { return timeOf(cell, table.columns[column]).has_value(); });
    };
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        const std::string& name = table.columns[column];
        const bool isCalledOne = std::any_of(timeWords.begin(), timeWords.end(), [&](std::string_view word) { return name.find(word) != std::string::npos; })
            || (name.size() > 3 && name.substr(name.size() - 3) == "_ns");
        if (isCalledOne && !isDuration(name) && readsAsTime(column))
            return column;
    }
    for (std::size_t column = 0; column < table.columns.size(); ++column)
        if (allRows(table, column, [](const SqlCell& cell) { return std::holds_alternative<std::string>(cell); }) && readsAsTime(column))
            return column;
    return {};
}

std::vector<Sample> samplesOf(const SqlTable& table, std::size_t time, std::size_t value)
{
    std::vector<Sample> samples;
    samples.reserve(table.rows());
    for (std::size_t row = 0; row < table.rows(); ++row)
        if (const auto at = timeOf(table.at(row, time), table.columns[time]))
            samples.push_back({*at, numberOf(table.at(row, value)).value_or(std::numeric_limits<double>::quiet_NaN())});
    std::stable_sort(samples.begin(), samples.end(), [](const Sample& left, const Sample& right) { return left.time < right.time; });
    return samples;
}

Nanoseconds medianStep(const std::vector<Sample>& samples)
{
    std::vector<Nanoseconds> steps;
    for (std::size_t i = 1; i < samples.size(); ++i)
        steps.push_back(samples[i].time - samples[i - 1].time);
    if (steps.empty())
        return Nanoseconds(0);
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

}    // namespace

Result<SqlSeriesColumns> sqlSeriesColumns(const SqlTable& table)
{
    if (table.rows() == 0)
        return notDrawn("There are none", "");
    const auto time = timeColumn(table);
    if (!time)
        return notDrawn("No column holds times", "Select time_ns, or time_ns / 60000000000 * 60000000000 AS time_ns for minutes");
    SqlSeriesColumns columns{*time, {}};
    for (std::size_t column = 0; column < table.columns.size(); ++column)
        if (column != *time && allRows(table, column, [](const SqlCell& cell) { return numberOf(cell).has_value(); }))
            columns.values.push_back(column);
    if (columns.values.empty())
        return notDrawn("No column beside " + table.columns[*time] + " holds numbers", "Select a count, a sum or a mean as well");
    const std::vector<Sample> samples = samplesOf(table, *time, columns.values.front());
    const auto sameTime = [](const Sample& left, const Sample& right) { return left.time == right.time; };
    if (std::adjacent_find(samples.begin(), samples.end(), sameTime) != samples.end())
        return notDrawn("A time stands in several rows", "Group by " + table.columns[*time] + " alone");
    if (table.isCut)
        return notDrawn("There are more than the " + std::to_string(table.rows()) + " that were read", "Group them by a longer time");
    return columns;
}

Result<SqlSeries> sqlSeries(Database& database, std::string_view statement, std::string_view column, const TaskControl& control)
{
    const auto table = runSql(database, statement, SqlLimits(), control);
    if (!table)
        return table.error();
    if (table->rows() == 0)
        return SqlSeries();
    const auto columns = sqlSeriesColumns(*table);
    if (!columns)
        return columns.error();
    for (const std::size_t value : columns->values) {
        if (table->columns[value] != column)
            continue;
        SqlSeries series{samplesOf(*table, columns->time, value), {}};
        series.step = medianStep(series.samples);
        return series;
    }
    return notDrawn("No column of numbers is named " + std::string(column), "Run the statement again and chart it anew");
}

}    // namespace faultline
