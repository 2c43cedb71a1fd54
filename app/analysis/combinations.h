#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// Distinct tuples of the values of some fields with what was seen of each in the selection and what its baseline lets expect, in one
/// measure. Expected values are smoothed by the caller, so that new tuples have some.
struct LeafTable {
    std::size_t fields = 0;                  ///< at most 6
    std::vector<std::uint32_t> codes;        ///< of the values, a leaf after the other: codes[leaf * fields + field]
    std::vector<double> seen;                ///< a leaf each
    std::vector<double> expected;

    std::size_t size() const { return seen.size(); }
    std::span<const std::uint32_t> codesOf(std::size_t leaf) const { return {codes.data() + leaf * fields, fields}; }
};

struct CombinationOptions {
    std::size_t mostFields = 3;
    /// Variance of a count of one: piece times burstiness (see ContrastScale). What lies within leastDeviations of it is chance. 0 = the
    /// values are no counts, only the spread of the leaves says what chance is.
    double noise = 1;
    double leastDeviations = 4;
    /// How many times as long as the selection the baseline was: an expectation of few records is uncertain itself.
    double baselineLengths = 4;
    double leastPurity = 0.35;
    double stopAt = 0.002;                   ///< of the first gain
    std::size_t most = 12;
    std::size_t otherWays = 10;
    bool isSpread = true;                    ///< over the pool; the calling thread alone gives the same bytes
};

struct FieldCode {
    std::size_t field = 0;
    std::uint32_t code = 0;

    bool operator==(const FieldCode&) const = default;
};

/// A value for each of some fields, and all leaves that have them.
struct Combination {
    std::vector<FieldCode> values;           ///< by field
    double seen = 0;
    double expected = 0;
    double gain = 0;                         ///< V ln(V/F) - (V - F), over the noise; rises and falls alike
    double difference = 0;                   ///< 2 (V - F) / (V + F), -2 .. 2
    double purity = 0;                       ///< its gain against the sum of its leaves': 1 = all of them changed by one factor
    double effectiveLeaves = 0;              ///< (sum of h)^2 / sum of h^2, h = (v + f) / 2
    std::size_t leaves = 0;
    bool isAdmissible = false;               ///< changed by more than chance, and as one
};

struct Combinations {
    std::vector<Combination> found;          ///< the strongest first, each without the leaves of those before it
    std::vector<Combination> otherWays;      ///< by gain, nothing taken out: ways to say the same, and what comes near
    double leafNoise = 0;                    ///< 1.4826 times the median absolute deviation of the leaves' differences
    double mirroredCut = 0;                  ///< the smaller tail of the leaves' differences, five extremes a side left out
};

/// Which combinations of up to `mostFields` values explain how a selection differs from its baseline. Under one cause all leaves of its
/// combination change by one factor, which purity measures; the argument of the largest gain among the admissible ones wins, its leaves are
/// taken out, and again. Deterministic: the same bytes by any number of threads. O(2^fields * leaves) a round.
Combinations combinationsOf(const LeafTable& table, const CombinationOptions& options = {});

}    // namespace faultline
