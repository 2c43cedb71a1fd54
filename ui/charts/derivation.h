#pragma once

#include "app/query/seriespyramid.h"
#include "ui/chartspec.h"

#include <memory>
#include <vector>

namespace faultline {

enum class CounterResets {
    Handled,    ///< a value below the one before: the counter began at 0 again
    Ignored     ///< values may fall
};

/// Change by time between neighbours, at the later one. A gap in the values is a gap in the changes.
SeriesPyramid perSecond(const SeriesPyramid& values, CounterResets resets);

/// Sum, Ratio or Difference of series with samples of their own: each is averaged over the steps of the coarsest. Where one has
/// nothing, the result has nothing; a ratio to 0 is nothing.
SeriesPyramid combined(Derivation derivation, const std::vector<std::shared_ptr<const SeriesPyramid>>& operands);

}    // namespace faultline
