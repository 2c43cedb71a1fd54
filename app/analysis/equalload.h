#pragma once

#include "app/analysis/deviation.h"
#include "app/analysis/eventcause.h"
#include "app/analysis/valuegrid.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace faultline {

/// Steps of about the same load, and of the same hour where hours are compared.
struct EqualLoadBin {
    double lowest = 0, highest = 0;    ///< load
    int hour = -1;                     ///< -1: any
    std::size_t stepsBefore = 0, stepsAfter = 0;
    double before = 0, after = 0;      ///< medians of the measure
};

/// A measure before and after an instant, compared only where the load was the same.
struct EqualLoad {
    std::optional<double> shift;       ///< after less before, in the measure's unit; nothing = refused, see `refusal`
    double low = 0, high = 0;          ///< 95 % interval of the shift
    double before = 0, after = 0;      ///< at equal load
    std::vector<EqualLoadBin> bins;    ///< common ones, by load
    std::size_t steps = 0;             ///< with load and measure, both sides
    double withoutCounterpart = 0;     ///< share of those steps that have no equal load on the other side
    std::string refusal;               ///< "too little data (n=12)", "only 2 loads in common"

    /// Worse when the interval lies on the bad side of 0; NoDifference when it does not; Unknown when refused.
    EqualLoadFinding finding(BadDirection bad) const;
};

inline constexpr std::size_t leastCommonBins = 3;

/// Bins are tenths of the load of both sides. Delta = sum n (median after - median before) / sum n over the bins that have three steps and more on
/// both sides, n the smaller number of steps, less what the load explains inside a bin. The interval takes neighbouring steps that
/// resemble each other for fewer. `hours` (of each step, by the wall clock) splits the bins further; empty: they are not compared by hour.
EqualLoad equalLoad(const ValueGrid& load, const ValueGrid& measure, IndexRange before, IndexRange after, std::span<const std::int8_t> hours = {});

}    // namespace faultline
