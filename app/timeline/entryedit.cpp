#include "app/timeline/entryedit.h"

#include "app/base/text.h"
#include "app/import/handwrittentime.h"

#include <algorithm>

namespace faultline {

namespace {

Error usage(std::string what, std::string why, std::string action)
{
    return {ErrorKind::Usage, std::move(what), std::move(why), std::move(action)};
}

struct Date {
    int year = 0;
    int month = 0;
    int day = 0;
};

Date dateIn(const TimeZone& zone, Timestamp instant)
{
    const auto days = std::chrono::floor<std::chrono::days>(instant + zone.offsetAt(instant));
    const std::chrono::year_month_day date{days};
    return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day()))};
}

/// Fills what was not written from the settings; an Error names what is missing.
Result<void> complete(WrittenTime& time, const TimeZone& zone, const EntryTimeSettings& settings, const std::string& what)
{
    if (time.month == 0) {
        if (!settings.day)
            return usage(what, "the time has no date and the timeline does not tell the day", "Write it as 2024-04-22 08:45");
        const Date day = dateIn(zone, *settings.day);
        time.year = day.year;
        time.month = day.month;
        time.day = day.day;
    }
    if (time.year == 0 && settings.year)
        time.year = *settings.year;
    if (time.year == 0 && settings.day)
        time.year = dateIn(zone, *settings.day).year;
    if (time.year == 0)
        return usage(what, "the date has no year", "Write the year, or state it with --year");
    return {};
}

/// The instant of a wall clock; refused when the zone skipped it or showed it twice.
Result<Timestamp> instantOf(const WrittenTime& time, const TimeZone& zone, const std::string& what)
{
    const auto local = localTimeOf(time);
    if (!local)
        return usage(what, "there is no such date", "");
    const TimeZone::Resolved resolved = zone.resolve(*local);
    if (resolved.kind == TimeZone::LocalKind::Gap)
        return usage(what, "the clocks of " + zone.name() + " skipped it", "Give the time with its offset or in UTC");
    if (resolved.kind == TimeZone::LocalKind::Overlap)
        return usage(what, "the clocks of " + zone.name() + " showed it twice, " + formatUtc(resolved.utc) + " and "
                         + formatUtc(resolved.other), "Give one of the two");
    return resolved.utc;
}

template <typename Enum>
bool contains(const std::vector<std::string>& names, const Enum& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

}    // namespace

Result<EntryTime> parseEntryTime(std::string_view text, const EntryTimeSettings& settings)
{
    const std::string what = "Cannot read the time \"" + withVisibleControls(shortened(text, 80)) + "\"";
    std::string_view rest = text;
    const auto written = scanHandwrittenTime(rest);
    if (!written || !trimmed(rest).empty())
        return usage(what, "it is no time that the program knows", "Write it as 2024-04-22 08:45, 22/04 8:45 or 8:45-9:10");
    if (written->orderAssumed)
        return usage(what, "day and month can be taken either way round", "Write the date as 2024-04-22");
    WrittenTime start = written->start;
    const ZoneReading reading = readZone(start);
    if (reading.ambiguous)
        return usage(what, "\"" + std::string(start.zoneWord) + "\" has several meanings", "Write an offset such as +02:00");
    const TimeZone zone = reading.zone.value_or(settings.zone);
    if (const auto done = complete(start, zone, settings, what); !done)
        return done.error();
    const auto instant = instantOf(start, zone, what);
    if (!instant)
        return instant.error();
    EntryTime result{*instant, std::nullopt, written->precision, std::string(trimmed(text))};
    if (!written->hasClock && written->precision == Precision::Range)
        result.end = *instant + std::chrono::hours(24);
    if (!written->end)
        return result;
    WrittenTime end = *written->end;
    const bool sameDay = end.month == 0;
    if (sameDay) {
        end.year = start.year;
        end.month = start.month;
        end.day = start.day;
    }
    if (end.year == 0)
        end.year = start.year;
    const auto last = instantOf(end, readZone(end).zone.value_or(zone), what);
    if (!last)
        return last.error();
    // "23:50-00:10" ends on the next day.
    result.end = *last < *instant && sameDay ? *last + std::chrono::hours(24) : *last;
    return result;
}

namespace {

/// The end as a time of its own, as a distance from the start, or the start as a distance from the end.
Result<void> applyEnd(TimelineEntry& changed, const EntryEdit& edit, const EntryTimeSettings& settings)
{
    if (edit.to && trimmed(*edit.to).empty()) {
        changed.end.reset();
        if (changed.precision == Precision::Range)
            changed.precision = Precision::Minute;
    } else if (edit.to) {
        EntryTimeSettings fromStart = settings;
        if (edit.at || changed.id != 0)    // a new entry without `at` has no day to take
            fromStart.day = changed.start;
        const auto time = parseEntryTime(*edit.to, fromStart);
        if (!time)
            return time.error();
        changed.end = time->start;
        changed.precision = Precision::Range;
        if (edit.at)
            changed.timeText += " - " + time->timeText;
    }
    if (edit.length) {
        std::int64_t end = 0;
        if (__builtin_add_overflow(nanosecondsOf(changed.start), edit.length->count(), &end))
            return usage("Cannot set the time", "the end leaves the years 1678 to 2261", "");
        changed.end = timestampFrom(end);
        changed.precision = Precision::Range;
        if (edit.at)
            changed.timeText += " - " + formatUtc(*changed.end);
    }
    if (!edit.lead)
        return {};
    if (!changed.end)
        return usage("Cannot set the time", "the start is relative to the end, and there is no end", "Give the end with --to");
    std::int64_t start = 0;
    if (__builtin_sub_overflow(nanosecondsOf(*changed.end), edit.lead->count(), &start))
        return usage("Cannot set the time", "the start leaves the years 1678 to 2261", "");
    changed.start = timestampFrom(start);
    changed.precision = Precision::Range;
    changed.timeText = formatUtc(changed.start) + " - " + (edit.to ? std::string(trimmed(*edit.to)) : formatUtc(*changed.end));
    return {};
}

}    // namespace

Result<void> applyEdit(TimelineEntry& entry, const EntryEdit& edit, const EntryTimeSettings& settings)
{
    TimelineEntry changed = entry;
    if (edit.at) {
        const auto time = parseEntryTime(*edit.at, settings);
        if (!time)
            return time.error();
        changed.start = time->start;
        changed.end = time->end;
        changed.precision = time->precision;
        changed.timeText = time->timeText;
    }
    if (const auto done = applyEnd(changed, edit, settings); !done)
        return done.error();
    if (changed.end && *changed.end < changed.start)
        return usage("Cannot set the time", "the end " + formatUtc(*changed.end) + " is before the start " + formatUtc(changed.start), "");
    if (edit.precision && !fromName(trimmed(*edit.precision), changed.precision))
        return usage("Unknown precision \"" + shortened(*edit.precision, 40) + "\"", "",
                     "Use exact, minute, about, before, after or range");
    if (edit.type) {
        changed.type = toLower(trimmed(*edit.type));
        if (!contains(timelineTypes(), changed.type))
            return usage("Unknown type \"" + shortened(*edit.type, 40) + "\"", "", "Use detection, diagnosis, repair, key moment or note");
    }
    const auto set = [](std::string& field, const std::optional<std::string>& value) {
        if (value)
            field = sanitizedUtf8(*value);
    };
    set(changed.timeText, edit.timeText);
    set(changed.title, edit.title);
    set(changed.body, edit.body);
    set(changed.owner, edit.owner);
    set(changed.section, edit.section);
    if (edit.tags)
        changed.tags = parseTags(*edit.tags);
    if (trimmed(changed.title).empty())
        return usage("Cannot keep an entry without a title", "", "Give it one with --title");
    entry = std::move(changed);
    return {};
}

const std::vector<std::string>& timelineTypes()
{
    static const std::vector<std::string> types = {"detection", "diagnosis", "repair", "key moment", "note"};
    return types;
}

std::vector<std::string> parseTags(std::string_view text)
{
    std::vector<std::string> tags;
    for (const std::string_view part : split(text, ',')) {
        const std::string tag = sanitizedUtf8(trimmed(part));
        if (!tag.empty() && !contains(tags, tag))
            tags.push_back(tag);
    }
    return tags;
}

std::string joinedTags(const std::vector<std::string>& tags)
{
    std::string text;
    for (const std::string& tag : tags)
        text += (text.empty() ? "" : ", ") + tag;
    return text;
}

TimelineEntry entryFromEvent(const Event& event)
{
    TimelineEntry entry;
    entry.start = event.start.utc;
    if (event.end)
        entry.end = event.end->utc;
    entry.precision = event.precision;
    entry.timeText = event.timeText;
    entry.title = event.title;
    entry.body = event.body;
    entry.owner = event.actor;
    entry.section = event.section;
    if (event.id != 0)
        entry.eventId = event.id;
    for (const auto& [key, value] : event.fields) {
        if (key == "type" && contains(timelineTypes(), value))
            entry.type = value;
        if (key == "tags")
            entry.tags = parseTags(value);
    }
    if (event.kind != "human" && !event.kind.empty() && !contains(entry.tags, event.kind))
        entry.tags.push_back(event.kind);
    return entry;
}

std::vector<TimelineEntry> entriesFromEvents(const std::vector<Event>& events)
{
    std::vector<TimelineEntry> entries;
    entries.reserve(events.size());
    for (const Event& event : events)
        entries.push_back(entryFromEvent(event));
    return entries;
}

}    // namespace faultline
