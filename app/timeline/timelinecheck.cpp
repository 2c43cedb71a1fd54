#include "app/timeline/timelinecheck.h"

#include "app/base/text.h"
#include "app/import/handwrittentime.h"
#include "app/timeline/phases.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace faultline {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array<std::string_view, 7> dayNames = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                      "Thursday", "Friday", "Saturday"};

std::string quoted(const TimelineEntry& entry)
{
    return "\"" + withVisibleControls(shortened(entry.title, 60)) + "\"";
}

std::string offsetText(minutes offset)
{
    const auto total = std::abs(offset.count());
    const auto two = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    return (offset.count() < 0 ? "-" : "+") + two(total / 60) + ":" + two(total % 60);
}

std::optional<HandwrittenTime> writtenIn(const TimelineEntry& entry)
{
    std::string_view rest = entry.timeText;
    auto time = scanHandwrittenTime(rest);
    return time && !time->orderAssumed ? time : std::nullopt;
}

/// What the written wall clock is away from UTC, when it is an offset that a zone can have; day and year are taken from the
/// start where they are not written.
std::optional<minutes> offsetBetween(const TimelineEntry& entry, const HandwrittenTime& written)
{
    const auto startDay = floor<days>(entry.start);
    for (const int shift : {0, 1, -1}) {
        const std::chrono::year_month_day date{startDay + days(shift)};
        WrittenTime time = written.start;
        if (time.month == 0) {
            time.month = static_cast<int>(static_cast<unsigned>(date.month()));
            time.day = static_cast<int>(static_cast<unsigned>(date.day()));
        }
        if (time.year == 0)
            time.year = static_cast<int>(date.year());
        const auto local = localTimeOf(time);
        if (!local)
            continue;
        // Minutes first: 584 years do not fit into a difference of nanoseconds.
        const auto difference = floor<minutes>(local->time_since_epoch()) - floor<minutes>(entry.start.time_since_epoch());
        if (difference >= hours(-12) && difference <= hours(14) && difference.count() % 15 == 0)
            return difference;
    }
    return std::nullopt;
}

class Checker {
public:
    explicit Checker(const std::vector<TimelineEntry>& entries) : m_entries(entries) {}

    std::vector<TimelineProblem> run()
    {
        for (const TimelineEntry& entry : m_entries)
            checkOne(entry);
        checkOrder();
        checkSections();
        checkOffsets();
        checkDuplicates();
        checkPhases();
        return std::move(m_problems);
    }

private:
    void add(std::string code, std::vector<std::int64_t> ids, std::string text)
    {
        m_problems.push_back({std::move(code), std::move(ids), std::move(text)});
    }

    void checkOne(const TimelineEntry& entry)
    {
        if (trimmed(entry.title).empty())
            add("empty-title", {entry.id}, "The entry at " + formatUtc(entry.start) + " has no title");
        if (entry.end && *entry.end < entry.start)
            add("end-before-start", {entry.id},
                quoted(entry) + " ends at " + formatUtc(*entry.end) + ", before it starts at " + formatUtc(entry.start));
        checkWeekday(entry, entry.timeText);
        checkWeekday(entry, entry.title);
        checkWeekday(entry, entry.body);
    }

    void checkWeekday(const TimelineEntry& entry, const std::string& text)
    {
        for (const HandwrittenTime& time : findHandwrittenTimes(text)) {
            WrittenTime date = time.start;
            if (date.weekday < 0 || date.month == 0 || time.orderAssumed)
                continue;
            if (date.year == 0)
                date.year = static_cast<int>(std::chrono::year_month_day{floor<days>(entry.start)}.year());
            if (!isValidDate(date.year, date.month, date.day))
                continue;
            const std::int64_t day = daysFromCivil(date.year, static_cast<unsigned>(date.month), static_cast<unsigned>(date.day));
            const auto real = static_cast<std::size_t>(((day + 4) % 7 + 7) % 7);    // 1970-01-01 was a Thursday
            if (real != static_cast<std::size_t>(date.weekday))
                add("weekday-contradicts-date", {entry.id},
                    "\"" + std::string(time.text) + "\": the day is a " + std::string(dayNames[real]) + " in "
                        + std::to_string(date.year));
        }
    }

    void checkOrder()
    {
        for (std::size_t i = 1; i < m_entries.size(); ++i) {
            if (m_entries[i].start < m_entries[i - 1].start)
                add("out-of-order", {m_entries[i - 1].id, m_entries[i].id},
                    quoted(m_entries[i]) + " at " + formatUtc(m_entries[i].start) + " stands behind " + quoted(m_entries[i - 1]) + " at "
                        + formatUtc(m_entries[i - 1].start));
        }
    }

    void checkSections()
    {
        std::set<std::string> closed;
        for (std::size_t i = 1; i < m_entries.size(); ++i) {
            if (m_entries[i].section == m_entries[i - 1].section)
                continue;
            closed.insert(m_entries[i - 1].section);
            if (closed.count(m_entries[i].section) > 0)
                add("section-interrupted", {m_entries[i - 1].id, m_entries[i].id},
                    quoted(m_entries[i]) + " continues the section \"" + withVisibleControls(m_entries[i].section)
                        + "\" after entries of \"" + withVisibleControls(m_entries[i - 1].section) + "\"");
        }
    }

    void checkOffsets()
    {
        std::map<minutes, std::vector<std::int64_t>> votes;
        for (const TimelineEntry& entry : m_entries) {
            const auto written = writtenIn(entry);
            if (!written || !written->hasClock)
                continue;
            const auto offset = offsetBetween(entry, *written);
            const auto stated = written->start.offsetSeconds || !written->start.zoneWord.empty() ? readZone(written->start).zone : std::nullopt;
            const bool wrongZone = stated && offset && stated->offsetAt(entry.start) != *offset;
            if (!offset || wrongZone) {
                // Rows read against their own label have been explained by the import; only whole zones apart is left to say.
                if (!offset)
                    add("time-text-contradicts-start", {entry.id},
                        quoted(entry) + ": \"" + entry.timeText + "\" cannot be " + formatUtc(entry.start) + " in any time zone");
                else
                    add("time-text-contradicts-start", {entry.id},
                        quoted(entry) + ": \"" + entry.timeText + "\" names a zone in which it is not " + formatUtc(entry.start));
                continue;
            }
            if (!stated)
                votes[*offset].push_back(entry.id);
        }
        reportMinority(votes);
    }

    /// One offset for the many, another for a few: the few were moved or read in another zone.
    void reportMinority(const std::map<minutes, std::vector<std::int64_t>>& votes)
    {
        std::size_t most = 0;
        minutes usual{0};
        for (const auto& [offset, ids] : votes) {
            if (ids.size() > most) {
                most = ids.size();
                usual = offset;
            }
        }
        for (const auto& [offset, ids] : votes) {
            if (offset != usual && ids.size() < most)
                add("offset-differs", ids,
                    std::to_string(ids.size()) + " written time(s) stand " + offsetText(offset) + " from UTC, " + std::to_string(most)
                        + " others " + offsetText(usual));
        }
    }

    void checkDuplicates()
    {
        std::map<std::pair<Timestamp, std::string>, std::int64_t> seen;
        for (const TimelineEntry& entry : m_entries) {
            const auto [place, isNew] = seen.emplace(std::pair(entry.start, toLower(trimmed(entry.title))), entry.id);
            if (!isNew)
                add("duplicate-entry", {place->second, entry.id}, quoted(entry) + " stands twice at " + formatUtc(entry.start));
        }
    }

    void checkPhases()
    {
        if (m_entries.empty())
            return;
        const Phases phases = phasesOf(m_entries);
        if (!phases.impact)
            add("missing-tag", {}, "No entry has the tag \"impact\": durations cannot be computed");
        if (!phases.detected)
            add("missing-tag", {}, "No entry has the tag \"detected\": time to detect cannot be computed");
        const auto before = [&](std::optional<Timestamp> time, const char* tag, std::optional<Timestamp> other, const char* otherTag) {
            if (time && other && *time < *other)
                add("phase-order", {},
                    "\"" + std::string(tag) + "\" at " + formatUtc(*time) + " is before \"" + otherTag + "\" at " + formatUtc(*other));
        };
        before(phases.detected, "detected", phases.impact, "impact");
        before(phases.mitigation, "mitigation", phases.impact, "impact");
        before(phases.resolved, "resolved", phases.mitigation ? phases.mitigation : phases.impact, phases.mitigation ? "mitigation" : "impact");
    }

    const std::vector<TimelineEntry>& m_entries;
    std::vector<TimelineProblem> m_problems;
};

}    // namespace

std::vector<TimelineProblem> checkTimeline(const std::vector<TimelineEntry>& entries)
{
    return Checker(entries).run();
}

}    // namespace faultline
