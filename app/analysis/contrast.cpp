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
constexpr auto errorsPlace = static_cast<std::size_t>(ContrastMeasure::Errors);
constexpr auto ratePlace = static_cast<std::size_t>(ContrastMeasure::ErrorRate);
constexpr double pseudoRecords = 20;      // at the ratio of all, for a value's own ratio of errors

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
    double errorRatio = 0;         ///< of all records of the baseline; half an error where it has none
    double slowdown = 1;
};

template <typename Value>
Expectation expectationOf(std::span<const Value> values, const ContrastScale& scale)
{
    Expectation expectation;
    ContrastSums& total = expectation.total;
    for (const Value& value : values) {
        for (std::size_t m = 0; m < contrastSums; ++m)
            total[m] += value.baseline[m];
    }
    expectation.ratio = scale.baselineSeconds > 0 ? scale.selectionSeconds / scale.baselineSeconds : 0;
    for (std::size_t m = 0; m < contrastSums; ++m) {
        const double mean = total[0] > 0 ? total[m] / total[0] : 1;
        // A measure that the baseline never had (the first errors): the same as for records.
        expectation.halfRecord[m] = 0.5 * (mean > 0 ? mean : 1) * expectation.ratio;
        expectation.noise[m] = std::max(scale.pieces[m], 1e-12) * std::max(scale.burstiness, 1.0);
    }
    expectation.errorRatio = total[0] > 0 ? std::max(total[errorsPlace], 0.5) / total[0] : 0;
    expectation.slowdown = std::max(scale.slowdown, 1.0);
    return expectation;
}

struct Compared {
    double seen = 0;
    double expected = 0;
    double noise = 1;
};

template <typename Value>
Compared comparedOf(const Value& value, const Expectation& expectation, std::size_t measure)
{
    if (measure == ratePlace) {
        const double ratio = (value.baseline[errorsPlace] + pseudoRecords * expectation.errorRatio) / (value.baseline[0] + pseudoRecords);
        return {value.selection[errorsPlace], value.selection[0] * ratio, expectation.noise[errorsPlace]};
    }
    const double plain = value.baseline[measure] * expectation.ratio + expectation.halfRecord[measure];
    return {value.selection[measure], measure == durationPlace ? plain * expectation.slowdown : plain, expectation.noise[measure]};
}

bool isBeyondChance(const Compared& compared, double records)
{
    const auto& [seen, expected, noise] = compared;
    return seen - expected > leastDeviations * std::sqrt(noise * (expected + noise)) && seen > leastFactor * expected && records >= leastRecords;
}

template <typename Value>
bool isSlower(const Value& value, const Expectation& expectation)
{
    Compared compared = comparedOf(value, expectation, durationPlace);
    compared.expected /= expectation.slowdown;
    return isBeyondChance(compared, value.selection[0]);
}

template <typename Value>
bool isNotable(const Value& value, const Expectation& expectation)
{
    for (std::size_t m = 0; m < contrastMeasures; ++m) {
        if (isBeyondChance(comparedOf(value, expectation, m), value.selection[0]))
            return true;
    }
    return expectation.slowdown > 1 && isSlower(value, expectation);
}

ContrastEffect effectOf(const Compared& compared, double records)
{
    const auto& [seen, expected, noise] = compared;
    ContrastEffect effect;
    effect.seen = seen;
    effect.expected = expected;
    effect.gain = expected > 0 ? gainOf(seen, expected) / noise : 0;
    const double bound = boundDeviations * std::sqrt(noise * (seen + noise));
    effect.low = seen - expected - bound;
    effect.high = seen - expected + bound;
    effect.isAdmissible = isBeyondChance(compared, records);
    return effect;
}

/// Seen against what the baseline had, without smoothing; nothing where it had none.
template <typename Value>
std::optional<double> factorOf(const Value& value, const Expectation& expectation, std::size_t measure)
{
    if (measure == ratePlace) {
        const bool isKnown = value.baseline[errorsPlace] > 0 && value.selection[0] > 0;
        return isKnown ? std::optional((value.selection[errorsPlace] / value.selection[0]) / (value.baseline[errorsPlace] / value.baseline[0])) : std::nullopt;
    }
    return value.baseline[measure] > 0 ? std::optional(value.selection[measure] / (value.baseline[measure] * expectation.ratio)) : std::nullopt;
}

template <typename Value>
ContrastRow rowOf(const Value& value, const Expectation& expectation)
{
    ContrastRow row;
    row.isNew = value.baseline[0] <= 0;
    for (std::size_t m = 0; m < contrastMeasures; ++m) {
        row.effects[m] = effectOf(comparedOf(value, expectation, m), value.selection[0]);
        if (!row.isNew)
            row.effects[m].factor = factorOf(value, expectation, m);
    }
    row.isSlowerLikeAllOthers = !row.effects[durationPlace].isAdmissible && isSlower(value, expectation);
    return row;
}

/// What a field's values add up to.
struct FieldIncrease {
    std::array<double, contrastMeasures> increase{};
    double records = 0;    ///< of the selection

    template <typename Value>
    static FieldIncrease of(std::span<const Value> values, const Expectation& expectation)
    {
        FieldIncrease field;
        for (const Value& value : values) {
            field.records += value.selection[0];
            for (std::size_t m = 0; m < contrastMeasures; ++m) {
                const Compared compared = comparedOf(value, expectation, m);
                field.increase[m] += std::max(0.0, compared.seen - compared.expected);
            }
        }
        return field;
    }
};

template <typename Value>
void share(const Value& value, const Expectation& expectation, const FieldIncrease& field, ContrastRow& row)
{
    const bool hasCost = field.increase[durationPlace] > 0 || field.increase[static_cast<std::size_t>(ContrastMeasure::Bytes)] > 0;
    row.worthOfCount = hasCost ? worthOfTraffic : 1;
    for (std::size_t m = 0; m < contrastMeasures; ++m) {
        ContrastEffect& effect = row.effects[m];
        effect.share = field.increase[m] > 0 ? std::max(0.0, effect.seen - effect.expected) / field.increase[m] : 0;
        // Errors come with traffic: those that a value's records explain are nothing of its own.
        const bool isByTraffic = m >= errorsPlace || expectation.total[m] <= 0;
        const double of = isByTraffic ? field.records : expectation.total[m];
        const double before = of > 0 ? (isByTraffic ? value.selection[0] : value.baseline[m]) / of : 0;
        effect.excess = std::max(0.0, effect.share - before);
    }
}

template <typename Value>
double slowdown(std::span<const Value> templates)
{
    std::vector<double> ratios;
    for (const Value& value : templates) {
        const double before = value.baseline[durationPlace];
        if (value.baseline[0] < baselineOfTemplate || value.selection[0] < selectionOfTemplate || before <= 0)
            continue;
        ratios.push_back((value.selection[durationPlace] / value.selection[0]) / (before / value.baseline[0]));
    }
    return ratios.empty() ? 1 : std::max(1.0, quantile(ratios, 0.5));
}

}    // namespace

std::string_view nameOf(ContrastMeasure measure)
{
    switch (measure) {
    case ContrastMeasure::Count: return "count";
    case ContrastMeasure::Duration: return "duration";
    case ContrastMeasure::Bytes: return "bytes";
    case ContrastMeasure::Errors: return "errors";
    case ContrastMeasure::ErrorRate: return "error_rate";
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

bool explainsMore(const ContrastRow& a, const ContrastRow& b)
{
    const double left = a.weight();
    const double right = b.weight();
    if (left != right)
        return left > right;
    const double gainLeft = a.effect(ContrastMeasure::Count).gain;
    const double gainRight = b.effect(ContrastMeasure::Count).gain;
    return gainLeft != gainRight ? gainLeft > gainRight : a.value < b.value;
}

std::vector<ContrastRow> contrast(std::span<const ContrastValue> values, const ContrastScale& scale)
{
    const Expectation expectation = expectationOf(values, scale);
    const FieldIncrease field = FieldIncrease::of(values, expectation);
    std::vector<ContrastRow> rows;
    rows.reserve(values.size());
    for (const ContrastValue& value : values) {
        ContrastRow& row = rows.emplace_back(rowOf(value, expectation));
        row.value = value.value;
        row.isAbsent = value.isAbsent;
        share(value, expectation, field, row);
    }
    std::stable_sort(rows.begin(), rows.end(), explainsMore);
    return rows;
}

std::vector<PlacedContrast> notableContrasts(std::span<const ContrastPair> values, const ContrastScale& scale)
{
    const Expectation expectation = expectationOf(values, scale);
    const FieldIncrease field = FieldIncrease::of(values, expectation);
    std::vector<PlacedContrast> notable;
    for (std::size_t place = 0; place < values.size(); ++place) {
        if (!isNotable(values[place], expectation))
            continue;
        notable.push_back({place, rowOf(values[place], expectation)});
        share(values[place], expectation, field, notable.back().row);
    }
    return notable;
}

bool hasVanished(const ContrastPair& value, const ContrastScale& scale)
{
    const double ratio = scale.baselineSeconds > 0 ? scale.selectionSeconds / scale.baselineSeconds : 0;
    return value.selection[0] <= 0 && value.baseline[0] * ratio >= leastRecords;
}

std::vector<ContrastValue> vanished(std::span<const ContrastValue> values, const ContrastScale& scale, std::size_t most)
{
    std::vector<ContrastValue> gone;
    for (const ContrastValue& value : values) {
        if (hasVanished({value.selection, value.baseline}, scale))
            gone.push_back(value);
    }
    std::stable_sort(gone.begin(), gone.end(), [](const ContrastValue& a, const ContrastValue& b) {
        return a.baseline[0] != b.baseline[0] ? a.baseline[0] > b.baseline[0] : a.value < b.value;
    });
    gone.resize(std::min(gone.size(), most));
    return gone;
}

double slowdownOf(std::span<const ContrastPair> templates)
{
    return slowdown(templates);
}

double slowdownOf(std::span<const ContrastValue> templates)
{
    return slowdown(templates);
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
