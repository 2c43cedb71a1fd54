#include "ui/models/entrytime.h"

#include "app/timeline/entryedit.h"
#include "app/timeline/typedtime.h"
#include "ui/convert.h"
#include "ui/timetext.h"

#include <QCoreApplication>

namespace faultline {

namespace {

constexpr std::chrono::minutes stepOfOffsets{15};
constexpr std::chrono::hours largestOffset{14};

/// Of the wall clock that was meant, when the text alone says another time than the entry has.
TimeZone zoneOfText(const TimelineEntry& entry, const TimeZone& zone)
{
    const auto read = parseEntryTime(entry.timeText, {zone, {}, entry.start});
    if (!read)
        return zone;
    const Nanoseconds away = read->start - entry.start;
    const auto offset = zone.offsetAt(entry.start) + std::chrono::duration_cast<std::chrono::seconds>(away);
    const bool isOffset = away % stepOfOffsets == Nanoseconds(0) && offset >= -largestOffset && offset <= largestOffset;
    return away != Nanoseconds(0) && isOffset ? TimeZone::fixed(offset) : zone;
}

/// The same entry, as long as before, at another start that nobody has written down.
TimelineEntry movedTo(TimelineEntry entry, Timestamp start)
{
    if (entry.end)
        entry.end = start + (*entry.end - entry.start);
    entry.start = start;
    entry.timeText.clear();
    return entry;
}

}    // namespace

QString entryClock(const TimelineEntry& entry, const TimeZone& zone)
{
    const QString start = clockText(entry.start, zone, TimeDetail::Needed);
    if (entry.end && *entry.end != entry.start) {
        const bool isWholeDay = *entry.end - entry.start == std::chrono::hours(24) && start == QLatin1String("00:00");
        if (isWholeDay)
            return QCoreApplication::translate("Timeline", "all day");
        const QString end = clockText(*entry.end, zone, TimeDetail::Needed);
        constexpr qsizetype hourLength = 3;    // "08:"
        if (isSameDay(entry.start, *entry.end, zone) && start.size() == end.size() && start.left(hourLength) == end.left(hourLength))
            return start + QStringLiteral("–") + end.mid(hourLength);
        return start + QStringLiteral("–") + (isSameDay(entry.start, *entry.end, zone) ? end : dateText(*entry.end, zone) + QLatin1Char(' ') + end);
    }
    switch (entry.precision) {
    case Precision::About: return QLatin1Char('~') + start;
    case Precision::Before: return QStringLiteral("<") + start;
    case Precision::After: return QStringLiteral(">") + start;
    case Precision::Exact:
    case Precision::Minute:
    case Precision::Range: break;
    }
    return start;
}

QString editedTime(const TimelineEntry& entry, const TimeZone& zone, TimeCell cell)
{
    if (cell == TimeCell::Written)
        return toQString(entry.timeText);
    const QString start = clockText(entry.start, zone, TimeDetail::Needed);
    if (!entry.end || *entry.end == entry.start)
        return entry.precision == Precision::About ? QLatin1Char('~') + start : start;
    return start + QLatin1Char('-') + clockText(*entry.end, zone, TimeDetail::Needed);
}

Result<TimelineEntry> withTypedTime(TimelineEntry entry, const QString& text, const TimelineEntry* above, const TimeZone& zone,
                                    TimeCell cell)
{
    const std::string typed = toStd(text.trimmed());
    if (const auto moved = movedBy(typed, above ? above->start : entry.start)) {
        if (!*moved)
            return moved->error();
        return movedTo(std::move(entry), **moved);
    }
    const TimeZone meant = cell == TimeCell::Written ? zoneOfText(entry, zone) : zone;
    const auto time = parseEntryTime(typed, {meant, {}, entry.start});
    if (!time)
        return time.error();
    entry.start = time->start;
    entry.end = time->end;
    entry.precision = time->precision;
    entry.timeText = time->timeText;
    return entry;
}

}    // namespace faultline
