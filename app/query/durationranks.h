#pragma once

#include "app/query/durationsteps.h"
#include "app/query/percentiles.h"

#include <vector>

namespace faultline {

/// True when percentilesByRank() is the faster way to the percentiles of `rows`.
bool paysToRank(const BreakdownScan& scan, const DurationScale& scale, const std::vector<std::uint32_t>& rows);

/// Exact percentiles of many rows at once: the groups of all durations are dealt out by duration (few distinct ones), then
/// visited from the shortest and from the longest duration. A group's percentile is met when as many of its durations have
/// passed as its rank says; no group is ever sorted.
Result<void> percentilesByRank(BreakdownScan& scan, const DurationScale& scale, const std::vector<std::uint32_t>& rows,
                               std::vector<DurationPercentiles>& results);

}    // namespace faultline
