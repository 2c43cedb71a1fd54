#pragma once

#include "app/query/breakdown.h"

#include <Qt>

#include <chrono>
#include <optional>

namespace faultline {

enum class BreakdownColumn { Value, Now, Before, Ratio, Share, ShareOfRise, Duration, P95, ByteRate, Errors, TrendLine };
inline constexpr int breakdownColumnCount = static_cast<int>(BreakdownColumn::TrendLine) + 1;

struct BreakdownOrder {
    BreakdownColumn column = BreakdownColumn::ShareOfRise;
    Qt::SortOrder direction = Qt::DescendingOrder;
    bool operator==(const BreakdownOrder&) const = default;
};

/// What a breakdown was asked and what came of it.
struct BreakdownAnswer {
    BreakdownRequest request;
    Breakdown breakdown;
    BreakdownOrder order;
    std::chrono::milliseconds took{0};
};

/// The number a row is sorted by; nothing = it has none and stands last. Not for Value.
std::optional<double> sortKey(const BreakdownRow& row, BreakdownColumn column);

/// The first `limit` rows in any order there is, 0 = all: by the query where it can, else by sorting all rows here.
Result<BreakdownAnswer> orderedBreakdown(SegmentReader& reader, const FilterContext& context, BreakdownRequest request,
                                         BreakdownOrder order, std::size_t limit, const TaskControl& control);

}    // namespace faultline
