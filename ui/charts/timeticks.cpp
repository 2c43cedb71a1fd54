#include "ui/charts/timeticks.h"

#include "ui/convert.h"
#include "ui/timetext.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int64_t longestWalk = 4000;    // days or hours looked at one by one

Nanoseconds stepFor(Nanoseconds atLeast)
{
    constexpr std::array<Nanoseconds, 22> steps{
        microseconds(1), microseconds(10), microseconds(100), milliseconds(1), milliseconds(10), milliseconds(100), seconds(1),
        seconds(5), seconds(10), seconds(30), minutes(1), minutes(2), minutes(5), minutes(10), minutes(15), minutes(30), hours(1),
        hours(2), hours(3), hours(6), hours(12), hours(24)};
    for (const Nanoseconds step : steps)
        if (step >= atLeast)
            return step;
    const Nanoseconds day = hours(24);
    for (const int days : {2, 7, 14, 28, 91, 182, 364, 728, 3640})
        if (day * days >= atLeast)
            return day * days;
    return day * 36400;
}

Nanoseconds offsetAt(const TimeZone& zone, Timestamp at)
{
    return zone.offsetAt(at);
}

LocalTime localAt(const TimeZone& zone, Timestamp at)
{
    return LocalTime(at.time_since_epoch() + offsetAt(zone, at));
}

LocalTime floorTo(LocalTime time, Nanoseconds step)
{
    const std::int64_t count = time.time_since_epoch().count();
    const std::int64_t size = step.count();
    const std::int64_t rest = ((count % size) + size) % size;
    return LocalTime(Nanoseconds(count - rest));
}

QString tickText(Timestamp at, const TimeZone& zone, Nanoseconds step)
{
    if (step >= hours(24))
        return QLocale::c().toString(wallClock(at, zone).date(), step >= hours(24 * 180) ? QStringLiteral("MMM yyyy") : QStringLiteral("d MMM"));
    if (step >= minutes(1))
        return clockText(at, zone, TimeDetail::Minute);
    if (step >= seconds(1))
        return clockText(at, zone, TimeDetail::Second);
    if (step >= milliseconds(1))
        return clockText(at, zone, TimeDetail::Millisecond);
    return clockText(at, zone, TimeDetail::Needed);
}

}    // namespace

std::vector<TimeTick> timeTicks(TimeRange view, const TimeZone& zone, int most)
{
    std::vector<TimeTick> ticks;
    if (view.begin >= view.end || most < 1)
        return ticks;
    const Nanoseconds step = stepFor(Nanoseconds(view.length().count() / most));
    const bool isDaily = step >= hours(24);
    LocalTime local = floorTo(localAt(zone, view.begin), step);
    QString lastDay;
    for (int i = 0; i < most * 4 + 8; ++i, local += step) {
        const TimeZone::Resolved resolved = zone.resolve(local);
        // A wall clock that was skipped has no place on the axis; one that came twice stands at its first.
        if (resolved.kind == TimeZone::LocalKind::Gap && !isDaily)
            continue;
        const Timestamp at = resolved.utc;
        if (at >= view.end)
            break;
        if (at < view.begin)
            continue;
        TimeTick tick{at, tickText(at, zone, step), {}, localAt(zone, at) == floorTo(localAt(zone, at), hours(24))};
        const QString day = dateText(at, zone);
        if (day != lastDay && !isDaily)
            tick.date = QLocale::c().toString(wallClock(at, zone).date(), QStringLiteral("ddd d MMM"));
        lastDay = day;
        ticks.push_back(std::move(tick));
    }
    if (isDaily && !ticks.empty())
        ticks.front().date = QString::number(wallClock(ticks.front().at, zone).date().year());
    return ticks;
}

std::vector<Timestamp> dayStarts(TimeRange view, const TimeZone& zone)
{
    std::vector<Timestamp> starts;
    const Nanoseconds day = hours(24);
    if (view.length() > day * 400)
        return starts;
    for (LocalTime local = floorTo(localAt(zone, view.begin), day);; local += day) {
        const Timestamp at = zone.resolve(local).utc;
        if (at >= view.end)
            return starts;
        if (at > view.begin)
            starts.push_back(at);
    }
}

std::vector<OffsetChange> offsetChanges(TimeRange view, const TimeZone& zone)
{
    std::vector<OffsetChange> changes;
    if (zone.isUtc() || view.begin >= view.end)
        return changes;
    // Offsets change at most a few times a year: look once a day, then halve down to the second.
    const Nanoseconds stride = std::max<Nanoseconds>(hours(24), Nanoseconds(view.length().count() / longestWalk));
    for (Timestamp at = view.begin; at < view.end; at += stride) {
        Timestamp low = at;
        Timestamp high = std::min(at + stride, view.end);
        const auto before = zone.offsetAt(low);
        const auto after = zone.offsetAt(high);
        if (before == after)
            continue;
        while (high - low > seconds(1)) {
            const Timestamp middle = low + (high - low) / 2;
            (zone.offsetAt(middle) == before ? low : high) = middle;
        }
        const auto text = [&](Timestamp time) { return toQString(formatWithOffset(time, zone.offsetAt(time), false)).right(6); };
        changes.push_back({std::chrono::round<seconds>(high), text(low) + QStringLiteral(" → ") + text(high)});
    }
    return changes;
}

}    // namespace faultline
