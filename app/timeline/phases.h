#pragma once

#include "app/model/timelineentry.h"

#include <optional>
#include <vector>

namespace faultline {

/// The phases of an incident, from the first entry with each meaningful tag. Absent where the tag is.
struct Phases {
    std::optional<Timestamp> trigger;
    std::optional<Timestamp> impact;
    std::optional<Timestamp> detected;
    std::optional<Timestamp> mitigation;
    std::optional<Timestamp> resolved;
    std::optional<Nanoseconds> timeToDetect;      ///< detected - impact; negative when detected before the impact
    std::optional<Nanoseconds> timeToMitigate;    ///< mitigation - impact
    std::optional<Nanoseconds> timeToResolve;     ///< resolved - impact
    bool isApproximate = false;                   ///< a used entry is about, before, after or a range
};

Phases phasesOf(const std::vector<TimelineEntry>& entries);

}    // namespace faultline
