#pragma once

#include "app/analysis/deviation.h"
#include "app/analysis/robustscale.h"
#include "app/analysis/valuegrid.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

enum class MitigationVerdict : std::uint8_t { TooLittleData, NoChange, Partly, Worked };
std::string_view nameOf(MitigationVerdict verdict);    ///< "too little data", "no change", "partly", "worked"

/// What a symptom did in the quarter of an hour after somebody did something.
struct Mitigation {
    MitigationVerdict verdict = MitigationVerdict::TooLittleData;
    double before = 0, after = 0;             ///< medians of the quarters before and after, in the symptom's unit
    double zBefore = 0, zAfter = 0;           ///< the same in spreads of the calm time, positive = bad
    std::size_t valuesBefore = 0, valuesAfter = 0;
    std::optional<std::size_t> recoveredAt;   ///< first step, within the quarter after, from which a quarter of the trouble is left or less
    bool beganBefore = false;                 ///< the symptom was going back already: it may have recovered by itself
};

/// `calm`: the symptom before the trouble. Worked: a quarter of the excess is left or less; partly: seven tenths or less. Where the symptom was not
/// in trouble before the event (under 3 spreads) there is nothing to say: too little data.
Mitigation mitigationOf(const ValueGrid& symptom, std::size_t event, const RobustScale& calm, BadDirection bad = BadDirection::Up);

}    // namespace faultline
