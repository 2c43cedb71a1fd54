// Made series: which ones move with a chosen one and by what lead; when one began to change; what a quiet window is called.
#include "app/analysis/deviation.h"
#include "app/analysis/lag.h"
#include "app/analysis/onset.h"
#include "tests/evaluate/backgrounds.h"
#include "tests/evaluate/readings.h"
#include "tests/evaluate/sets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace faultline::evaluate {

namespace {

constexpr std::size_t seriesSize = 864;
constexpr IndexRange lagWindow{600, 732};
constexpr std::size_t seriesOfACase = 150;
constexpr std::size_t related = 12;
constexpr double targetStrength = 4;    // the chosen series is the symptom: it moves clearly

struct LagCase {
    std::vector<ValueGrid> candidates;    ///< the first `related` move with the target
    std::vector<int> leads;               ///< of those, in steps
    ValueGrid target;
};

ValueGrid gridOf(std::vector<double> values)
{
    return {timestampFrom(1'700'000'000'000'000'000), std::chrono::minutes(5), std::move(values)};
}

/// A driver that is there in the window and around it only: the history before is the background's own.
LagCase lagCase(const Backgrounds& backgrounds, double strength, std::uint64_t seed)
{
    RandomNumbers random(seed);
    std::vector<double> driver = wander(seriesSize, 0.9, random);
    standardiseAll(driver);
    for (std::size_t i = 0; i < driver.size(); ++i)
        driver[i] = i + 30 < lagWindow.begin || i >= lagWindow.end + 30 ? 0 : driver[i];
    LagCase result;
    result.target = gridOf(backgrounds.cut(seriesSize, random));
    for (std::size_t i = 0; i < driver.size(); ++i)
        result.target.values[i] += targetStrength * driver[i];
    for (std::size_t s = 0; s < seriesOfACase; ++s) {
        std::vector<double> values = backgrounds.cut(seriesSize, random);
        if (s < related) {
            const int lead = static_cast<int>(random.below(25)) - 12;
            const double sign = random.uniform() < 0.25 ? -1 : 1;
            for (std::size_t i = 12; i + 12 < values.size(); ++i)
                values[i] += sign * strength * driver[static_cast<std::size_t>(static_cast<int>(i) + lead)];
            result.leads.push_back(lead);
        }
        result.candidates.push_back(gridOf(std::move(values)));
    }
    return result;
}

/// The plain way: Pearson at lag 0.
double correlationOf(const ValueGrid& a, const ValueGrid& b)
{
    const double n = static_cast<double>(lagWindow.size());
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (std::size_t i = lagWindow.begin; i < lagWindow.end; ++i) {
        x += a.values[i];
        y += b.values[i];
        xx += a.values[i] * a.values[i];
        yy += b.values[i] * b.values[i];
        xy += a.values[i] * b.values[i];
    }
    const double scale = (xx - x * x / n) * (yy - y * y / n);
    return scale > 0 ? (xy - x * y / n) / std::sqrt(scale) : 0;
}

/// Which of the first twelve by size are related.
std::vector<std::size_t> foundOf(const std::vector<double>& sizes)
{
    std::vector<std::size_t> order(sizes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
    order.resize(related);
    order.erase(std::remove_if(order.begin(), order.end(), [](std::size_t i) { return i >= related; }), order.end());
    return order;
}

struct LagOutcomes {
    std::vector<Outcome> precision, leads;
};

LagOutcomes runLags(const Backgrounds& backgrounds, double strength, std::size_t cases, std::uint64_t firstSeed)
{
    LagOutcomes outcomes;
    for (std::size_t i = 0; i < cases; ++i) {
        const LagCase one = lagCase(backgrounds, strength, firstSeed + i);
        const std::vector<Lag> lags = lagsOf(one.candidates, one.target, lagWindow);
        std::vector<double> sizes, plain;
        for (std::size_t s = 0; s < lags.size(); ++s) {
            sizes.push_back(lags[s].rho ? std::abs(*lags[s].rho) : 0);
            plain.push_back(std::abs(correlationOf(one.candidates[s], one.target)));
        }
        const std::vector<std::size_t> found = foundOf(sizes);
        const std::vector<std::size_t> foundPlainly = foundOf(plain);
        const std::string name = std::to_string(firstSeed + i);
        constexpr double all = related;
        outcomes.precision.push_back({name, static_cast<double>(found.size()) / all, static_cast<double>(foundPlainly.size()) / all, all});
        double right = 0;
        double rightPlainly = 0;
        for (const std::size_t s : found) {
            right += std::abs(lags[s].lead - one.leads[s]) <= 1 ? 1 : 0;
            rightPlainly += std::abs(one.leads[s]) <= 1 ? 1 : 0;
        }
        const double n = static_cast<double>(std::max<std::size_t>(found.size(), 1));
        outcomes.leads.push_back({name, right / n, rightPlainly / n, static_cast<double>(found.size())});
    }
    return outcomes;
}

/// A series that rises by `height` of its own spread at `at`, at once or over some steps.
struct OnsetCase {
    ValueGrid grid;
    std::size_t at = 0;
};

/// `recovers`: it falls back at once 20 to 40 steps later, more sharply than it rose.
OnsetCase onsetCase(const Backgrounds& backgrounds, std::uint64_t seed, bool recovers)
{
    RandomNumbers random(seed);
    OnsetCase result{gridOf(backgrounds.cut(seriesSize, random)), random.between(620, 700)};
    std::vector<double>& values = result.grid.values;
    std::vector<double> before(values.begin() + 500, values.begin() + 610);
    std::vector<double> sorted = before;
    standardiseAll(sorted);
    double spread = 0;
    for (std::size_t i = 0; i < before.size(); ++i)
        spread = std::max(spread, std::abs(sorted[i]) > 0.1 ? std::abs(before[i] / sorted[i]) : 0);
    const double height = random.uniform(6, 15) * std::max(spread, 0.05) * (random.uniform() < 0.3 ? -1 : 1);
    const double ramp = random.uniform() < 0.5 ? 1 : random.uniform(1, 6);
    for (std::size_t i = result.at; i < values.size(); ++i)
        values[i] += height * std::min(1.0, static_cast<double>(i - result.at + 1) / ramp);
    if (recovers) {
        for (std::size_t i = result.at + random.between(20, 40); i < values.size(); ++i)
            values[i] -= height;
    }
    return result;
}

constexpr IndexRange onsetSelection{600, 720};

double isNear(const std::optional<Onset>& onset, std::size_t at)
{
    return onset && std::max(onset->index, at) - std::min(onset->index, at) <= 2 ? 1.0 : 0.0;
}

/// The plain way: the first value beyond three deviations of all that was before the selection.
double plainOnset(const ValueGrid& grid)
{
    const std::span<const double> before = std::span(grid.values).first(onsetSelection.begin);
    const double n = static_cast<double>(before.size());
    const double mean = std::accumulate(before.begin(), before.end(), 0.0) / n;
    double squares = 0;
    for (const double value : before)
        squares += (value - mean) * (value - mean);
    std::size_t plain = onsetSelection.begin;
    while (plain < onsetSelection.end && std::abs(grid.values[plain] - mean) <= 3 * std::sqrt(squares / n))
        ++plain;
    return plain < onsetSelection.end ? static_cast<double>(plain) : -1000;
}

}    // namespace

std::vector<Figure> evaluateLags(const Settings& settings)
{
    const Backgrounds backgrounds(settings.folder);
    const std::string set = backgrounds.areReal() ? "lags on NAB" : "lags on made series";
    const std::size_t cases = casesOf(settings, 60);
    const LagOutcomes one = runLags(backgrounds, 1, cases, 1000);
    const LagOutcomes half = runLags(backgrounds, 0.5, cases, 2000);
    const LagOutcomes two = runLags(backgrounds, 2, cases, 3000);
    // The goals are for real backgrounds.
    const auto goal = [&](double value) { return backgrounds.areReal() ? std::optional(value) : std::nullopt; };
    return {figureOf({set, "P@12, as strong as the background", "series", "Pearson at lag 0", "", goal(0.80)}, one.precision),
            figureOf({set, "lead within a step, of those found", "series", "lag 0", "", goal(0.90)}, one.leads),
            figureOf({set, "P@12, half as strong", "series", "Pearson at lag 0", "", {}}, half.precision),
            figureOf({set, "P@12, twice as strong", "series", "Pearson at lag 0", "", {}}, two.precision)};
}

std::vector<Figure> evaluateOnsets(const Settings& settings)
{
    const Backgrounds backgrounds(settings.folder);
    std::vector<Outcome> near, named, recovered;
    for (std::size_t i = 0; i < casesOf(settings, 400); ++i) {
        const std::uint64_t seed = 5000 + i;
        const std::string name = std::to_string(seed);
        const OnsetCase one = onsetCase(backgrounds, seed, false);
        const std::optional<Onset> onset = onsetOf(one.grid, onsetSelection);
        near.push_back({name, isNear(onset, one.at), std::abs(plainOnset(one.grid) - static_cast<double>(one.at)) <= 2 ? 1.0 : 0.0});
        named.push_back({name, onset && onset->interval.begin <= one.at && one.at < onset->interval.end ? 1.0 : 0.0, 0});
        const OnsetCase healed = onsetCase(backgrounds, seed, true);
        recovered.push_back({name, isNear(onsetOf(healed.grid, onsetSelection), healed.at),
                             std::abs(plainOnset(healed.grid) - static_cast<double>(healed.at)) <= 2 ? 1.0 : 0.0});
    }
    const std::string set = backgrounds.areReal() ? "onsets on NAB" : "onsets on made series";
    return {figureOf({set, "within two steps", "series", "first z > 3", "", {}}, near),
            figureOf({set, "inside the interval that is named", "series", "", "", {}}, named),
            figureOf({set, "within two steps, with the recovery in the window", "series", "first z > 3", "", {}}, recovered)};
}

std::vector<Figure> evaluateQuiet(const Settings& settings)
{
    constexpr std::size_t length = 36;
    std::vector<Outcome> loud;
    for (const LabelledSeries& series : nabSeries(settings.folder)) {
        if (series.name.rfind("realAWSCloudwatch", 0) != 0)
            continue;
        const ValueGrid grid = series.grid();
        for (std::size_t begin = 26 * length; begin + length <= grid.values.size(); begin += length) {
            const IndexRange window{begin, begin + length};
            const bool isLabelled = std::any_of(series.windows.begin(), series.windows.end(), [&](const IndexRange& label) {
                return window.begin < label.end + 2 * length && label.begin < window.end + 2 * length;
            });
            if (isLabelled)
                continue;
            const Deviation deviation = deviationOf(grid, window, BadDirection::Up);
            const bool isHigh = deviation.score && *deviation.score >= 8;
            loud.push_back({series.name, isHigh && deviation.isUnusual() ? 1.0 : 0.0, isHigh ? 1.0 : 0.0});
        }
    }
    if (loud.empty())
        return {};
    return {figureOf({"quiet NAB", "windows called a finding (score ≥ 8, not grey)", "windows", "score ≥ 8 alone", "", 0.05, Better::Lower}, loud)};
}

}    // namespace faultline::evaluate
