#include "app/import/writtentime.h"

#include "app/base/text.h"

#include <array>

namespace faultline {

namespace {

constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t nanosecondsPerDay = 86'400 * nanosecondsPerSecond;
constexpr std::array<std::string_view, 7> weekdayNames = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                          "Thursday", "Friday", "Saturday"};

std::int64_t wallClockOf(std::int64_t days, const WrittenTime& written)
{
    const int leap = written.second == 60 ? 1 : 0;
    const std::int64_t seconds = written.hour * 3600 + written.minute * 60 + written.second - leap;
    return days * nanosecondsPerDay + seconds * nanosecondsPerSecond + leap * nanosecondsPerSecond + written.nanosecond;
}

int weekdayOf(std::int64_t days)
{
    const auto fromThursday = static_cast<int>(days % 7);    // 1970-01-01 was a Thursday
    return (fromThursday + 4 + 7) % 7;
}

std::string weekdayConflict(int writtenDay, const WrittenTime& written, int year, int realDay)
{
    // The date part of an ISO stamp: 10 characters.
    const std::int64_t days = daysFromCivil(year, static_cast<unsigned>(written.month), static_cast<unsigned>(written.day));
    const std::string date = formatUtc(timestampFrom(days * nanosecondsPerDay)).substr(0, 10);
    std::string text(weekdayNames[static_cast<std::size_t>(writtenDay)]);
    text += " is written, " + date + " is a ";
    return text.append(weekdayNames[static_cast<std::size_t>(realDay)]);
}

int yearOfInstant(Timestamp time)
{
    const std::string text = formatUtc(time);
    return static_cast<int>(parseInteger(std::string_view(text).substr(0, 4)).value_or(0));
}

}    // namespace

TimeResolver::TimeResolver(TimeSettings settings) : m_settings(std::move(settings)) {}

int TimeResolver::yearFor(const WrittenTime& written)
{
    // A copy's file time may be a little older than its last line, and the zone is not known to the hour.
    const auto liesAfterReference = [this, &written](int year) {
        if (!m_settings.reference)
            return false;
        const std::int64_t days = daysFromCivil(year, static_cast<unsigned>(written.month), static_cast<unsigned>(written.day));
        return days * nanosecondsPerDay > nanosecondsOf(*m_settings.reference) + nanosecondsPerDay;
    };
    int year = m_currentYear;
    if (year == 0) {
        if (m_settings.year)
            year = *m_settings.year;
        else if (m_settings.reference)
            year = yearOfInstant(*m_settings.reference) - (liesAfterReference(yearOfInstant(*m_settings.reference)) ? 1 : 0);
        else
            year = m_writtenYear;
        // 29 February in the twelve months before: the last leap year is meant.
        for (int back = 0; !m_settings.year && back < 8 && year > 0 && !isValidDate(year, written.month, written.day); ++back)
            --year;
    } else if (m_lastMonth >= 11 && written.month <= 2) {
        ++year;
        ++m_noticed.yearRollovers;
    } else if (m_lastMonth <= 2 && written.month >= 11) {
        // A late line of the year that has just ended, or a file with the newest line first.
        const bool backwards = m_noticed.yearRollovers > 0 || (!m_settings.year && liesAfterReference(year));
        if (backwards) {
            --year;
            m_noticed.yearRollovers -= m_noticed.yearRollovers > 0 ? 1 : 0;
        }
    }
    if (year == 0 || !isValidDate(year, written.month, written.day))
        return 0;
    m_currentYear = year;
    m_lastMonth = written.month;
    ++m_noticed.assumedYear;
    return year;
}

RecordTime TimeResolver::inSourceZone(LocalTime local)
{
    RecordTime time;
    time.basis = m_settings.zoneBasis == Basis::Specification ? TimeBasis::Specification : TimeBasis::SourceZone;
    if (m_settings.zone.isUtc()) {
        time.utc = Timestamp{local.time_since_epoch()};
        return time;
    }
    const TimeZone::Resolved resolved = m_settings.zone.resolve(local);
    time.utc = resolved.utc;
    time.inGap = resolved.kind == TimeZone::LocalKind::Gap;
    time.inOverlap = resolved.kind == TimeZone::LocalKind::Overlap;
    m_noticed.gaps += time.inGap ? 1 : 0;
    m_noticed.overlaps += time.inOverlap ? 1 : 0;
    return time;
}

const std::vector<ZoneMeaning>& TimeResolver::meaningsOf(std::string_view word)
{
    if (word != m_lastWord) {    // a source writes one or two words, millions of times
        m_lastWord = word;
        m_lastMeanings = meaningsOfZoneWord(word);
    }
    return m_lastMeanings;
}

std::optional<RecordTime> TimeResolver::resolve(const WrittenTime& written)
{
    if (written.epoch)
        return RecordTime{*written.epoch, TimeBasis::Epoch, false, false};
    if (written.month == 0 || written.day == 0)
        return {};
    const int year = written.year != 0 ? written.year : yearFor(written);
    if (!isValidDate(year, written.month, written.day))
        return {};
    if (written.year != 0)
        m_writtenYear = year;

    const std::int64_t days = daysFromCivil(year, static_cast<unsigned>(written.month), static_cast<unsigned>(written.day));
    if (written.weekday >= 0 && written.weekday < 7 && weekdayOf(days) != written.weekday && ++m_noticed.weekdayConflicts == 1)
        m_noticed.firstWeekdayConflict = weekdayConflict(written.weekday, written, year, weekdayOf(days));
    const std::int64_t wall = wallClockOf(days, written);
    if (written.offsetSeconds)
        return RecordTime{timestampFrom(wall - *written.offsetSeconds * nanosecondsPerSecond), TimeBasis::Offset, false, false};

    const LocalTime local{Nanoseconds{wall}};
    if (written.zoneWord.empty())
        return inSourceZone(local);
    if (m_noticed.zoneWord.empty())
        m_noticed.zoneWord = written.zoneWord;
    const std::vector<ZoneMeaning>& meanings = meaningsOf(written.zoneWord);
    if (meanings.size() != 1) {
        ++m_noticed.zoneWordsAmbiguous;
        return inSourceZone(local);
    }
    const ZoneMeaning& meaning = meanings.front();
    m_noticed.zoneWordsOffSeason += fitsSeason(meaning.season, written.month) ? 0U : 1U;
    return RecordTime{timestampFrom(wall - meaning.offset.count() * nanosecondsPerSecond), TimeBasis::ZoneWord, false, false};
}

}    // namespace faultline
