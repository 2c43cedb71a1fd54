// Which event caused it: made incidents on three days of real series, with some thirty-five other events.
#include "app/analysis/deviation.h"
#include "app/analysis/eventcause.h"
#include "app/analysis/robustscale.h"
#include "tests/evaluate/backgrounds.h"
#include "tests/evaluate/sets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <span>

namespace faultline::evaluate {

namespace {

using namespace std::chrono_literals;
constexpr std::size_t steps = 864;
constexpr Nanoseconds step = 5min;
constexpr Nanoseconds lookback = 72h;
constexpr std::size_t seriesOfACase = 30;
constexpr std::size_t affected = 6;
constexpr std::size_t withPrecursor = 3;
constexpr std::size_t incidentSteps = 24;
constexpr std::size_t stepsOfAnHour = 12;
constexpr double leastSymptom = 4;
constexpr std::size_t mostAffected = 8;    // the series that deviate most are searched

/// How long before the onset the cause is, in minutes, and how far three series shift at it, in spreads.
struct Kind {
    const char* name;
    double nearest, farthest;
    double precursor;
    std::optional<double> goalOfThree;
};
constexpr std::array<Kind, 7> kinds = {{{"immediate", 0, 12, 0, {}},
                                        {"15-120 min, precursor 1.5", 15, 120, 1.5, {}},
                                        {"15-120 min, no trace", 15, 120, 0, {}},
                                        {"6-24 h, precursor 0.75", 360, 1440, 0.75, {}},
                                        {"6-24 h, precursor 1.5", 360, 1440, 1.5, 0.70},
                                        {"6-24 h, precursor 3", 360, 1440, 3, {}},
                                        {"6-24 h, no trace", 360, 1440, 0, {}}}};

struct EventCase {
    std::vector<ValueGrid> series;
    std::size_t onset = 0;
    std::vector<double> leads;    ///< minutes of each event before the onset; the first is the cause
};

EventCase eventCase(const Backgrounds& backgrounds, const Kind& kind, bool isQuiet, std::uint64_t seed)
{
    RandomNumbers random(seed);
    EventCase result;
    result.onset = static_cast<std::size_t>(random.uniform(0.85, 0.93) * static_cast<double>(steps));
    const double history = 5 * static_cast<double>(result.onset);
    // On a quiet window every event is one of the others.
    result.leads.push_back(isQuiet ? random.uniform(0, history) : random.uniform(kind.nearest, kind.farthest));
    const auto cause = result.onset - static_cast<std::size_t>(result.leads[0] / 5);
    for (std::size_t s = 0; s < seriesOfACase; ++s) {
        ValueGrid grid{timestampFrom(1'700'000'000'000'000'000), step, backgrounds.cut(steps, random)};
        const double rise = isQuiet || s >= affected ? 0 : random.uniform(3, 10);
        const double shift = isQuiet || s >= withPrecursor ? 0 : kind.precursor;
        for (std::size_t i = 0; i < steps; ++i)
            grid.values[i] += (i >= result.onset ? rise : 0) + (i >= cause && i < result.onset ? shift : 0);
        result.series.push_back(std::move(grid));
    }
    for (double decoys = 5 + random.poisson(25); decoys > 0; --decoys)
        result.leads.push_back(random.uniform(0, history));
    for (std::size_t late = random.between(1, 3); late > 0; --late)
        result.leads.push_back(random.uniform(0, 240));
    return result;
}

struct Ranked {
    std::size_t place = 0;           ///< of the cause, from 1
    bool isNoneFirst = false;
};

/// As changes() chooses them: by the median of an hour in spreads of all that was before; falls count a third.
std::vector<ValueGrid> mostDeviating(const EventCase& one)
{
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t s = 0; s < one.series.size(); ++s) {
        const std::span<const double> values = one.series[s].values;
        const std::span<const double> after = values.subspan(one.onset, stepsOfAnHour);
        std::vector<double> hour(after.begin(), after.end());
        const double z = robustScale(values.first(one.onset)).deviationOf(quantile(hour, 0.5));
        order.emplace_back(z >= 0 ? -z : 0.3 * z, s);
    }
    std::sort(order.begin(), order.end());
    std::vector<ValueGrid> strongest;
    for (std::size_t i = 0; i < mostAffected; ++i)
        strongest.push_back(one.series[order[i].second]);
    return strongest;
}

Ranked rankedByEvidence(const EventCase& one)
{
    // The first series is the one that was chosen.
    const Deviation deviation = deviationOf(one.series.front(), {one.onset, one.onset + incidentSteps});
    const bool hasSymptom = deviation.isUnusual() && *deviation.score >= leastSymptom;
    const ChangeSearch search(mostDeviating(one), one.onset);
    std::vector<double> weights;
    for (const double lead : one.leads) {
        CauseEvidence evidence;
        evidence.kind = "deploy";
        evidence.lead = Nanoseconds(static_cast<std::int64_t>(lead * 6e10));
        evidence.change = search.at(one.onset - std::min(one.onset, static_cast<std::size_t>(lead / 5)));
        evidence.hasSymptom = hasSymptom;
        weights.push_back(weightOf(evidence, lookback).weight);
    }
    Ranked result;
    for (const double weight : weights)
        result.place += weight >= weights.front() ? 1U : 0U;
    const CauseShares shares = sharesOf(weights);
    result.isNoneFirst = std::all_of(shares.shares.begin(), shares.shares.end(), [&](double share) { return share < shares.none; });
    return result;
}

std::size_t placeByNearness(const EventCase& one)
{
    return static_cast<std::size_t>(std::count_if(one.leads.begin(), one.leads.end(), [&](double lead) { return lead <= one.leads.front(); }));
}

double isWithin(std::size_t place, std::size_t most)
{
    return place <= most ? 1 : 0;
}

/// Mean of AC@1 to AC@5.
double averageOfFive(std::size_t place)
{
    return place > 5 ? 0 : static_cast<double>(6 - place) / 5;
}

}    // namespace

std::vector<Figure> evaluateEvents(const Settings& settings)
{
    const Backgrounds backgrounds(settings.folder);
    const std::string set = backgrounds.areReal() ? "events on NAB" : "events on made series";
    const auto goal = [&](std::optional<double> value) { return backgrounds.areReal() ? value : std::nullopt; };
    const std::size_t cases = casesOf(settings, 120);
    std::vector<Outcome> average, first, three;
    std::vector<Figure> byKind;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        std::vector<Outcome> threeOfKind;
        for (std::size_t i = 0; i < cases; ++i) {
            const std::uint64_t seed = 70'000 + 1000 * k + i;
            const EventCase one = eventCase(backgrounds, kinds[k], false, seed);
            const std::size_t ours = rankedByEvidence(one).place;
            const std::size_t nearest = placeByNearness(one);
            const std::string name = std::to_string(seed);
            first.push_back({name, isWithin(ours, 1), isWithin(nearest, 1)});
            three.push_back({name, isWithin(ours, 3), isWithin(nearest, 3)});
            threeOfKind.push_back(three.back());
            average.push_back({name, averageOfFive(ours), averageOfFive(nearest)});
        }
        byKind.push_back(figureOf({set, std::string("AC@3, ") + kinds[k].name, "incidents", "nearest before", "", goal(kinds[k].goalOfThree)},
                                  threeOfKind));
    }
    std::vector<Outcome> quiet;
    for (std::size_t i = 0; i < cases; ++i) {
        const EventCase one = eventCase(backgrounds, kinds[0], true, 80'000 + i);
        quiet.push_back({std::to_string(80'000 + i), rankedByEvidence(one).isNoneFirst ? 1.0 : 0.0, 0});
    }
    std::vector<Figure> figures = {figureOf({set, "Avg@5, all seven kinds", "incidents", "nearest before", "", goal(0.60)}, average),
                                   figureOf({set, "AC@1, all kinds", "incidents", "nearest before", "", {}}, first),
                                   figureOf({set, "AC@3, all kinds", "incidents", "nearest before", "", {}}, three)};
    figures.insert(figures.end(), byKind.begin(), byKind.end());
    figures.push_back(figureOf({set, "quiet: \"none of these\" is first", "windows", "", "", goal(0.80)}, quiet));
    return figures;
}

}    // namespace faultline::evaluate
