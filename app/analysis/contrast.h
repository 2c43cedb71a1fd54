#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"    // g++ 12 takes the scoped name Bytes for a shadow
/// What is added up over the records of a value.
enum class ContrastMeasure : std::uint8_t { Count, Duration, Bytes, Errors, ErrorRate };
#pragma GCC diagnostic pop
inline constexpr std::size_t contrastSums = 4;        ///< all but the rate, which compares errors with their records
inline constexpr std::size_t contrastMeasures = 5;
std::string_view nameOf(ContrastMeasure measure);    ///< "count", "duration", "bytes", "errors", "error_rate"

using ContrastSums = std::array<double, contrastSums>;    ///< records, seconds, bytes, errors

/// What is compared of one value.
struct ContrastPair {
    ContrastSums selection{};
    ContrastSums baseline{};
};

/// One value of one field in the selection and in the baseline. The values of a field are a partition of the same records.
struct ContrastValue {
    std::string value;
    bool isAbsent = false;
    ContrastSums selection{};
    ContrastSums baseline{};
};

/// What all fields share.
struct ContrastScale {
    double selectionSeconds = 0;
    double baselineSeconds = 0;
    /// Sum of squares over sum of the baseline's records: how large the typical piece of a measure is; 1 for counts and errors.
    ContrastSums pieces{1, 1, 1, 1};
    /// How much burstier than Poisson the baseline is, at least 1: see burstiness().
    double burstiness = 1;
    /// Mean duration against the baseline's, of a typical template: what "everything is slower" explains.
    double slowdown = 1;
};

/// A value against what the baseline lets expect, in one measure.
struct ContrastEffect {
    double seen = 0;
    double expected = 0;
    double gain = 0;                 ///< log-likelihood ratio, signed; 0 where nothing was measured
    double share = 0;                ///< of the field's whole increase, 0..1
    double excess = 0;               ///< the share less the value's share of the baseline (of errors: of the records); 0 = it grew as all others did
    std::optional<double> factor;    ///< seen / expected; nothing for a new value
    double low = 0, high = 0;        ///< bounds of `seen - expected`
    bool isAdmissible = false;       ///< too large for chance: beyond 4 deviations, factor above 1.1, five records or more
};

struct ContrastRow {
    std::string value;
    bool isAbsent = false;
    bool isNew = false;                 ///< no record of it in the baseline
    bool isSlowerLikeAllOthers = false; ///< its duration rose, but by no more than everything's
    double worthOfCount = 1;            ///< half where durations or bytes are known: a burst of cheap records explains the traffic, not the load
    std::array<ContrastEffect, contrastMeasures> effects{};

    const ContrastEffect& effect(ContrastMeasure measure) const { return effects[static_cast<std::size_t>(measure)]; }
    /// The largest excess that is no chance, over the measures; 0 = nothing is. What grew as everything did explains nothing. Excess of
    /// records counts by its worth.
    double weight() const;
    bool isTrafficMoreThanCost() const;    ///< its share of the additional duration and bytes is less than half that of the records
    ContrastMeasure strongest() const;
};

bool explainsMore(const ContrastRow& a, const ContrastRow& b);    ///< of one field: by weight, then gain of records, then value

/// Every value of one field, those that explain most first; equal ones by value. Deterministic.
/// Expected errors of the rate: the selection's records by the ratio the value had, shrunk with 20 records at the ratio of all. Else expected F = baseline * |W| / |B|, plus half a typical record so that new values are finite; for durations times the slowdown. Gain = V ln(V/F) -
/// (V - F), over piece and burstiness (compound Poisson).
std::vector<ContrastRow> contrast(std::span<const ContrastValue> values, const ContrastScale& scale);

struct PlacedContrast {
    std::size_t place = 0;
    ContrastRow row;       ///< its value is left empty
};

/// The same of those alone that say something: a measure is too large for chance, or it is slower like all others. By place.
std::vector<PlacedContrast> notableContrasts(std::span<const ContrastPair> values, const ContrastScale& scale);

bool hasVanished(const ContrastPair& value, const ContrastScale& scale);    ///< five records were expected, and none came

/// Values of the baseline that the selection has none of, most frequent first.
std::vector<ContrastValue> vanished(std::span<const ContrastValue> values, const ContrastScale& scale, std::size_t most = 20);

/// The median ratio of mean durations over values with at least 50 baseline and 20 selection records; 1 without any, never under 1.
double slowdownOf(std::span<const ContrastPair> templates);
double slowdownOf(std::span<const ContrastValue> templates);

/// Pearson's chi-square by degree of freedom of counts over three or more slices of the baseline, the median over the values (those with
/// five expected records a slice); at least 1. counts[value][slice].
double burstiness(std::span<const std::vector<double>> counts);

}    // namespace faultline
