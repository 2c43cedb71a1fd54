#pragma once

#include "app/query/seriesbucket.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace faultline {

/// Samples with coarser and coarser summaries, so that any window of millions is drawn from a few thousand points: of each
/// column of the window the first, smallest, largest and last sample stay, gaps stay gaps. Immutable after building, safe to share.
class SeriesPyramid {
public:
    SeriesPyramid() = default;
    /// `samples` in time order. `step`: the usual distance of neighbours, 0 = unknown; two neighbours more than three steps
    /// apart have a gap between them. NaN values are gaps. About 25 bytes a sample.
    SeriesPyramid(std::vector<Sample> samples, Nanoseconds step);

    bool isEmpty() const { return m_count == 0; }
    std::size_t size() const { return m_count; }       ///< samples it was made of, without NaN
    Nanoseconds step() const { return m_gaps.step(); }
    TimeRange range() const;                           ///< end is one past the last sample
    std::size_t memory() const;                        ///< bytes
    /// Made by SeriesPyramidBuilder: single samples are not there, only buckets of some.
    bool isSummary() const { return m_samples.empty() && !m_levels.empty(); }
    const std::vector<Sample>& samples() const { return m_samples; }

    /// At most about `count` points (never fewer than the extremes and gaps need) in time order, with one sample outside the
    /// window at each end, so that lines run to the edge. NaN stands where a line must break.
    std::vector<Sample> points(TimeRange window, std::size_t count) const;
    /// The last sample at or before `time`, unless it is a gap there.
    std::optional<Sample> at(Timestamp time) const;
    struct Extent { double smallest = 0; double largest = 0; };
    std::optional<Extent> extent(TimeRange window) const;    ///< without NaN
    std::optional<double> mean(TimeRange window) const;      ///< of the samples in it, without NaN
    /// Samples in the window, NaN included; of a summary about.
    std::size_t samplesIn(TimeRange window) const;
    enum class Pick { Last, Mean };
    /// For computing with: the samples, or what a summary has of each of its leaves, a NaN at each gap between them.
    std::vector<Sample> values(Pick pick) const;
    Nanoseconds valueStep() const;                     ///< between values()

private:
    friend class SeriesPyramidBuilder;
    /// What the finest level is made of, counted from the first: samples, or the leaves of a summary.
    struct Units {
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    Units unitsIn(TimeRange window) const;
    std::size_t unitsOfBucket(std::size_t level) const;
    std::size_t units() const { return isSummary() ? m_levels.front().size() : m_samples.size(); }
    void addLevels();
    std::vector<Sample> allPoints(Units units) const;
    std::optional<Sample> atInSummary(Timestamp time) const;
    bool isCurrent(const Sample& sample, Timestamp time, const Timestamp* next) const;
    SeriesBucket total(TimeRange window) const;

    /// Calls `take` for buckets in time order that make up the units; `fits` says which need not be taken apart.
    template <typename Fits, typename Take>
    void walk(Units units, const Fits& fits, const Take& take) const;
    template <typename Fits, typename Take>
    void walkBucket(std::size_t level, std::size_t index, Units units, const Fits& fits, const Take& take) const;

    GapRule m_gaps;
    std::size_t m_count = 0;
    std::vector<Sample> m_samples;
    std::vector<std::vector<SeriesBucket>> m_levels;    ///< the finest first; a bucket holds four of the level below
};

}    // namespace faultline
