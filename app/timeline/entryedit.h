#pragma once

#include "app/base/result.h"
#include "app/base/timezone.h"
#include "app/model/event.h"
#include "app/model/timelineentry.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What completes a time that a person typed.
struct EntryTimeSettings {
    TimeZone zone;                    ///< for times without offset or zone word: the case's display zone
    std::optional<int> year;          ///< for dates without year
    std::optional<Timestamp> day;     ///< any instant of the day that a clock without date means, and of the year of "22/04"
};

struct EntryTime {
    Timestamp start{};
    std::optional<Timestamp> end;
    Precision precision = Precision::Exact;
    std::string timeText;
};

/// "2024-04-22T06:45Z", "22/04 8:45", "~18:45", "24/04 10:03-10:13", "after 14:00 UTC on 10 May". The Error says what is
/// missing.
Result<EntryTime> parseEntryTime(std::string_view text, const EntryTimeSettings& settings);

/// Textual values as the command line and the forms give them; what is not set stays.
struct EntryEdit {
    std::optional<std::string> at;           ///< parseEntryTime; a range sets the end, anything else removes it
    std::optional<std::string> to;           ///< the end; "" removes it
    std::optional<Nanoseconds> length;       ///< the end by its distance from the start
    std::optional<Nanoseconds> lead;         ///< the start by its distance before the end
    std::optional<std::string> precision;    ///< exact, minute, about, before, after, range
    std::optional<std::string> timeText;     ///< the time as written, when it is not the text of `at`
    std::optional<std::string> title;
    std::optional<std::string> body;
    std::optional<std::string> type;         ///< detection, diagnosis, repair, key moment, note
    std::optional<std::string> owner;
    std::optional<std::string> tags;         ///< "impact, detected"; "" removes all
    std::optional<std::string> section;
};

/// All or nothing: on an Error the entry is unchanged.
Result<void> applyEdit(TimelineEntry& entry, const EntryEdit& edit, const EntryTimeSettings& settings);

const std::vector<std::string>& timelineTypes();
/// Words separated by comma, trimmed, without repeats.
std::vector<std::string> parseTags(std::string_view text);
std::string joinedTags(const std::vector<std::string>& tags);    ///< "impact, detected"

/// The timeline row for an imported event: times, precision and section are kept; a hand-written row keeps its type, owner
/// and tags; other kinds of events become notes with their kind as a tag.
TimelineEntry entryFromEvent(const Event& event);
std::vector<TimelineEntry> entriesFromEvents(const std::vector<Event>& events);

}    // namespace faultline
