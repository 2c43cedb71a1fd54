#pragma once

#include "app/base/timezone.h"
#include "app/model/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A time as it stands in a text, before any zone is applied. Fields are validated by the scanner (month 1..12, hour 0..23,
/// second 0..60), except that the date may be incomplete.
struct WrittenTime {
    int year = 0;             ///< 0 = not written
    int month = 0;            ///< 0 = no date written
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;           ///< 60 = leap second, resolved as :59 plus one second
    std::int32_t nanosecond = 0;
    bool hasSeconds = true;
    int weekday = -1;         ///< 0 = Sunday; -1 = not written
    std::optional<std::int32_t> offsetSeconds;    ///< "+02:00", "Z" (0)
    std::string_view zoneWord;                    ///< "CET", "UTC"; view into the scanned text; empty = none
    std::optional<Timestamp> epoch;               ///< set for epoch stamps; then nothing else is used
};

/// What a source's stamps are read with. All optional parts have "not told" as their default.
struct TimeSettings {
    TimeZone zone;                       ///< for stamps without offset
    Basis zoneBasis = Basis::Assumed;
    std::optional<int> year;             ///< for stamps without year
    std::optional<Timestamp> reference;  ///< file time: a year-less stamp is taken from the 12 months before it
};

/// Turns written times into instants and remembers what was noticed on the way. One per reader; not for sharing.
class TimeResolver {
public:
    explicit TimeResolver(TimeSettings settings = {});

    /// Nothing when the date is incomplete beyond what the settings supply or does not exist (31 April). A missing year is
    /// the stated one, else the one that puts the stamp into the twelve months before the reference, else the last that was
    /// written; from there on December to January raises it.
    std::optional<RecordTime> resolve(const WrittenTime& written);

    struct Noticed {
        std::uint64_t assumedYear = 0;        ///< stamps whose year was not written
        std::uint64_t gaps = 0;
        std::uint64_t overlaps = 0;
        std::uint64_t weekdayConflicts = 0;
        std::string firstWeekdayConflict;     ///< "Tuesday is written, 2024-04-24 is a Wednesday"
        std::string zoneWord;                 ///< first abbreviation seen
        std::uint64_t zoneWordsAmbiguous = 0; ///< abbreviations with several or no meanings, read in the source's zone
        std::uint64_t zoneWordsOffSeason = 0; ///< "CET" in July: read as +01:00 as written, probably an hour wrong
        std::uint64_t yearRollovers = 0;
    };
    const Noticed& noticed() const { return m_noticed; }

private:
    TimeSettings m_settings;
    Noticed m_noticed;
    int yearFor(const WrittenTime& written);
    RecordTime inSourceZone(LocalTime local);
    const std::vector<ZoneMeaning>& meaningsOf(std::string_view word);

    int m_currentYear = 0;               ///< year of the last year-less stamp, 0 before the first
    int m_lastMonth = 0;
    int m_writtenYear = 0;               ///< last year that was written out
    std::string m_lastWord;
    std::vector<ZoneMeaning> m_lastMeanings;
};

}    // namespace faultline
