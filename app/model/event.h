#pragma once

#include "app/model/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

/// Something that happened or a state that held: a deploy, a flag, an election, a row of a hand-written timeline.
struct Event {
    std::int64_t id = 0;                    ///< 0 until stored
    std::int64_t sourceId = 0;
    std::string kind;                       ///< deploy, flag, config, scaling, election, restart, alert, human, load-test, ...
    RecordTime start;
    std::optional<RecordTime> end;          ///< absent: an instant, or (with `openEnd`) a state that still held at the end
    bool openEnd = false;
    Precision precision = Precision::Exact;
    std::string timeText;                   ///< the time as it was written, empty when it was a plain machine stamp
    std::string title;
    std::string body;
    std::string actor;
    std::string service;
    std::string environment;
    std::string link;
    std::string section;                    ///< group in a hand-written timeline, "" when there is none
    std::vector<std::pair<std::string, std::string>> fields;    ///< everything else, in written order
    std::uint64_t line = 0;                 ///< 1-based line in the source, 0 when set by the sink
};

}    // namespace faultline
