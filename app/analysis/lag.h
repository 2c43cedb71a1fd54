#pragma once

#include "app/analysis/valuegrid.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace faultline {

inline constexpr double leastOverlap = 0.6;    ///< of the window's steps have to be pairs

struct LagOptions {
    std::size_t mostLag = 60;            ///< steps; never more than a quarter of the window
    std::size_t mostPlacebos = 2000;     ///< earlier windows looked at, newest first
    std::size_t mostHistories = 0;       ///< candidates whose earlier windows are looked at, those that fit best; 0 = all
};

/// How a candidate moves with a target, and which of the two is first. Moving together is no proof of a cause.
struct Lag {
    std::optional<double> rho;           ///< Pearson at the best lag, sign kept; nothing = too few pairs, or one of them is constant
    double lead = 0;                     ///< steps the candidate is ahead of the target; negative: it follows. Between steps by a parabola
    double leadLow = 0, leadHigh = 0;    ///< leads whose |rho| is at least 95 % of the best
    std::size_t n = 0;                   ///< pairs at the best lag
    bool isConstant = false;             ///< the candidate, or the target, does not move in the window
    /// Placebo: the share of the candidate's earlier history that fits the target's window as well, maximum over the same lags.
    std::optional<double> p;
    std::size_t placebos = 0;
    bool isDistant = false;              ///< others fit better, so that nobody looked at its earlier windows

    bool isUnusual() const { return rho && p && *p < 0.05; }
};

/// Both on the same grid (begin and step). Values are standardised by their baselines and cut at 8 spreads, or where 95 % of the window's are within. Pairs are complete ones;
/// a lag needs 60 % of the window. O(steps * window).
Lag lagOf(const ValueGrid& candidate, const ValueGrid& target, IndexRange window, const LagOptions& options = {});

/// The same for many candidates, on the pool; the results do not depend on the number of threads.
std::vector<Lag> lagsOf(std::span<const ValueGrid> candidates, const ValueGrid& target, IndexRange window, const LagOptions& options = {});

}    // namespace faultline
