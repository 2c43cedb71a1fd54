#include "app/analysis/onset.h"

#include "app/analysis/deviation.h"
#include "app/analysis/rangemeans.h"
#include "app/analysis/robustscale.h"

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

constexpr std::size_t stepsAfter = 12;
constexpr std::size_t stepsBefore = 24;
constexpr std::size_t leastAfter = 3;
constexpr std::size_t leastBefore = 6;
constexpr double leastJump = 4;
constexpr double firstFrom = 0.5;       // of the strongest jump
constexpr std::size_t lateBy = 4;       // a selection may begin a quarter of its length late
constexpr double walkBackTo = 0.25;     // of the plateau
constexpr double leftFrom = 0.1;        // of the plateau
constexpr double leftBaseline = 3;      // spreads
constexpr double halfWay = 0.5;         // of the plateau

/// The top of the first rise or fall that is at least half as strong as the strongest one: a window may hold the recovery too. First from `from` on,
/// then before it: what lies far before a selection may be another incident.
std::optional<std::size_t> firstChangeOf(std::span<const double> jumps, std::size_t from)
{
    double strongest = 0;
    for (const double jump : jumps)
        strongest = std::max(strongest, std::abs(jump));
    if (strongest < leastJump)
        return std::nullopt;
    const double least = std::max(leastJump, firstFrom * strongest);
    const auto isEnough = [least](double jump) { return std::abs(jump) >= least; };
    auto found = std::find_if(jumps.begin() + static_cast<std::ptrdiff_t>(from), jumps.end(), isEnough);
    if (found == jumps.end())
        found = std::find_if(jumps.begin(), jumps.end(), isEnough);
    auto best = static_cast<std::size_t>(found - jumps.begin());
    const double sign = jumps[best] < 0 ? -1 : 1;
    const std::size_t end = std::min(best + stepsAfter, jumps.size());
    for (std::size_t i = best + 1; i < end; ++i)
        best = sign * jumps[i] > sign * jumps[best] ? i : best;
    return best;
}

}    // namespace

std::optional<Onset> onsetOf(const ValueGrid& grid, IndexRange selection)
{
    const std::size_t size = grid.values.size();
    selection.end = std::min(selection.end, size);
    if (selection.size() == 0)
        return std::nullopt;
    const RobustScale scale = robustScale(baselineOf(grid, selection).values);
    if (scale.n < leastBaseline)
        return std::nullopt;
    const RangeMeans means(grid.values);
    const std::size_t first = selection.begin > selection.size() ? selection.begin - selection.size() : 0;
    const auto jumpAt = [&](std::size_t t) {
        const IndexRange after{t, std::min(t + stepsAfter, size)};
        const IndexRange before{t > stepsBefore ? t - stepsBefore : 0, t};
        if (means.count(after) < leastAfter || means.count(before) < leastBefore)
            return 0.0;
        return (means.mean(after) - means.mean(before)) / scale.spread;
    };
    std::vector<double> jumps(selection.end - first);
    for (std::size_t i = 0; i < jumps.size(); ++i)
        jumps[i] = jumpAt(first + i);
    const std::optional<std::size_t> change = firstChangeOf(jumps, selection.begin - first - std::min(selection.begin - first, selection.size() / lateBy));
    if (!change)
        return std::nullopt;
    const std::size_t best = first + *change;

    Onset onset;
    onset.strength = std::abs(jumps[*change]);
    onset.isFall = jumps[*change] < 0;
    onset.after = means.mean({best, std::min(best + stepsAfter, size)});
    onset.before = means.mean({best > stepsBefore ? best - stepsBefore : 0, best});
    std::vector<double> plateau = finiteValues(std::span(grid.values).subspan(best, std::min(stepsAfter, size - best)));
    const double height = scale.deviationOf(quantile(plateau, 0.5));
    const auto isBeyond = [&](std::size_t t, double z) {
        const double value = scale.deviationOf(grid.values[t]);
        return std::isfinite(value) && (height > 0 ? value >= z : value <= -z);
    };
    onset.index = best;
    while (onset.index > first && isBeyond(onset.index - 1, walkBackTo * std::abs(height)))
        --onset.index;
    // Not before it left the baseline, not after half of the way.
    onset.interval = {onset.index, onset.index};
    while (onset.interval.begin > first && isBeyond(onset.interval.begin - 1, std::max(leftBaseline, leftFrom * std::abs(height))))
        --onset.interval.begin;
    while (onset.interval.end < best && !isBeyond(onset.interval.end, halfWay * std::abs(height)))
        ++onset.interval.end;
    onset.interval.begin -= onset.interval.begin > 0 ? 1U : 0U;
    onset.interval.end = std::min(onset.interval.end + 2, size);
    return onset;
}

std::vector<CascadeStep> cascadeOf(const std::vector<std::optional<TimedOnset>>& onsets)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < onsets.size(); ++i) {
        if (onsets[i])
            order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return onsets[a]->time < onsets[b]->time; });
    std::vector<CascadeStep> steps;
    Timestamp common{};    // every series of the step may have begun before it
    for (const std::size_t series : order) {
        const TimeRange& interval = onsets[series]->interval;
        if (steps.empty() || interval.begin >= common) {
            steps.push_back({{}, interval});
            common = interval.end;
        }
        common = std::min(common, interval.end);
        CascadeStep& step = steps.back();
        step.series.push_back(series);
        step.interval.begin = std::min(step.interval.begin, interval.begin);
        step.interval.end = std::max(step.interval.end, interval.end);
    }
    return steps;
}

}    // namespace faultline
