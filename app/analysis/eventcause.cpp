#include "app/analysis/eventcause.h"

#include "app/analysis/rangemeans.h"
#include "app/analysis/robustscale.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace faultline {

namespace {

constexpr std::array<std::size_t, 3> scales = {6, 24, 72};
constexpr std::size_t strongestSeries = 3;
constexpr std::size_t blockSteps = 3;
constexpr std::size_t leastBlocks = 20;
constexpr double quartilesOfNormal = 1.349;   // distance of the quartiles in deviations
constexpr double spikeAt = 3;
constexpr double quartilesOfGumbel = 1.5725;  // distance of the quartiles in widths
constexpr double medianOfGumbel = 0.3665;     // above its middle, in widths
constexpr double leastWidth = 0.15;
constexpr double mostBayesFactor = 1e4;
constexpr double noBayesFactor = 0.7;         // where chance makes as much
constexpr double leastEvidence = 0.5;

constexpr double immediateShare = 0.4;
constexpr double anyLagShare = 0.1;
constexpr double lastingShare = 0.5;
constexpr double immediateMinutes = 30;
constexpr double leastLagMinutes = 2.5;
constexpr double shortestLagRatio = 5;        // minutes under which lags are one

/// Without its spikes: cut at three deviations of the middle half around the median. One spike would hide a shift of a day.
std::vector<double> withoutSpikes(std::span<const double> values)
{
    std::vector<double> finite = finiteValues(values);
    std::vector<double> cut(values.begin(), values.end());
    if (finite.empty())
        return cut;
    const double center = quantile(finite, 0.5);
    const double middleHalf = (quantile(finite, 0.75) - quantile(finite, 0.25)) / quartilesOfNormal;
    const double reach = spikeAt * (middleHalf > 0 ? middleHalf : robustScale(values).spread);
    for (double& value : cut) {
        if (std::isfinite(value))
            value = std::clamp(value, center - reach, center + reach);
    }
    return cut;
}

/// |mean after - mean before| at each step from `steps` on that has both sides whole; NaN where more than half of one is unknown.
std::vector<double> jumpsOf(std::span<const double> values, std::size_t steps)
{
    const RangeMeans means(values);
    std::vector<double> jumps;
    for (std::size_t t = steps; t + steps <= values.size(); ++t) {
        const IndexRange before{t - steps, t};
        const IndexRange after{t, t + steps};
        const bool isKnown = 2 * means.count(before) >= steps && 2 * means.count(after) >= steps;
        jumps.push_back(isKnown ? std::abs(means.mean(after) - means.mean(before)) : std::numeric_limits<double>::quiet_NaN());
    }
    return jumps;
}

/// -ln of the share of jumps that are at least as far; NaN where unknown.
std::vector<double> surpriseOf(const std::vector<double>& jumps)
{
    std::vector<double> sorted = finiteValues(jumps);
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> surprise(jumps.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < jumps.size(); ++i) {
        if (!std::isfinite(jumps[i]))
            continue;
        const auto asFar = static_cast<double>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), jumps[i]));
        surprise[i] = -std::log(asFar / static_cast<double>(sorted.size()));
    }
    return surprise;
}

double bayesFactorOf(double p)
{
    if (p >= std::exp(-1.0))
        return noBayesFactor;
    return std::min(mostBayesFactor, 1 / (-std::exp(1.0) * p * std::log(p)));
}

/// The largest value of a block of three steps from `step` on.
double blockMaximum(std::span<const double> sums, std::size_t step)
{
    double most = 0;
    for (std::size_t i = step; i < std::min(step + blockSteps, sums.size()); ++i)
        most = std::max(most, sums[i]);    // NaN is not larger
    return most;
}

}    // namespace

ChangeSearch::ChangeSearch(std::span<const ValueGrid> affected, std::size_t onset)
{
    std::vector<std::vector<double>> histories;
    for (const ValueGrid& grid : affected)
        histories.push_back(withoutSpikes(std::span(grid.values).first(std::min(onset, grid.values.size()))));
    for (const std::size_t steps : scales)
        m_scales.push_back(scaleOf(histories, steps));
}

ChangeSearch::Scale ChangeSearch::scaleOf(const std::vector<std::vector<double>>& histories, std::size_t steps)
{
    Scale scale;
    scale.steps = steps;
    for (const auto& history : histories)
        scale.surprise.push_back(surpriseOf(jumpsOf(history, steps)));
    std::size_t count = 0;
    for (const auto& surprise : scale.surprise)
        count = std::max(count, surprise.size());
    scale.sums.assign(count, 0);
    std::vector<double> largest;
    for (std::size_t i = 0; i < count; ++i) {
        largest.clear();
        for (const auto& surprise : scale.surprise) {
            if (i < surprise.size() && std::isfinite(surprise[i]))
                largest.push_back(surprise[i]);
        }
        scale.known.push_back(largest.size());
        std::sort(largest.begin(), largest.end(), std::greater<>());
        largest.resize(std::min(largest.size(), strongestSeries));
        scale.sums[i] = std::accumulate(largest.begin(), largest.end(), 0.0);
    }
    for (std::size_t i = 0; i + blockSteps <= count; i += blockSteps)
        scale.maxima.push_back(blockMaximum(scale.sums, i));
    return scale;
}

std::optional<double> ChangeSearch::Scale::chanceOf(std::size_t step) const
{
    if (step < steps || step - steps >= sums.size())
        return std::nullopt;
    const std::size_t at = step - steps;
    std::vector<double> others;
    for (std::size_t block = 0; block < maxima.size(); ++block) {
        const std::size_t first = block * blockSteps;
        const bool isApart = first + blockSteps + steps <= at || first >= at + steps;
        if (isApart && known[first] == known[at])
            others.push_back(maxima[block]);
    }
    if (others.size() < leastBlocks)
        return std::nullopt;
    const double spread = quantile(others, 0.75) - quantile(others, 0.25);
    const double width = std::max(leastWidth, spread / quartilesOfGumbel);
    const double middle = quantile(others, 0.5) - medianOfGumbel * width;
    const double p = -std::expm1(-std::exp(-(blockMaximum(sums, at) - middle) / width));
    return std::max(p, std::numeric_limits<double>::min());
}

ChangeEvidence ChangeSearch::at(std::size_t step) const
{
    ChangeEvidence evidence;
    const Scale* best = nullptr;
    for (const Scale& scale : m_scales) {
        const std::optional<double> p = scale.chanceOf(step);
        if (!p || (evidence.p && *p >= *evidence.p))
            continue;
        evidence.p = p;
        best = &scale;
    }
    if (best == nullptr)
        return evidence;
    evidence.steps = best->steps;
    evidence.bf = std::max(leastEvidence, bayesFactorOf(*evidence.p) / static_cast<double>(scales.size()));
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t r = 0; r < best->surprise.size(); ++r) {
        const double most = blockMaximum(best->surprise[r], step - best->steps);
        if (most > 0)
            order.emplace_back(-most, r);
    }
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < std::min(order.size(), strongestSeries); ++i)
        evidence.series.push_back(order[i].second);
    return evidence;
}

double priorOf(std::string_view kind)
{
    struct Prior {
        std::string_view kind;
        double factor;
    };
    constexpr std::array<Prior, 13> priors = {{{"deploy", 1}, {"flag", 1}, {"config", 1}, {"migration", 1}, {"release", 1}, {"rollback", 1},
                                               {"certificate", 1}, {"load-test", 1}, {"maintenance", 0.7}, {"scaling", 0.5}, {"restart", 0.5},
                                               {"commit", 0.3}, {"build", 0.3}}};    // the last two change nothing until they are delivered
    const auto found = std::find_if(priors.begin(), priors.end(), [kind](const Prior& prior) { return prior.kind == kind; });
    return found == priors.end() ? 0.5 : found->factor;
}

CauseWeight weightOf(const CauseEvidence& evidence, Nanoseconds lookback)
{
    using Minutes = std::chrono::duration<double, std::ratio<60>>;
    const double window = std::max(Minutes(lookback).count(), 2 * shortestLagRatio);
    const double lag = std::max(Minutes(evidence.lead).count(), leastLagMinutes);
    const double immediate = immediateShare * window * std::exp(-lag / immediateMinutes) / immediateMinutes;
    const double lasting = anyLagShare * window / (lag * std::log(window / shortestLagRatio)) + lastingShare;
    const double withoutTrace = immediate + lasting * leastEvidence;

    CauseWeight result;
    result.weight = 1;
    const auto times = [&result](std::string name, double factor) {
        result.weight *= factor;
        result.factors.push_back({std::move(name), factor, {}});
    };
    times("timing", withoutTrace);
    times("evidence", (immediate + lasting * evidence.change.bf) / withoutTrace);
    times("kind", priorOf(evidence.kind));
    if (evidence.undoing != Undoing::None)
        times("reversal", evidence.undoing == Undoing::Recovered ? 30 : 1.0 / 5);
    if (evidence.sharesWords)
        times("scope", 3);
    if (evidence.hadEnded)
        times("active", 1.0 / 10);
    if (evidence.equalLoad != EqualLoadFinding::Unknown)
        times("equal_load", evidence.equalLoad == EqualLoadFinding::Worse ? 4 : 1.0 / 2);
    if (!evidence.hasSymptom)
        times("symptom", 1.0 / 100);
    return result;
}

CauseShares sharesOf(std::span<const double> weights)
{
    CauseShares result;
    double sum = 1;
    for (const double weight : weights)
        sum += std::isfinite(weight) && weight > 0 ? weight : 0;
    for (const double weight : weights)
        result.shares.push_back(std::isfinite(weight) && weight > 0 ? weight / sum : 0);
    result.none = 1 / sum;
    return result;
}

}    // namespace faultline
