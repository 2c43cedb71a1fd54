#pragma once

#include "app/model/series.h"

#include <cstddef>
#include <vector>

namespace faultline {

/// At most about `points` samples that draw the same picture: of each stretch of time the first, smallest, largest and last
/// value and a gap (NaN) when it holds one. Samples in time order; fewer than `points` come back as they are.
std::vector<Sample> reducedSamples(const std::vector<Sample>& samples, std::size_t points);

}    // namespace faultline
