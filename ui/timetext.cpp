#include "ui/timetext.h"

#include "app/timeline/typedtime.h"
#include "ui/casesession.h"
#include "ui/convert.h"

#include <QLocale>

namespace faultline {

namespace {

TimeDetail needed(Timestamp time)
{
    const auto sinceMinute = time - std::chrono::floor<std::chrono::minutes>(time);
    if (sinceMinute == Nanoseconds(0))
        return TimeDetail::Minute;
    return sinceMinute % std::chrono::seconds(1) == Nanoseconds(0) ? TimeDetail::Second : TimeDetail::Millisecond;
}

}    // namespace

QDateTime wallClock(Timestamp time, const TimeZone& zone)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch() + zone.offsetAt(time);
    return QDateTime::fromMSecsSinceEpoch(std::chrono::duration_cast<std::chrono::milliseconds>(milliseconds).count(), Qt::UTC);
}

QString zoneLabel(const TimeZone& zone, Timestamp at)
{
    return toQString(zone.labelAt(at));
}

QString clockText(Timestamp time, const TimeZone& zone, TimeDetail detail)
{
    if (detail == TimeDetail::Needed)
        detail = needed(time);
    const QTime clock = wallClock(time, zone).time();
    switch (detail) {
    case TimeDetail::Minute: return clock.toString(QStringLiteral("HH:mm"));
    case TimeDetail::Second: return clock.toString(QStringLiteral("HH:mm:ss"));
    case TimeDetail::Millisecond:
    case TimeDetail::Needed: return clock.toString(QStringLiteral("HH:mm:ss.zzz"));
    }
    return {};
}

QString dateText(Timestamp time, const TimeZone& zone)
{
    return QLocale().toString(wallClock(time, zone).date(), QStringLiteral("d MMM yyyy"));
}

QString dayText(Timestamp time, const TimeRange& shown, const TimeZone& zone)
{
    const auto yearOf = [&zone](Timestamp at) { return wallClock(at, zone).date().year(); };
    const bool isOneYear = yearOf(shown.begin) == yearOf(shown.end) && yearOf(time) == yearOf(shown.begin);
    return isOneYear ? QLocale().toString(wallClock(time, zone).date(), QStringLiteral("d MMM")) : dateText(time, zone);
}

QString dayHeading(Timestamp time, const TimeZone& zone)
{
    return QLocale().toString(wallClock(time, zone).date(), QStringLiteral("ddd d MMMM yyyy"));
}

QString instantText(Timestamp time, const TimeZone& zone, TimeDetail detail)
{
    return dateText(time, zone) + QLatin1Char(' ') + clockText(time, zone, detail);
}

QString instantWithZone(Timestamp time, const TimeZone& zone, TimeDetail detail)
{
    return instantText(time, zone, detail) + QLatin1Char(' ') + zoneLabel(zone, time);
}

QString rangeText(const TimeRange& range, const TimeZone& zone)
{
    const TimeDetail detail = detailFor(range.length() / 10);
    const QString end = isSameDay(range.begin, range.end, zone) ? clockText(range.end, zone, detail) : instantText(range.end, zone, detail);
    return instantText(range.begin, zone, detail) + QStringLiteral(" → ") + end;
}

QString durationText(Nanoseconds duration)
{
    return toQString(formatDuration(duration));
}

QString isoText(Timestamp time, const TimeZone& zone)
{
    return toQString(formatWithOffset(time, zone.offsetAt(time)));
}

QString isoRangeText(const TimeRange& range, const TimeZone& zone)
{
    return isoText(range.begin, zone) + QLatin1Char('/') + isoText(range.end, zone);
}

TimeDetail detailFor(Nanoseconds span)
{
    if (span >= std::chrono::minutes(2))
        return TimeDetail::Minute;
    return span >= std::chrono::milliseconds(2'000) ? TimeDetail::Second : TimeDetail::Millisecond;
}

TypedTimeSettings typedTimeSettings(const CaseSession& session)
{
    const TimeRange view = session.view();
    const auto cursor = session.look().cursor;
    const bool isVisible = cursor && view.contains(*cursor);
    return {session.zone(), isVisible ? *cursor : view.begin + view.length() / 2, session.contents().range.end};
}

bool isSameDay(Timestamp left, Timestamp right, const TimeZone& zone)
{
    return wallClock(left, zone).date() == wallClock(right, zone).date();
}

}    // namespace faultline
