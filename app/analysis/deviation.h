#pragma once

#include "app/analysis/valuegrid.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace faultline {

/// Which way a series goes when things get worse.
enum class BadDirection : std::uint8_t { Up, Down };

/// What a selection is compared with.
enum class BaselineBasis : std::uint8_t {
    Before,      ///< four times the selection, right before it
    Day,         ///< extended back to 24 hours, because there was too little
    RestOfFile   ///< everything but the selection and the incidents
};
std::string_view nameOf(BaselineBasis basis);    ///< "before", "day", "rest of file"

struct Baseline {
    std::vector<double> values;
    BaselineBasis basis = BaselineBasis::Before;
};

inline constexpr std::size_t leastBaseline = 20;
inline constexpr std::size_t leastSelection = 3;

/// The baseline of a selection: the 4 |W| before it, without a guard of max(2 steps, 5 % of |W|) right before it and without the
/// `incidents`; where that leaves fewer than leastBaseline values, back to 24 hours, then the rest of the grid.
Baseline baselineOf(const ValueGrid& grid, IndexRange selection, std::span<const IndexRange> incidents = {});

/// How far a series left its baseline in a selection.
struct Deviation {
    std::optional<double> score;       ///< in spreads of the baseline; nothing = too few values
    bool isDown = false;               ///< the fall decided the score
    double before = 0;                 ///< median of the baseline
    double during = 0;                 ///< the 95 % quantile on the side that decided
    double spread = 0;
    std::size_t selectionValues = 0;
    std::size_t baselineValues = 0;
    BaselineBasis basis = BaselineBasis::Before;
    bool wasConstant = false;
    /// Placebo: the share of earlier windows of this length that deviate as much from their own baselines.
    std::optional<double> p;
    std::size_t placebos = 0;

    /// Worth showing as a finding: enough earlier windows, and hardly any of them like this one.
    bool isUnusual() const { return score && p && *p < 0.05 && placebos >= 20; }
};

/// z = (x - m) / s over the selection; up = P95(z), down = P95(-z); score = max(up, 0.3 down, 0), with the 0.3 on the other side for a
/// series that is bad when it falls: a fault lowers traffic everywhere downstream.
Deviation deviationOf(const ValueGrid& grid, IndexRange selection, BadDirection bad = BadDirection::Up,
                      std::span<const IndexRange> incidents = {});

/// "availability", "success", "free", "hit ratio": bad when it falls, by its name.
BadDirection badDirectionOf(std::string_view seriesName);

}    // namespace faultline
