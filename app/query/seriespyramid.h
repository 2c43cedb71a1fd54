#pragma once

#include "app/base/timestamp.h"
#include "app/model/series.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace faultline {

/// Samples with coarser and coarser summaries, so that any window of millions is drawn from a few thousand points: of each
/// bucket the first, smallest, largest and last sample stay, gaps stay gaps. Immutable after building, safe to share.
class SeriesPyramid {
public:
    SeriesPyramid() = default;
    /// `samples` in time order. `step`: the usual distance of neighbours, 0 = unknown; two neighbours more than three steps
    /// apart have a gap between them. NaN values are gaps.
    SeriesPyramid(std::vector<Sample> samples, Nanoseconds step);

    bool isEmpty() const;
    std::size_t size() const;
    Nanoseconds step() const;
    TimeRange range() const;                  ///< end is one past the last sample
    std::size_t memory() const;               ///< bytes

    /// At most about `count` points (never fewer than the extremes need) in time order, with one sample outside the window at
    /// each end, so that lines run to the edge. NaN stands where a line must break.
    std::vector<Sample> points(TimeRange window, std::size_t count) const;
    /// The last sample at or before `time`, unless it is a gap there.
    std::optional<Sample> at(Timestamp time) const;
    struct Extent { double smallest = 0; double largest = 0; };
    std::optional<Extent> extent(TimeRange window) const;    ///< without NaN

private:
    struct Bucket;
    Nanoseconds m_step{0};
    std::vector<Sample> m_samples;
    std::vector<std::vector<Bucket>> m_levels;
};

}    // namespace faultline
