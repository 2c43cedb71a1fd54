#include "app/analysis/contrast.h"

#include "app/analysis/robustscale.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace faultline {

namespace {

constexpr double leastDeviations = 4;
constexpr double leastFactor = 1.1;
constexpr double leastRecords = 5;
constexpr double boundDeviations = 2;
constexpr double baselineOfTemplate = 50;
constexpr double selectionOfTemplate = 20;
constexpr double leastExpectedInSlice = 5;
constexpr double worthOfTraffic = 0.5;
constexpr auto countPlace = static_cast<std::size_t>(ContrastMeasure::Count);
constexpr auto durationPlace = static_cast<std::size_t>(ContrastMeasure::Duration);

double gainOf(double seen, double expected)
{
    const double gain = (seen > 0 ? seen * std::log(seen / expected) : 0) - (seen - expected);
    return seen >= expected ? gain : -gain;
}

/// What the baseline lets expect, scaled to the selection's length.
struct Expectation {
    double ratio = 0;              ///< |W| / |B|
    ContrastSums halfRecord{};     ///< of a typical record of the baseline
    ContrastSums total{};          ///< of the baseline
    ContrastSums noise{};          ///< variance a unit: piece times burstiness
};

Expectation expectationOf(std::span<const ContrastValue> values, const ContrastScale& scale)
{
    Expectation expectation;
    ContrastSums& total = expectation.total;
    for (const ContrastValue& value : values) {
        for (std::size_t m = 0; m < contrastMeasures; ++m)
            total[m] += value.baseline[m];
    }
    expectation.ratio = scale.baselineSeconds > 0 ? scale.selectionSeconds / scale.baselineSeconds : 0;
    for (std::size_t m = 0; m < contrastMeasures; ++m) {
        const double mean = total[0] > 0 ? total[m] / total[0] : 1;
        // A measure that the baseline never had (the first errors): the same as for records.
        expectation.halfRecord[m] = 0.5 * (mean > 0 ? mean : 1) * expectation.ratio;
        expectation.noise[m] = std::max(scale.pieces[m], 1e-12) * std::max(scale.burstiness, 1.0);
    }
    return expectation;
}

ContrastEffect effectOf(double seen, double expected, double noise, double records)
{
    ContrastEffect effect;
    effect.seen = seen;
    effect.expected = expected;
    effect.gain = expected > 0 ? gainOf(seen, expected) / noise : 0;
    const double bound = boundDeviations * std::sqrt(noise * (seen + noise));
    effect.low = seen - expected - bound;
    effect.high = seen - expected + bound;
    effect.isAdmissible = seen - expected > leastDeviations * std::sqrt(noise * (expected + noise)) && seen > leastFactor * expected
        && records >= leastRecords;
    return effect;
}

ContrastRow rowOf(const ContrastValue& value, const Expectation& expectation, double slowdown)
{
    ContrastRow row;
    row.value = value.value;
    row.isAbsent = value.isAbsent;
    row.isNew = value.baseline[0] <= 0;
    for (std::size_t m = 0; m < contrastMeasures; ++m) {
        const double plain = value.baseline[m] * expectation.ratio + expectation.halfRecord[m];
        const double expected = m == durationPlace ? plain * slowdown : plain;
        row.effects[m] = effectOf(value.selection[m], expected, expectation.noise[m], value.selection[0]);
        if (!row.isNew && value.baseline[m] > 0)
            row.effects[m].factor = value.selection[m] / (value.baseline[m] * expectation.ratio);
        if (m == durationPlace)
            row.isSlowerLikeAllOthers = !row.effects[m].isAdmissible
                && effectOf(value.selection[m], plain, expectation.noise[m], value.selection[0]).isAdmissible;
    }
    return row;
}

}    // namespace

std::string_view nameOf(ContrastMeasure measure)
{
    switch (measure) {
    case ContrastMeasure::Count: return "count";
    case ContrastMeasure::Duration: return "duration";
    case ContrastMeasure::Bytes: return "bytes";
    case ContrastMeasure::Errors: return "errors";
    }
    return {};
}

ContrastMeasure ContrastRow::strongest() const
{
    std::size_t best = 0;
    double most = -1;
    for (std::size_t m = 0; m < contrastMeasures; ++m) {
        const double weighed = effects[m].isAdmissible ? effects[m].excess * (m == countPlace ? worthOfCount : 1) : -1;
        if (weighed > most) {
            most = weighed;
            best = m;
        }
    }
    return static_cast<ContrastMeasure>(best);
}

double ContrastRow::weight() const
{
    const auto best = static_cast<std::size_t>(strongest());
    return effects[best].isAdmissible ? effects[best].excess * (best == countPlace ? worthOfCount : 1) : 0;
}

bool ContrastRow::isTrafficMoreThanCost() const
{
    const ContrastEffect& count = effect(ContrastMeasure::Count);
    return worthOfCount < 1 && count.isAdmissible
        && std::max(effect(ContrastMeasure::Duration).share, effect(ContrastMeasure::Bytes).share) < count.share / 2;
}

std::vector<ContrastRow> contrast(std::span<const ContrastValue> values, const ContrastScale& scale)
{
    const Expectation expectation = expectationOf(values, scale);
    std::vector<ContrastRow> rows;
    rows.reserve(values.size());
    ContrastSums increase{};
    double records = 0;
    for (const ContrastValue& value : values) {
        records += value.selection[0];
        rows.push_back(rowOf(value, expectation, std::max(scale.slowdown, 1.0)));
        for (std::size_t m = 0; m < contrastMeasures; ++m)
            increase[m] += std::max(0.0, rows.back().effects[m].seen - rows.back().effects[m].expected);
    }
    const bool hasCost = increase[durationPlace] > 0 || increase[static_cast<std::size_t>(ContrastMeasure::Bytes)] > 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].worthOfCount = hasCost ? worthOfTraffic : 1;
        for (std::size_t m = 0; m < contrastMeasures; ++m) {
            ContrastEffect& effect = rows[i].effects[m];
            effect.share = increase[m] > 0 ? std::max(0.0, effect.seen - effect.expected) / increase[m] : 0;
            // Errors come with traffic: those that a value's records explain are nothing of its own.
            const bool isByTraffic = m == static_cast<std::size_t>(ContrastMeasure::Errors) || expectation.total[m] <= 0;
            const double of = isByTraffic ? records : expectation.total[m];
            const double before = of > 0 ? (isByTraffic ? values[i].selection[0] : values[i].baseline[m]) / of : 0;
            effect.excess = std::max(0.0, effect.share - before);
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const ContrastRow& a, const ContrastRow& b) {
        const double left = a.weight();
        const double right = b.weight();
        if (left != right)
            return left > right;
        const double gainLeft = a.effect(ContrastMeasure::Count).gain;
        const double gainRight = b.effect(ContrastMeasure::Count).gain;
        return gainLeft != gainRight ? gainLeft > gainRight : a.value < b.value;
    });
    return rows;
}

std::vector<ContrastValue> vanished(std::span<const ContrastValue> values, const ContrastScale& scale, std::size_t most)
{
    std::vector<ContrastValue> gone;
    const double ratio = scale.baselineSeconds > 0 ? scale.selectionSeconds / scale.baselineSeconds : 0;
    for (const ContrastValue& value : values) {
        if (value.selection[0] <= 0 && value.baseline[0] * ratio >= leastRecords)
            gone.push_back(value);
    }
    std::stable_sort(gone.begin(), gone.end(), [](const ContrastValue& a, const ContrastValue& b) {
        return a.baseline[0] != b.baseline[0] ? a.baseline[0] > b.baseline[0] : a.value < b.value;
    });
    gone.resize(std::min(gone.size(), most));
    return gone;
}

double slowdownOf(std::span<const ContrastValue> templates)
{
    std::vector<double> ratios;
    for (const ContrastValue& value : templates) {
        const double before = value.baseline[durationPlace];
        if (value.baseline[0] < baselineOfTemplate || value.selection[0] < selectionOfTemplate || before <= 0)
            continue;
        ratios.push_back((value.selection[durationPlace] / value.selection[0]) / (before / value.baseline[0]));
    }
    return ratios.empty() ? 1 : std::max(1.0, quantile(ratios, 0.5));
}

double burstiness(std::span<const std::vector<double>> counts)
{
    std::vector<double> ratios;
    for (const std::vector<double>& slices : counts) {
        const double total = std::accumulate(slices.begin(), slices.end(), 0.0);
        const double expected = slices.empty() ? 0 : total / static_cast<double>(slices.size());
        if (slices.size() < 3 || expected < leastExpectedInSlice)
            continue;
        double chiSquare = 0;
        for (const double count : slices)
            chiSquare += (count - expected) * (count - expected) / expected;
        ratios.push_back(chiSquare / static_cast<double>(slices.size() - 1));
    }
    return ratios.empty() ? 1 : std::max(1.0, quantile(ratios, 0.5));
}

}    // namespace faultline
