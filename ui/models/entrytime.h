#pragma once

#include "app/base/result.h"
#include "app/base/timezone.h"
#include "app/model/timelineentry.h"

#include <QString>

namespace faultline {

/// "21:30", "~18:45", "10:03–10:13", "before 14:00": the time of an entry in the zone, as short as it is exact.
QString entryClock(const TimelineEntry& entry, const TimeZone& zone);

/// What stands in the time cell while it is edited. `Written` is the text of whoever wrote it.
enum class TimeCell { Resolved, Written };
QString editedTime(const TimelineEntry& entry, const TimeZone& zone, TimeCell cell);

/// The entry with a typed time: everything parseEntryTime() knows, on the day of the entry unless a date is written, and "+15m"
/// as the distance to the entry above it. A written time is read in the zone in which the one before it was meant.
Result<TimelineEntry> withTypedTime(TimelineEntry entry, const QString& text, const TimelineEntry* above, const TimeZone& zone,
                                    TimeCell cell);

}    // namespace faultline
