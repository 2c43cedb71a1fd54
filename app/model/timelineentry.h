#pragma once

#include "app/model/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// A row of the postmortem timeline. `timeText` is the time as somebody wrote it and is kept whatever zone is chosen later.
struct TimelineEntry {
    std::int64_t id = 0;
    Timestamp start{};
    std::optional<Timestamp> end;
    Precision precision = Precision::Exact;
    std::string timeText;
    std::string type = "note";           ///< detection, diagnosis, repair, key moment, note
    std::string title;
    std::string body;
    std::string owner;
    std::vector<std::string> tags;       ///< impact, detected, mitigation, resolved, trigger carry meaning
    std::string section;
    std::int64_t position = 0;           ///< order among entries of one instant
    std::optional<std::int64_t> eventId;
    bool operator==(const TimelineEntry&) const = default;
};

}    // namespace faultline
