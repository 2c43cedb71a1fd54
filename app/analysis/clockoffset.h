#pragma once

#include "app/analysis/valuegrid.h"

#include <cstddef>
#include <optional>

namespace faultline {

/// How far the stamps of one series have to be moved so that it lies on another one that saw the same.
struct ClockOffset {
    double steps = 0;              ///< to be added; between steps by a parabola
    double low = 0, high = 0;      ///< offsets whose correlation is at least 95 % of the best, and half a step on each side
    double rho = 0;                ///< Pearson at the best offset
    double rhoUnmoved = 0;         ///< as they are now; 0 when there are too few pairs
    std::size_t n = 0;             ///< pairs at the best offset

    bool agreesUnmoved() const { return low <= 0 && high >= 0; }
};

struct ClockOffsetOptions {
    std::size_t mostSteps = 870;   ///< looked at on each side: 14 h 30 min of minutes
    double leastRho = 0.6;
    bool ofDetail = true;          ///< what differs from the hour around it (61 steps), not the daily course
};

/// Both on the same grid (begin and step), NaN where one has no data. Nothing when the best correlation is under `leastRho`, when another
/// offset fits nearly as well (85 %), or when there are fewer than 60 pairs or less than half of the shorter one. O(steps * mostSteps).
std::optional<ClockOffset> clockOffsetOf(const ValueGrid& source, const ValueGrid& reference, const ClockOffsetOptions& options = {});

}    // namespace faultline
