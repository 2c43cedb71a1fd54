#pragma once

#include "importers/metrics/valueunits.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

/// A number in C notation and nothing else, as nearly every cell is; nothing says nothing about other cells.
std::optional<double> plainNumber(std::string_view cell, NumberNotation notation);

/// Cells as numbers in the units of their columns. What the few units of a table are worth is found once.
class CellValues {
public:
    CellValues(NumberNotation notation, UnknownUnit unknown) : m_notation(notation), m_unknown(unknown) {}

    /// "12.5 MiB/s" in `unit`; nothing when the cell is no number or has a unit of another kind.
    std::optional<double> inUnit(std::string_view cell, const std::string& unit);

private:
    /// What a unit behind a number means in a column.
    struct Worth {
        std::string written, column;
        double multiply = 1, divide = 1;              ///< into the base unit
        double columnDivide = 1, columnMultiply = 1;  ///< and from there
        bool isKnown = false;
    };
    const Worth& worthOf(std::string_view written, const std::string& column);

    NumberNotation m_notation;
    UnknownUnit m_unknown;
    std::array<Worth, 8> m_worths;
    std::size_t m_next = 0;
};

}    // namespace faultline
