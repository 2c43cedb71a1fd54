#pragma once

#include "importers/metrics/valueunits.h"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace faultline {

/// What the cells of one column are, counted over the head.
struct ColumnCensus {
    std::size_t filled = 0;
    std::size_t writtenTimes = 0;    ///< dates with clock time, not epochs
    std::size_t epochs = 0;
    std::size_t zoned = 0;           ///< times that state their offset or zone
    std::size_t clocks = 0;
    std::size_t numbers = 0;
    std::size_t fractions = 0;
    std::size_t statuses = 0;        ///< 0 or 100..599
    std::size_t paths = 0;
    std::size_t methods = 0;         ///< of HTTP
    std::size_t addresses = 0;       ///< of IPv4 or IPv6
    std::size_t agents = 0;          ///< user agents: "Mozilla/5.0 (…)", "curl/8.4.0"
    std::size_t severities = 0;      ///< "WARN", "error"
    std::size_t sentences = 0;       ///< texts of several words that are none of these
    std::size_t longest = 0;
    std::set<std::string, std::less<>> distinct;    ///< at most one more than mostLabelValues
    std::string unit;
    std::vector<double> sizes;
};

inline constexpr std::size_t mostLabelValues = 200;

ColumnCensus countColumn(const std::vector<std::vector<std::string>>& rows, std::size_t index, NumberNotation notation);

/// A decimal comma needs a cell that only it explains, and more of those than cells that only a point explains.
NumberNotation findNotation(const std::vector<std::vector<std::string>>& rows);

}    // namespace faultline
