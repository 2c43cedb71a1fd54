#pragma once

#include "app/query/breakdownscan.h"

#include <cstdint>
#include <vector>

namespace faultline {

/// Nearest-rank percentiles of durations in nanoseconds.
struct DurationPercentiles {
    std::int64_t p50 = absent;
    std::int64_t p95 = absent;
    std::int64_t p99 = absent;
};

/// Exact percentiles for the rows of the scan named in `rows`, in that order, by a second pass that gathers their durations.
Result<std::vector<DurationPercentiles>> durationPercentiles(BreakdownScan& scan, const std::vector<std::uint32_t>& rows);

/// Index of the nearest-rank percentile among `count` > 0 sorted values: the smallest with at least percent % at or below it.
constexpr std::size_t nearestRank(std::size_t count, std::size_t percent) { return (count * percent + 99) / 100 - 1; }

}    // namespace faultline
