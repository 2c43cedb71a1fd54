#pragma once

#include "app/base/timestamp.h"
#include "app/base/timezone.h"

#include <QString>

#include <vector>

namespace faultline {

/// A mark of the time axis.
struct TimeTick {
    Timestamp at{};
    QString text;             ///< "21:30"
    QString date;             ///< of the first tick of each day in sight, else ""
    bool startsDay = false;   ///< at midnight
};

/// Round times of the wall clock at most `most` across the view. A step keeps to the wall clock over a change of the offset.
std::vector<TimeTick> timeTicks(TimeRange view, const TimeZone& zone, int most);
/// Midnights in the view.
std::vector<Timestamp> dayStarts(TimeRange view, const TimeZone& zone);

struct OffsetChange {
    Timestamp at{};
    QString text;    ///< "+01:00 → +02:00"
};
/// Where clocks were put forward or back.
std::vector<OffsetChange> offsetChanges(TimeRange view, const TimeZone& zone);

}    // namespace faultline
