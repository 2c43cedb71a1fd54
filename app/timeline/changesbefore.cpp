#include "app/timeline/changesbefore.h"

#include "app/base/timedistance.h"

#include <algorithm>

namespace faultline {

std::vector<ChangeBefore> changesBefore(const std::vector<Event>& events, Timestamp moment, std::optional<Nanoseconds> lookback)
{
    std::vector<ChangeBefore> changes;
    const auto isWithin = [&](Timestamp at) { return at <= moment && (!lookback || distance(at, moment) <= *lookback); };
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event& event = events[i];
        if (!isChangeKind(event.kind))
            continue;
        const bool hasEnded = event.end && event.end->utc <= moment;
        if (isWithin(event.start.utc))
            changes.push_back({i, event.start.utc, distance(event.start.utc, moment), false, isState(event) && !hasEnded});
        if (isState(event) && hasEnded && isWithin(event.end->utc))
            changes.push_back({i, event.end->utc, distance(event.end->utc, moment), true, false});
    }
    std::stable_sort(changes.begin(), changes.end(), [](const ChangeBefore& left, const ChangeBefore& right) { return left.at > right.at; });
    return changes;
}

}    // namespace faultline
