#pragma once

#include "app/base/timestamp.h"
#include "app/model/series.h"

#include <cstddef>
#include <span>
#include <vector>

namespace faultline {

/// Values at equal steps, the form that every method of this folder reads. NaN = nothing is known of that step.
struct ValueGrid {
    Timestamp begin{};          ///< of the first step
    Nanoseconds step{0};
    std::vector<double> values;

    Timestamp timeOf(std::size_t index) const { return begin + step * static_cast<std::int64_t>(index); }
};

/// A half-open range of steps.
struct IndexRange {
    std::size_t begin = 0;
    std::size_t end = 0;

    std::size_t size() const { return end > begin ? end - begin : 0; }
    bool holds(std::size_t index) const { return index >= begin && index < end; }
};

/// The steps of a grid that touch a time range, cut to the grid.
IndexRange indexRange(const ValueGrid& grid, TimeRange range);

struct GriddedSeries {
    ValueGrid grid;
    std::size_t resets = 0;     ///< falls of a counter, whose steps are left out
};

/// Samples of a series on a grid over `range`: the mean of a step's samples; counters become rates a second first, and a fall of
/// a counter is a reset, whose step is left out. Steps without a sample are NaN; where samples are rarer than the steps, a value
/// holds until the next sample, but no longer than `hold`.
GriddedSeries gridOf(std::span<const Sample> samples, SeriesKind kind, TimeRange range, Nanoseconds step, Nanoseconds hold);

/// The same on other steps: the mean of the values that begin in a step, and where steps are finer the value that covers its begin. Never between
/// two values.
ValueGrid regridded(const ValueGrid& grid, Timestamp begin, Nanoseconds step, std::size_t count);

}    // namespace faultline
