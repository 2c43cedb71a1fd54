#include "app/analysis/deviation.h"

#include "app/analysis/robustscale.h"
#include "app/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline {

namespace {

constexpr std::size_t baselineLengths = 4;
constexpr std::size_t shortestPlaceboBaseline = 2 * leastBaseline;    // a selection of few steps has earlier windows too
constexpr std::size_t mostPlacebos = 500;
constexpr double otherSide = 0.3;
constexpr double highQuantile = 0.95;

std::size_t guardOf(IndexRange selection)
{
    return std::max<std::size_t>(2, selection.size() / 20);
}

bool isInside(std::span<const IndexRange> ranges, std::size_t index)
{
    return std::any_of(ranges.begin(), ranges.end(), [index](const IndexRange& range) { return range.holds(index); });
}

std::vector<double> valuesIn(const ValueGrid& grid, IndexRange range, std::span<const IndexRange> incidents)
{
    std::vector<double> values;
    values.reserve(range.size());
    for (std::size_t i = range.begin; i < range.end; ++i) {
        if (std::isfinite(grid.values[i]) && !isInside(incidents, i))
            values.push_back(grid.values[i]);
    }
    return values;
}

struct Score {
    double value = 0;
    bool isDown = false;
    double quantile = 0;    // of z, on the side that decided
};

Score scoreOf(std::vector<double> z, BadDirection bad)
{
    std::vector<double> mirrored(z.size());
    std::transform(z.begin(), z.end(), mirrored.begin(), [](double value) { return -value; });
    const double up = quantile(z, highQuantile);
    const double down = quantile(mirrored, highQuantile);
    const double weightedUp = bad == BadDirection::Up ? up : otherSide * up;
    const double weightedDown = bad == BadDirection::Down ? down : otherSide * down;
    if (weightedDown > weightedUp)
        return {std::max(weightedDown, 0.0), true, -down};
    return {std::max(weightedUp, 0.0), false, up};
}

Score scoreAgainst(std::span<const double> selection, const RobustScale& scale, BadDirection bad)
{
    std::vector<double> z(selection.size());
    std::transform(selection.begin(), selection.end(), z.begin(), [&scale](double value) { return scale.deviationOf(value); });
    return scoreOf(std::move(z), bad);
}

/// Earlier windows of the same length, newest first, each against its own four lengths before (at least 40 steps).
void addPlacebos(const ValueGrid& grid, IndexRange selection, BadDirection bad, std::span<const IndexRange> incidents, Deviation& deviation)
{
    const std::size_t length = selection.size();
    const std::size_t guard = guardOf(selection);
    const std::size_t history = std::max(baselineLengths * length, shortestPlaceboBaseline);
    std::size_t asHigh = 0;
    for (std::size_t end = selection.begin; end >= length + history + guard && deviation.placebos < mostPlacebos; end -= length) {
        const IndexRange window{end - length, end};
        const std::vector<double> values = valuesIn(grid, window, incidents);
        const IndexRange before{window.begin - guard - history, window.begin - guard};
        const RobustScale scale = robustScale(valuesIn(grid, before, incidents));
        if (values.size() < leastSelection || scale.n < leastBaseline)
            continue;
        ++deviation.placebos;
        asHigh += scoreAgainst(values, scale, bad).value >= *deviation.score ? 1U : 0U;
    }
    if (deviation.placebos > 0)
        deviation.p = static_cast<double>(1 + asHigh) / static_cast<double>(1 + deviation.placebos);
}

}    // namespace

std::string_view nameOf(BaselineBasis basis)
{
    switch (basis) {
    case BaselineBasis::Before: return "before";
    case BaselineBasis::Day: return "day";
    case BaselineBasis::RestOfFile: return "rest of file";
    }
    return {};
}

Baseline baselineOf(const ValueGrid& grid, IndexRange selection, std::span<const IndexRange> incidents)
{
    const std::size_t guard = guardOf(selection);
    const std::size_t end = selection.begin > guard ? selection.begin - guard : 0;
    const auto back = [end](std::size_t steps) { return end > steps ? end - steps : 0; };

    Baseline baseline;
    baseline.values = valuesIn(grid, {back(baselineLengths * selection.size()), end}, incidents);
    if (baseline.values.size() >= leastBaseline)
        return baseline;
    const auto day = static_cast<std::size_t>(std::max<std::int64_t>(1, Nanoseconds(std::chrono::hours(24)) / std::max(grid.step, Nanoseconds(1))));
    baseline.values = valuesIn(grid, {back(day), end}, incidents);
    baseline.basis = BaselineBasis::Day;
    if (baseline.values.size() >= leastBaseline)
        return baseline;
    baseline.values = valuesIn(grid, {0, end}, incidents);
    const std::vector<double> after = valuesIn(grid, {std::min(selection.end + guard, grid.values.size()), grid.values.size()}, incidents);
    baseline.values.insert(baseline.values.end(), after.begin(), after.end());
    baseline.basis = BaselineBasis::RestOfFile;
    return baseline;
}

Deviation deviationOf(const ValueGrid& grid, IndexRange selection, BadDirection bad, std::span<const IndexRange> incidents)
{
    Deviation deviation;
    selection.end = std::min(selection.end, grid.values.size());
    if (selection.size() == 0)
        return deviation;
    const std::vector<double> values = finiteValues(std::span(grid.values).subspan(selection.begin, selection.size()));
    const Baseline baseline = baselineOf(grid, selection, incidents);
    const RobustScale scale = robustScale(baseline.values);
    deviation.selectionValues = values.size();
    deviation.baselineValues = scale.n;
    deviation.basis = baseline.basis;
    if (values.size() < leastSelection || scale.n < leastBaseline)
        return deviation;
    const Score score = scoreAgainst(values, scale, bad);
    deviation.score = score.value;
    deviation.isDown = score.isDown;
    deviation.before = scale.center;
    deviation.during = scale.center + score.quantile * scale.spread;
    deviation.spread = scale.spread;
    deviation.wasConstant = scale.isConstant;
    addPlacebos(grid, selection, bad, incidents, deviation);
    return deviation;
}

BadDirection badDirectionOf(std::string_view seriesName)
{
    constexpr std::array<std::string_view, 11> words = {"availab", "success", "free", "hit_ratio", "hit ratio", "hitratio",
                                                        "healthy", "uptime",  "up{",  "headroom",  "remaining"};
    const bool isFall = seriesName == "up" || std::any_of(words.begin(), words.end(), [seriesName](std::string_view word) {
        return containsIgnoringCase(seriesName, word);
    });
    return isFall && !containsIgnoringCase(seriesName, "unhealthy") && !containsIgnoringCase(seriesName, "unavailab") ? BadDirection::Down
                                                                                                                      : BadDirection::Up;
}

}    // namespace faultline
