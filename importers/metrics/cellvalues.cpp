#include "importers/metrics/cellvalues.h"

#include "app/base/text.h"

#include <cmath>

namespace faultline {

namespace {

/// Into the unit of the column, which is another of the same kind; nothing when it is of another kind.
std::optional<double> intoUnit(const Quantity& quantity, const std::string& unit)
{
    if (quantity.unit.empty() || quantity.unit == unit || (quantity.unit == "1" && unit.empty()))
        return quantity.value;
    const auto target = findUnit(unit);
    if (!target || target->base != quantity.unit)
        return std::nullopt;
    return quantity.value * target->divide / target->multiply;
}

bool isNumberSign(char c)
{
    return (c >= '0' && c <= '9') || c == '.' || c == '-';
}

}    // namespace

std::optional<double> plainNumber(std::string_view cell, NumberNotation notation)
{
    if (notation != NumberNotation::DecimalPoint || cell.empty() || (cell.front() != '-' && (cell.front() < '0' || cell.front() > '9')))
        return std::nullopt;
    if (cell.back() != '.' && (cell.back() < '0' || cell.back() > '9'))    // a unit, most often
        return std::nullopt;
    const auto number = parseDouble(cell);
    return number && std::isfinite(*number) ? number : std::nullopt;
}

const CellValues::Worth& CellValues::worthOf(std::string_view written, const std::string& column)
{
    for (const Worth& worth : m_worths) {
        if (worth.written == written && worth.column == column)
            return worth;
    }
    Worth& worth = m_worths[m_next++ % m_worths.size()];
    worth = Worth{std::string(written), column};
    const auto unit = findUnit(written);
    const bool isSame = unit && (unit->base == column || (unit->base == "1" && column.empty()));
    const auto target = unit && !isSame ? findUnit(column) : std::nullopt;
    worth.isKnown = isSame || (target && target->base == unit->base);
    if (!worth.isKnown)
        return worth;
    worth.multiply = unit->multiply;
    worth.divide = unit->divide;
    if (target) {
        worth.columnDivide = target->divide;
        worth.columnMultiply = target->multiply;
    }
    return worth;
}

std::optional<double> CellValues::inUnit(std::string_view cell, const std::string& unit)
{
    if (const auto plain = plainNumber(cell, m_notation))
        return plain;
    std::size_t end = 0;
    while (end < cell.size() && isNumberSign(cell[end]))
        ++end;
    constexpr std::size_t longestUnit = 24;
    if (end > 0 && cell.size() > end + 1 && cell.size() - end <= longestUnit && cell[end] == ' ') {
        const auto number = plainNumber(cell.substr(0, end), m_notation);
        if (const Worth* const worth = number ? &worthOf(cell.substr(end + 1), unit) : nullptr; worth != nullptr && worth->isKnown)
            return *number * worth->multiply / worth->divide * worth->columnDivide / worth->columnMultiply;
    }
    const auto quantity = parseQuantity(cell, m_notation, m_unknown);
    return quantity ? intoUnit(*quantity, unit) : std::nullopt;
}

}    // namespace faultline
