#pragma once

#include "app/model/changekind.h"
#include "app/model/event.h"

#include <optional>
#include <vector>

namespace faultline {

/// A change that lies before a moment: before it, not because of it.
struct ChangeBefore {
    std::size_t event = 0;          ///< index into the events given
    Timestamp at{};
    Nanoseconds delay{};            ///< from the change to the moment
    bool isEnd = false;             ///< the end of a state: a flag switched off
    bool stillHeld = false;         ///< the state it began held at the moment
};

/// Changes in [moment - lookback, moment], newest first; without lookback, all. A state that began before and still held at the
/// moment is listed by its beginning, and by its end when that is among them.
std::vector<ChangeBefore> changesBefore(const std::vector<Event>& events, Timestamp moment, std::optional<Nanoseconds> lookback);

}    // namespace faultline
