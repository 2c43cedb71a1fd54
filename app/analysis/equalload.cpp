#include "app/analysis/equalload.h"

#include "app/analysis/robustscale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace faultline {

namespace {

constexpr std::size_t tenths = 10;
constexpr std::size_t leastInBin = 3;
constexpr std::size_t leastSteps = 20;
constexpr double normal95 = 1.96;
constexpr double varianceOfMedian = 1.5708;    // pi / 2 times that of the mean
constexpr double mostSpikes = 3;

enum Side : std::size_t { Before, After };

struct Step {
    double load = 0;
    double value = 0;
    std::size_t bin = 0;
    int hour = -1;
    double rest = 0;    ///< value less its bin's median and less what the load explains
};

double medianOf(std::vector<double> values)
{
    return quantile(values, 0.5);
}

/// Steps of one bin on one side.
struct Group {
    std::vector<Step*> steps;
    double load = 0, value = 0, spread = 0;

    void measure()
    {
        std::vector<double> loads, values;
        for (const Step* step : steps) {
            loads.push_back(step->load);
            values.push_back(step->value);
        }
        load = medianOf(loads);
        value = medianOf(values);
    }
};
using Groups = std::array<Group, 2>;

std::vector<Step> stepsIn(const ValueGrid& load, const ValueGrid& measure, IndexRange range, std::span<const std::int8_t> hours)
{
    std::vector<Step> steps;
    const std::size_t end = std::min({range.end, load.values.size(), measure.values.size()});
    for (std::size_t i = range.begin; i < end; ++i) {
        if (std::isfinite(load.values[i]) && std::isfinite(measure.values[i]))
            steps.push_back({load.values[i], measure.values[i], 0, i < hours.size() ? hours[i] : -1, 0});
    }
    return steps;
}

/// How the measure follows the load inside the bins of each side.
double slopeOf(const std::vector<Groups>& common)
{
    double products = 0;
    double squares = 0;
    for (const Groups& groups : common) {
        for (const Group& group : groups) {
            std::vector<double> distances;
            for (const Step* step : group.steps)
                distances.push_back(std::abs(step->value - group.value));
            const double most = mostSpikes * 1.4826 * medianOf(distances);
            for (const Step* step : group.steps) {
                const double distance = step->load - group.load;
                products += distance * std::clamp(step->value - group.value, -most, most);
                squares += distance * distance;
            }
        }
    }
    return squares > 0 ? products / squares : 0;
}

/// Steps that count as one, because neighbours resemble each other: 1 + 2 times the correlations up to the first that is none.
double dependenceOf(const std::vector<Step>& steps)
{
    double squares = 0;
    for (const Step& step : steps)
        squares += step.rest * step.rest;
    double dependence = 1;
    for (std::size_t lag = 1; squares > 0 && lag < steps.size() / 4; ++lag) {
        double products = 0;
        for (std::size_t i = lag; i < steps.size(); ++i)
            products += steps[i].rest * steps[i - lag].rest;
        if (products <= 0)
            break;
        dependence += 2 * products / squares;
    }
    return dependence;
}

void compare(std::vector<Groups>& common, std::array<std::vector<Step>, 2>& sides, EqualLoad& result)
{
    const double slope = slopeOf(common);
    for (Groups& groups : common) {
        for (Group& group : groups) {
            std::vector<double> rests;
            for (Step* step : group.steps) {
                step->rest = step->value - group.value - slope * (step->load - group.load);
                rests.push_back(step->rest);
            }
            group.spread = robustScale(rests).spread;
            for (Step* step : group.steps)
                step->rest = std::clamp(step->rest, -mostSpikes * group.spread, mostSpikes * group.spread);
        }
    }
    const std::array<double, 2> dependence = {dependenceOf(sides[Before]), dependenceOf(sides[After])};
    double sum = 0;
    double shift = 0;
    double before = 0;
    double variance = 0;
    for (const Groups& groups : common) {
        const auto n = static_cast<double>(std::min(groups[Before].steps.size(), groups[After].steps.size()));
        sum += n;
        shift += n * (groups[After].value - groups[Before].value - slope * (groups[After].load - groups[Before].load));
        before += n * groups[Before].value;
        for (const Side side : {Before, After}) {
            const double independent = std::max(1.0, static_cast<double>(groups[side].steps.size()) / dependence[side]);
            variance += n * n * varianceOfMedian * groups[side].spread * groups[side].spread / independent;
        }
    }
    result.shift = shift / sum;
    result.before = before / sum;
    result.after = result.before + *result.shift;
    const double reach = normal95 * std::sqrt(variance) / sum;
    result.low = *result.shift - reach;
    result.high = *result.shift + reach;
}

}    // namespace

EqualLoadFinding EqualLoad::finding(BadDirection bad) const
{
    if (!shift)
        return EqualLoadFinding::Unknown;
    const bool isWorse = bad == BadDirection::Up ? low > 0 : high < 0;
    return isWorse ? EqualLoadFinding::Worse : EqualLoadFinding::NoDifference;
}

EqualLoad equalLoad(const ValueGrid& load, const ValueGrid& measure, IndexRange before, IndexRange after, std::span<const std::int8_t> hours)
{
    EqualLoad result;
    std::array<std::vector<Step>, 2> sides = {stepsIn(load, measure, before, hours), stepsIn(load, measure, after, hours)};
    result.steps = sides[Before].size() + sides[After].size();
    if (const std::size_t fewer = std::min(sides[Before].size(), sides[After].size()); fewer < leastSteps) {
        result.refusal = "too little data (n=" + std::to_string(fewer) + ")";
        return result;
    }
    std::vector<double> loads;
    for (const auto& side : sides) {
        for (const Step& step : side)
            loads.push_back(step.load);
    }
    std::sort(loads.begin(), loads.end());
    std::vector<double> borders;
    for (std::size_t i = 1; i < tenths; ++i)
        borders.push_back(loads[i * loads.size() / tenths]);
    std::map<std::pair<std::size_t, int>, Groups> bins;
    for (const Side side : {Before, After}) {
        for (Step& step : sides[side]) {
            step.bin = static_cast<std::size_t>(std::upper_bound(borders.begin(), borders.end(), step.load) - borders.begin());
            bins[{step.bin, step.hour}][side].steps.push_back(&step);
        }
    }
    std::vector<Groups> common;
    std::size_t matched = 0;
    for (auto& [key, groups] : bins) {
        if (std::min(groups[Before].steps.size(), groups[After].steps.size()) < leastInBin)
            continue;
        EqualLoadBin bin{groups[Before].steps.front()->load, groups[Before].steps.front()->load, key.second, groups[Before].steps.size(), groups[After].steps.size(), 0, 0};
        for (Group& group : groups) {
            group.measure();
            matched += group.steps.size();
            for (const Step* step : group.steps) {
                bin.lowest = std::min(bin.lowest, step->load);
                bin.highest = std::max(bin.highest, step->load);
            }
        }
        bin.before = groups[Before].value;
        bin.after = groups[After].value;
        result.bins.push_back(bin);
        common.push_back(std::move(groups));
    }
    result.withoutCounterpart = 1 - static_cast<double>(matched) / static_cast<double>(result.steps);
    if (common.size() < leastCommonBins) {
        result.refusal = common.empty() ? "no load in common" : "only " + std::to_string(common.size()) + (common.size() == 1 ? " load" : " loads") + " in common";
        return result;
    }
    compare(common, sides, result);
    return result;
}

}    // namespace faultline
