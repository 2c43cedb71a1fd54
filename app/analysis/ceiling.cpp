#include "app/analysis/ceiling.h"

#include "app/analysis/robustscale.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace faultline {

namespace {

constexpr std::size_t leastPlateau = 5;
constexpr double leastShare = 0.8;
constexpr double relativeTolerance = 0.01;
constexpr double leastRise = 5;          // tolerances between the usual level and the ceiling
constexpr double leastSpreads = 4;
constexpr double takeOffAt = 0.1;        // of the way up
constexpr std::size_t leastOfRise = 4;   // the plateau lasts a quarter of the rise or longer
constexpr double driverKept = 0.9;
constexpr std::size_t leastBefore = 20;

double quantumOf(const std::vector<double>& values)
{
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i < values.size(); ++i) {
        const double step = std::abs(values[i] - values[i - 1]);
        if (std::isfinite(step) && step > 0)
            smallest = std::min(smallest, step);
    }
    return std::isfinite(smallest) ? smallest : 0;
}

/// The longest range whose steps lie at the level, four fifths of those known; it begins and ends with one that does.
IndexRange longestAt(const std::vector<double>& values, IndexRange window, double least, double& share)
{
    IndexRange best;
    for (std::size_t begin = window.begin; begin < window.end; ++begin) {
        if (!(values[begin] >= least) || (begin > window.begin && values[begin - 1] >= least))
            continue;
        std::size_t known = 0;
        std::size_t at = 0;
        for (std::size_t i = begin; i < window.end; ++i) {
            known += std::isfinite(values[i]) ? 1U : 0U;
            at += values[i] >= least ? 1U : 0U;
            const double part = static_cast<double>(at) / static_cast<double>(known);
            if (part < leastShare && known > leastPlateau)
                break;
            if (values[i] >= least && part >= leastShare && at >= leastPlateau && i + 1 - begin > best.size()) {
                best = {begin, i + 1};
                share = part;
            }
        }
    }
    return best;
}

std::optional<double> medianIn(const ValueGrid& grid, IndexRange range)
{
    range.end = std::min(range.end, grid.values.size());
    std::vector<double> values = range.size() == 0 ? std::vector<double>{} : finiteValues(std::span(grid.values).subspan(range.begin, range.size()));
    if (values.empty())
        return std::nullopt;
    return quantile(values, 0.5);
}

}    // namespace

std::optional<Ceiling> ceilingOf(const ValueGrid& grid, IndexRange window, const ValueGrid* driver)
{
    window.end = std::min(window.end, grid.values.size());
    const std::vector<double> finite = finiteValues(grid.values);
    if (window.size() < leastPlateau || finite.size() < leastPlateau + leastBefore)
        return std::nullopt;
    const double highest = *std::max_element(finite.begin(), finite.end());
    const double tolerance = std::max(relativeTolerance * std::abs(highest), quantumOf(finite));
    Ceiling ceiling;
    ceiling.level = highest;
    ceiling.plateau = longestAt(grid.values, window, highest - tolerance, ceiling.share);
    if (ceiling.plateau.size() < leastPlateau)
        return std::nullopt;
    const RobustScale before = robustScale(std::span(grid.values).first(ceiling.plateau.begin));
    ceiling.before = before.center;
    const double rise = highest - before.center;
    if (before.n < leastBefore || rise < leastRise * tolerance || rise < leastSpreads * before.spread)
        return std::nullopt;
    const double limit = before.center + std::max(takeOffAt * rise, 2 * before.spread);
    ceiling.takeOff = ceiling.plateau.begin;
    while (ceiling.takeOff > 0 && !(grid.values[ceiling.takeOff - 1] <= limit))    // gaps belong to the rise
        --ceiling.takeOff;
    if (leastOfRise * ceiling.plateau.size() < ceiling.plateau.begin - ceiling.takeOff)
        return std::nullopt;    // the round top of a peak
    if (driver != nullptr) {
        const std::size_t reach = std::max<std::size_t>(leastPlateau, ceiling.plateau.begin - ceiling.takeOff);
        const auto earlier = medianIn(*driver, {ceiling.takeOff > reach ? ceiling.takeOff - reach : 0, ceiling.takeOff});
        const auto meanwhile = medianIn(*driver, ceiling.plateau);
        if (earlier && meanwhile)
            ceiling.driverHeld = *meanwhile >= driverKept * *earlier;
        if (ceiling.driverHeld == false)
            return std::nullopt;
    }
    return ceiling;
}

}    // namespace faultline
