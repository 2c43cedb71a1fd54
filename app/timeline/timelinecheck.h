#pragma once

#include "app/model/timelineentry.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline {

/// One thing to look at before a timeline is published.
struct TimelineProblem {
    std::string code;                    ///< stable: "end-before-start"
    std::vector<std::int64_t> entries;   ///< ids, may be empty when it is about the whole timeline
    std::string text;                    ///< one sentence with the values
};

/// Codes: end-before-start, out-of-order, weekday-contradicts-date, time-text-contradicts-start, offset-differs (the written
/// time is another whole offset away from UTC than in the other rows), duplicate-entry, section-interrupted, empty-title,
/// missing-tag (impact, detected), phase-order.
std::vector<TimelineProblem> checkTimeline(const std::vector<TimelineEntry>& entries);

}    // namespace faultline
