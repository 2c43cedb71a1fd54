#pragma once

#include "app/import/importer.h"
#include "importers/timelines/timelinefacts.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace faultline {

/// Decides the offset of every row. An offset or UTC beside the time itself comes first, then the zone that the user stated,
/// then what witnesses prove, then the label, then the zone of the case. Contradictions are reported whoever wins.
class TimelineZones {
public:
    TimelineZones(const ReaderContext& context, const TimelineFacts& facts);

    /// `written` complete, `label` the one that holds at the row.
    std::optional<RecordTime> resolve(const WrittenTime& written, const std::string& label, std::string_view row, RecordSink& sink);
    /// True when witnesses settled the rows of this label.
    bool isProven(const std::string& label) const;

private:
    struct Choice {
        TimeZone zone;
        TimeBasis basis = TimeBasis::SourceZone;
        std::string name;    ///< for messages: "in Europe/Paris as stated", "at +02:00"
    };
    Choice choose(const WrittenTime& written, const std::string& label);
    const ZoneReading& readingOf(const std::string& label);
    const ZoneReading& readingOfWord(const WrittenTime& written);
    const TimeZone* placeOf(std::string_view zone);
    void report(const std::string& label, const Choice& choice, LocalTime local, RecordSink& sink);
    void reportContradiction(const std::string& label, const Choice& choice, LocalTime local, std::chrono::minutes proven, RecordSink& sink);
    const TimeZone* wallClockOf(const std::string& label, LocalTime local);
    void reportSeason(const std::string& label, const TimeZone& place, LocalTime local, std::string_view row, RecordSink& sink);

    const TimelineFacts& m_facts;
    TimeZone m_zone;
    bool m_isStated = false;
    // A zone is a table of two hundred years: made once, not for each row.
    std::map<std::string, ZoneReading> m_readings, m_words;
    std::map<std::string, std::optional<TimeZone>> m_places;
    std::set<std::string> m_reported;
    std::set<std::string> m_seasonReported;
};

}    // namespace faultline
