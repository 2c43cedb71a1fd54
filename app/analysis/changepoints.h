#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

enum class RegimeShape : std::uint8_t { Levels, Lines };

/// A stretch of a series that one level, or one straight line, describes.
struct Regime {
    std::size_t begin = 0, end = 0;    ///< steps, half-open
    double level = 0;                  ///< mean of its values
    double slope = 0;                  ///< a step; 0 for levels
};

struct ChangePoints {
    RegimeShape shape = RegimeShape::Levels;
    std::vector<std::size_t> at;       ///< first steps of new regimes, in time order
    std::vector<Regime> regimes;       ///< at.size() + 1 of them; none when there are too few values
};

/// Binary segmentation with at most five changes and regimes of five values or more; then changes whose gain fell under the threshold
/// are taken back, weakest first. Levels and lines are both fitted, the lower BIC is kept: lines find slopes of a slow burn and keep
/// a trend from becoming stairs. Gaps are left out. O(changes * n).
ChangePoints changePointsOf(std::span<const double> values);

}    // namespace faultline
