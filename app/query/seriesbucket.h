#pragma once

#include "app/model/series.h"

#include <cstdint>
#include <vector>

namespace faultline {

/// When a line must break: after NaN, and where samples are missing.
class GapRule {
public:
    static constexpr std::int64_t steps = 3;

    explicit GapRule(Nanoseconds step = {}) : m_step(step) {}
    Nanoseconds step() const { return m_step; }
    bool isBetween(Timestamp first, Timestamp second) const;
    /// Where the NaN of a gap stands: a step after the last sample before it.
    Timestamp momentBetween(Timestamp first, Timestamp second) const;

private:
    Nanoseconds m_step;
};

/// What a stretch of samples leaves of itself on a screen.
struct SeriesBucket {
    Sample first, lowest, highest, last;
    double sum = 0;
    Timestamp gap{};            ///< of the first gap inside
    std::uint32_t count = 0;    ///< without NaN; 0: nothing but a gap
    bool hasGapBefore = false;
    bool hasGapInside = false;
    bool hasGapAfter = false;

    void add(const Sample& sample, const GapRule& gaps);
    void add(const SeriesBucket& next, const GapRule& gaps);
    bool isGapTo(const SeriesBucket& next, const GapRule& gaps) const;
    /// Appends the points in time order, a NaN where the gap is.
    void appendPoints(std::vector<Sample>& points) const;
};

}    // namespace faultline
