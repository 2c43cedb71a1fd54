#pragma once

#include "app/query/breakdown.h"

#include <cstdint>
#include <vector>

namespace faultline {

/// The counts of some rows of a breakdown over time, for the small lines beside them.
struct TrendsRequest {
    BreakdownRequest breakdown;            ///< as it was asked; its top and sort do not matter
    std::vector<BreakdownRow> rows;        ///< of its answer
    std::size_t buckets = 40;              ///< for baseline and window together, by their lengths
};

struct Trend {
    std::vector<std::uint32_t> baseline;   ///< records a bucket; equal steps over the baseline
    std::vector<std::uint32_t> window;
    std::uint32_t urls = 0;                ///< by route: distinct paths behind the row
};

/// One trend a row, in their order.
Result<std::vector<Trend>> trends(SegmentReader& reader, const FilterContext& context, const TrendsRequest& request,
                                  const TaskControl& control = {});

}    // namespace faultline
