#pragma once

#include "app/analysis/valuegrid.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// The first change of a series around a selection.
struct Onset {
    std::size_t index = 0;       ///< first step of the new behaviour
    IndexRange interval;         ///< from where it left the baseline to half of the way, and a step on each side
    double strength = 0;         ///< the jump in spreads of the baseline
    bool isFall = false;
    double before = 0;           ///< mean of the 24 steps before
    double after = 0;            ///< mean of the 12 steps from it on
};

/// Candidates from one selection length before it to its end: D(t) = |mean of 12 from t - mean of 24 before t| / s. The first rise or fall
/// of at least half the strongest D wins, at its top, from a quarter of the selection's length before it on, else before that; then it walks back while the values stay beyond a quarter of the plateau.
/// Nothing when D stays under 4, or values are too few.
std::optional<Onset> onsetOf(const ValueGrid& grid, IndexRange selection);

/// Steps of a cascade: series whose intervals all share an instant are one, no order is claimed inside.
struct CascadeStep {
    std::vector<std::size_t> series;    ///< indices into what was given, by onset, then by place
    TimeRange interval;                 ///< of all of them
};
struct TimedOnset {
    Timestamp time{};
    TimeRange interval;
};
/// In time order. Series without an onset have no place in it.
std::vector<CascadeStep> cascadeOf(const std::vector<std::optional<TimedOnset>>& onsets);

}    // namespace faultline
