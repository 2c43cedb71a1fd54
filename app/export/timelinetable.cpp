#include "app/export/timelinetable.h"

#include "app/base/text.h"
#include "app/timeline/entryedit.h"
#include "app/timeline/evidencereference.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::string_view timeColumn = "time";

std::string headerOf(std::string_view name)
{
    if (name == "time_text")
        return "As written";
    if (name == "title")
        return "Event";
    if (name == "body")
        return "Details";
    std::string header(name);
    header.front() = static_cast<char>(header.front() - 'a' + 'A');
    return header;
}

/// True when the zone has one offset over all entries, so that the header can state it.
bool isSteady(const TimeZone& zone, const std::vector<TimelineEntry>& entries)
{
    const auto first = entries.empty() ? std::chrono::seconds(0) : zone.offsetAt(entries.front().start);
    return std::all_of(entries.begin(), entries.end(), [&](const TimelineEntry& entry) {
        return zone.offsetAt(entry.start) == first && (!entry.end || zone.offsetAt(*entry.end) == first);
    });
}

std::string zoneHeader(const TimeZone& zone, const std::vector<TimelineEntry>& entries)
{
    if (!isSteady(zone, entries))
        return "Time (" + zone.name() + ")";
    return zone.labelAt(entries.empty() ? Timestamp{} : entries.front().start);
}

std::string offsetSuffix(const TimeZone& zone, Timestamp instant)
{
    const std::string text = formatWithOffset(instant, zone.offsetAt(instant), false);
    return " " + text.substr(text.size() - 6);
}

/// "2024-04-22 09:04", with seconds where they are known or not zero.
std::string wallClock(Timestamp instant, const TimeZone& zone, bool seconds)
{
    std::string text = formatWithOffset(instant, zone.offsetAt(instant), false);
    text.resize(text.size() - 6);
    if (const std::size_t t = text.find('T'); t != std::string::npos)
        text[t] = ' ';
    if (!seconds && text.size() >= 3 && text.substr(text.size() - 3) == ":00")
        text.resize(text.size() - 3);
    return text;
}

bool hasSubMinute(Timestamp instant)
{
    return std::chrono::floor<std::chrono::minutes>(instant) != instant;
}

/// What the time cell shows without any other column: the precision is in its wording where the wording can carry it.
std::string timeCell(const TimelineEntry& entry, const TimeZone& zone, bool withOffset, PrecisionMarks marks)
{
    const bool isMarked = marks == PrecisionMarks::Shown;
    const bool seconds = entry.precision == Precision::Exact || hasSubMinute(entry.start) || (entry.end && hasSubMinute(*entry.end));
    std::string text = wallClock(entry.start, zone, seconds);
    if (withOffset)
        text += offsetSuffix(zone, entry.start);
    if (isMarked && entry.precision == Precision::About)
        text = "~" + text;
    if (isMarked && entry.precision == Precision::Before)
        text = "before " + text;
    if (isMarked && entry.precision == Precision::After)
        text = "after " + text;
    if (!entry.end)
        return text;
    std::string end = wallClock(*entry.end, zone, seconds);
    if (*entry.end >= entry.start && end.substr(0, 10) == wallClock(entry.start, zone, seconds).substr(0, 10))
        end.erase(0, 11);
    // Blanks keep "-05:00" and a following clock apart.
    return text + " \xE2\x80\x93 " + end + (withOffset ? offsetSuffix(zone, *entry.end) : "");
}

/// Whether reading the time cell again gives the precision; where it does not, the table needs the column.
bool showsPrecision(const TimelineEntry& entry)
{
    const bool seconds = hasSubMinute(entry.start) || (entry.end && hasSubMinute(*entry.end));
    if (entry.end || entry.precision == Precision::Range)
        return entry.end && entry.precision == Precision::Range;
    return entry.precision != Precision::Minute || !seconds;
}

bool any(const std::vector<TimelineEntry>& entries, bool (*has)(const TimelineEntry&))
{
    return std::any_of(entries.begin(), entries.end(), has);
}

std::string rangeCell(const TimeRange& range, const TimeZone& zone)
{
    const std::string begin = wallClock(range.begin, zone, false);
    const std::string end = wallClock(range.end, zone, false);
    return begin + " \xE2\x80\x93 " + (end.substr(0, 10) == begin.substr(0, 10) ? end.substr(11) : end);
}

std::string evidenceCell(const TimelineEntry& entry, const std::vector<Evidence>& all, const TimeZone& zone)
{
    std::string text;
    for (const Evidence& one : all)
        if (one.entryId == entry.id)
            text += (text.empty() ? "" : "; ") + evidenceText(one, zone);
    return text;
}

std::vector<std::string> usualColumns(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options, SectionStyle sections)
{
    std::vector<std::string> names = {"time", "time_text"};
    if (options.precision == PrecisionMarks::Shown && !std::all_of(entries.begin(), entries.end(), showsPrecision))
        names.emplace_back("precision");
    names.insert(names.end(), {"title", "type", "tags"});
    if (any(entries, [](const TimelineEntry& entry) { return !entry.body.empty(); }))
        names.emplace_back("body");
    if (any(entries, [](const TimelineEntry& entry) { return !entry.owner.empty(); }))
        names.emplace_back("owner");
    if (sections == SectionStyle::Column && any(entries, [](const TimelineEntry& entry) { return !entry.section.empty(); }))
        names.emplace_back("section");
    if (!options.evidence.empty())
        names.emplace_back("evidence");
    return names;
}

std::string cellOf(const TimelineEntry& entry, std::string_view name)
{
    if (name == "start")
        return formatUtc(entry.start);
    if (name == "end")
        return entry.end ? formatUtc(*entry.end) : std::string();
    if (name == "time_text")
        return entry.timeText;
    if (name == "precision")
        return std::string(nameOf(entry.precision));
    if (name == "type")
        return entry.type;
    if (name == "title")
        return entry.title;
    if (name == "body")
        return entry.body;
    if (name == "owner")
        return entry.owner;
    if (name == "tags")
        return joinedTags(entry.tags);
    return entry.section;
}

}    // namespace

TimelineTable timelineTable(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options, SectionStyle sections)
{
    const std::vector<TimeZone> zones = options.zones.empty() ? std::vector<TimeZone>{TimeZone::utc()} : options.zones;
    const std::vector<std::string> names = options.columns.empty() ? usualColumns(entries, options, sections) : options.columns;
    const bool sectionColumn = std::find(names.begin(), names.end(), "section") != names.end();
    TimelineTable table;
    for (const std::string& name : names) {
        if (name != timeColumn) {
            table.columns.push_back({name, headerOf(name), name == "start" || name == "end" || name == "precision"});
            continue;
        }
        for (const TimeZone& zone : zones)
            table.columns.push_back({name, zoneHeader(zone, entries), true});
    }
    std::string section;
    for (const TimelineEntry& entry : entries) {
        if (sections == SectionStyle::Groups && !sectionColumn && entry.section != section)
            table.rows.push_back({true, {entry.section}});
        section = entry.section;
        TimelineTable::Row row;
        for (const std::string& name : names) {
            if (name == "evidence")
                row.cells.push_back(evidenceCell(entry, options.evidence, zones.front()));
            else if (name != timeColumn)
                row.cells.push_back(cellOf(entry, name));
            else
                for (const TimeZone& zone : zones)
                    row.cells.push_back(timeCell(entry, zone, !isSteady(zone, entries), options.precision));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string evidenceText(const Evidence& evidence, const TimeZone& zone)
{
    const std::string caption = evidence.caption.empty() ? std::string(nameOf(evidence.kind)) : evidence.caption;
    if (const auto window = windowOf(evidence))
        return caption + " (" + rangeCell(window->window, zone) + ")";
    if (const auto series = seriesOf(evidence))
        return caption + " (" + rangeCell(series->window, zone) + ")";
    if (evidence.kind == EvidenceKind::Link)
        return evidence.caption.empty() ? evidence.reference : caption + " (" + evidence.reference + ")";
    return caption;
}

std::string visibleText(std::string_view text)
{
    std::string visible;
    std::size_t begin = 0;
    const auto flush = [&](std::size_t end) {
        if (end > begin)
            visible += withVisibleControls(text.substr(begin, end - begin));
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\n' && text[at] != '\t')
            continue;
        flush(at);
        visible += text[at];
        begin = at + 1;
    }
    flush(text.size());
    return visible;
}

}    // namespace faultline
