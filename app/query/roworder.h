#pragma once

#include "app/query/breakdownscan.h"

#include <cstdint>
#include <vector>

namespace faultline {

struct RowKey {
    double key = 0;
    std::uint64_t textKey = 0;    ///< set by inOrder()
    std::uint32_t row = 0;
};

/// The first `top` rows of a scan (0 = all), the largest keys first; equal keys by value, the absent one last.
std::vector<std::uint32_t> inOrder(const BreakdownScan& scan, std::vector<RowKey> keys, std::size_t top);

}    // namespace faultline
