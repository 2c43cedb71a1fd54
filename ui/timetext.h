#pragma once

#include "app/base/timestamp.h"
#include "app/base/timezone.h"

#include <QDateTime>
#include <QString>

namespace faultline {

class CaseSession;
struct TypedTimeSettings;

/// How far a written time goes; Needed writes seconds and their fraction only when they are not zero.
enum class TimeDetail { Minute, Second, Millisecond, Needed };

// Every time in the window is written by these, in the zone of the session.

/// The wall clock of the zone, as a QDateTime that pretends to be UTC: for calendars and formatting only.
QDateTime wallClock(Timestamp time, const TimeZone& zone);

QString zoneLabel(const TimeZone& zone, Timestamp at);    ///< "CEST (+02:00)", "UTC"
QString clockText(Timestamp time, const TimeZone& zone, TimeDetail detail = TimeDetail::Needed);    ///< "21:30:05.250"
QString dateText(Timestamp time, const TimeZone& zone);                                             ///< "23 Apr 2024"
/// "23 Apr", or with the year where the range is not of one year.
QString dayText(Timestamp time, const TimeRange& shown, const TimeZone& zone);
QString dayHeading(Timestamp time, const TimeZone& zone);                                           ///< "Tue 23 April 2024"
QString instantText(Timestamp time, const TimeZone& zone, TimeDetail detail = TimeDetail::Needed);  ///< "23 Apr 2024 21:30"
/// "23 Apr 2024 21:30 CEST (+02:00)"
QString instantWithZone(Timestamp time, const TimeZone& zone, TimeDetail detail = TimeDetail::Needed);
/// "23 Apr 2024 20:50 → 21:40", "22 Apr 2024 08:00 → 24 Apr 2024 09:30"; as exact as its length makes useful.
QString rangeText(const TimeRange& range, const TimeZone& zone);
QString durationText(Nanoseconds duration);                                                         ///< "1 h 46 min"

QString isoText(Timestamp time, const TimeZone& zone);             ///< "2024-04-23T21:30:00+02:00"
QString isoRangeText(const TimeRange& range, const TimeZone& zone);///< both, with "/" between them

/// What tells two moments apart when a screen shows `span`.
TimeDetail detailFor(Nanoseconds span);
/// What completes a time typed in the window: its zone, the day of the cursor or of what is visible, now = end of the data.
TypedTimeSettings typedTimeSettings(const CaseSession& session);
bool isSameDay(Timestamp left, Timestamp right, const TimeZone& zone);

}    // namespace faultline
