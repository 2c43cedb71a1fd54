#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

enum class UnusualKind : std::uint8_t { Spike, LevelShift };

/// A moment that differs from what was around it, on one scale or several.
struct UnusualMoment {
    std::size_t index = 0;
    double score = 0;          ///< A(t) = mean over the scales of ln(1 + |z|)
    bool isRise = true;
    UnusualKind kind = UnusualKind::Spike;
};

struct UnusualOptions {
    std::size_t most = 10;           ///< shown whatever their score
    double alwaysShown = 2;          ///< shown beyond `most`
    std::size_t season = 0;          ///< steps of a day; 0 = no season is looked for
};

/// For w of 6, 24 and 96 steps the mean of the w after a step less that of the 12 w before it, and the distance of the step from the median of the
/// 25 around it; each in robust spreads of itself over the whole series. Maxima of their mean logarithm, neighbours within 5 % of the
/// series (at least 2 w) left out, strongest first. A daily season is taken out when there are three days and it explains a fifth of the
/// deviation; then a weekly one, by the same rule. Gaps have no score. O(n) a scale.
std::vector<UnusualMoment> unusualMoments(std::span<const double> values, const UnusualOptions& options = {});

/// A(t) for every step; 0 where too little is known.
std::vector<double> unusualScores(std::span<const double> values, std::size_t season = 0);

}    // namespace faultline
