#include "importers/metrics/csvcensus.h"

#include "app/base/text.h"
#include "app/import/severitywords.h"
#include "importers/metrics/csvtimes.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline {

namespace {

void countNumber(ColumnCensus& census, std::string_view cell, const Quantity& quantity)
{
    ++census.numbers;
    if (census.unit.empty())
        census.unit = quantity.unit;
    if (!std::isfinite(quantity.value))
        return;
    const bool whole = std::trunc(quantity.value) == quantity.value;    // NOLINT: exact on purpose
    census.fractions += whole ? 0U : 1U;
    census.statuses += whole && (quantity.value == 0 || (quantity.value >= 100 && quantity.value < 600)) ? 1U : 0U;
    if (census.sizes.size() < 1000)
        census.sizes.push_back(quantity.value);
    if (isBareNumber(cell) && parseTimeCell(cell, DateOrder::Unknown)) {
        ++census.epochs;
        ++census.zoned;
    }
}

bool isMethod(std::string_view cell)
{
    static constexpr std::array<std::string_view, 9> methods{"GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"};
    return std::find(methods.begin(), methods.end(), cell) != methods.end();
}

bool isAddress(std::string_view cell)
{
    const auto only = [cell](std::string_view others) {
        return std::all_of(cell.begin(), cell.end(), [others](char c) {
            return (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
        });
    };
    if (std::count(cell.begin(), cell.end(), '.') == 3)
        return cell.size() <= 15 && only(".");
    return std::count(cell.begin(), cell.end(), ':') >= 2 && cell.size() <= 45 && only(":.abcdefABCDEF");
}

/// Product and version, as a user agent begins.
bool isAgent(std::string_view cell)
{
    const std::size_t slash = cell.find('/');
    const auto isWordCharacter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
    };
    return slash != std::string_view::npos && slash >= 2 && slash + 1 < cell.size() && cell[slash + 1] >= '0' && cell[slash + 1] <= '9'
           && std::all_of(cell.begin(), cell.begin() + static_cast<std::ptrdiff_t>(slash), isWordCharacter);
}

void countText(ColumnCensus& census, std::string_view cell)
{
    auto time = parseTimeCell(cell, DateOrder::DayMonthYear);
    if (!time)
        time = parseTimeCell(cell, DateOrder::MonthDayYear);
    if (time) {
        ++census.writtenTimes;
        census.zoned += time->offsetSeconds || !time->zoneWord.empty() || time->epoch ? 1U : 0U;
    }
    const bool agent = isAgent(cell);
    census.clocks += !time && isClockCell(cell) ? 1U : 0U;
    census.methods += isMethod(cell) ? 1U : 0U;
    census.addresses += isAddress(cell) ? 1U : 0U;
    census.agents += agent ? 1U : 0U;
    census.severities += severityOf(cell) != Severity::Unknown ? 1U : 0U;
    census.sentences += !time && !agent && std::count(cell.begin(), cell.end(), ' ') >= 2 ? 1U : 0U;
    census.paths += cell.front() == '/' || cell.find("://") != std::string_view::npos ? 1U : 0U;
}

}    // namespace

ColumnCensus countColumn(const std::vector<std::vector<std::string>>& rows, std::size_t index, NumberNotation notation)
{
    ColumnCensus census;
    for (const auto& row : rows) {
        const std::string_view cell = trimmed(row[index]);
        if (isEmptyCell(cell))
            continue;
        ++census.filled;
        census.longest = std::max(census.longest, cell.size());
        if (census.distinct.size() <= mostLabelValues)
            census.distinct.emplace(cell);
        if (const auto quantity = parseQuantity(cell, notation))
            countNumber(census, cell, *quantity);
        else
            countText(census, cell);
    }
    return census;
}

NumberNotation findNotation(const std::vector<std::vector<std::string>>& rows)
{
    std::size_t commas = 0, points = 0;
    for (const auto& row : rows) {
        for (const std::string& cell : row) {
            const bool asComma = cell.find(',') != std::string::npos && parseQuantity(cell, NumberNotation::DecimalComma);
            const bool asPoint = cell.find('.') != std::string::npos && parseQuantity(cell, NumberNotation::DecimalPoint);
            commas += asComma && !parseQuantity(cell, NumberNotation::DecimalPoint) ? 1U : 0U;
            points += asPoint && !parseQuantity(cell, NumberNotation::DecimalComma) ? 1U : 0U;
        }
    }
    return commas > points ? NumberNotation::DecimalComma : NumberNotation::DecimalPoint;
}

}    // namespace faultline
