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
constexpr double nearlyAsGood = 0.9;
constexpr double walkBackTo = 0.25;    // of the plateau

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
    std::size_t best = first;
    double strongest = 0;
    for (std::size_t t = first; t < selection.end; ++t) {
        if (const double jump = std::abs(jumpAt(t)); jump > strongest) {
            strongest = jump;
            best = t;
        }
    }
    if (strongest < leastJump)
        return std::nullopt;

    Onset onset;
    onset.strength = strongest;
    onset.isFall = jumpAt(best) < 0;
    onset.after = means.mean({best, std::min(best + stepsAfter, size)});
    onset.before = means.mean({best > stepsBefore ? best - stepsBefore : 0, best});
    onset.interval = {best, best + 1};
    for (std::size_t t = first; t < selection.end; ++t) {
        if (std::abs(jumpAt(t)) < nearlyAsGood * strongest)
            continue;
        onset.interval.begin = std::min(onset.interval.begin, t);
        onset.interval.end = std::max(onset.interval.end, t + 1);
    }
    std::vector<double> plateau = finiteValues(std::span(grid.values).subspan(best, std::min(stepsAfter, size - best)));
    const double limit = walkBackTo * scale.deviationOf(quantile(plateau, 0.5));
    onset.index = best;
    while (onset.index > first) {
        const double z = scale.deviationOf(grid.values[onset.index - 1]);
        if (!std::isfinite(z) || (limit > 0 ? z < limit : z > limit))
            break;
        --onset.index;
    }
    onset.interval.begin = std::min(onset.interval.begin, onset.index);
    onset.interval.begin -= onset.interval.begin > 0 ? 1U : 0U;
    onset.interval.end = std::min(onset.interval.end + 1, size);
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
    for (const std::size_t series : order) {
        const TimeRange& interval = onsets[series]->interval;
        if (steps.empty() || interval.begin >= steps.back().interval.end)
            steps.push_back({{}, interval});
        CascadeStep& step = steps.back();
        step.series.push_back(series);
        step.interval.begin = std::min(step.interval.begin, interval.begin);
        step.interval.end = std::max(step.interval.end, interval.end);
    }
    return steps;
}

}    // namespace faultline
