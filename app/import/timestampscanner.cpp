#include "app/import/timestampscanner.h"

#include "app/import/scancursor.h"

#include <limits>

namespace faultline {

namespace {

bool isPlausibleDay(const WrittenTime& written)
{
    return written.month >= 1 && written.month <= 12 && written.day >= 1 && written.day <= 31;
}

// "2024-04-23" or, when a time follows, "20240423".
bool takeIsoDate(ScanCursor& cursor, WrittenTime& written, bool& compact)
{
    const int century = cursor.takeTwo();
    const int ofCentury = cursor.takeTwo();
    if (century < 0 || ofCentury < 0)
        return false;
    written.year = century * 100 + ofCentury;
    compact = !cursor.take('-');
    written.month = cursor.takeTwo();
    if (!compact && !cursor.take('-'))
        return false;
    written.day = cursor.takeTwo();
    return written.year > 0 && isPlausibleDay(written) && !ScanCursor::isDigit(cursor.peek());
}

// "192958", "1929".
bool takeCompactClock(ScanCursor& cursor, WrittenTime& written)
{
    written.hour = cursor.takeTwo();
    written.minute = cursor.takeTwo();
    if (written.hour < 0 || written.hour > 23 || written.minute < 0 || written.minute > 59)
        return false;
    written.hasSeconds = ScanCursor::isDigit(cursor.peek());
    if (!written.hasSeconds)
        return true;
    written.second = cursor.takeTwo();
    if (written.second < 0 || written.second > 60 || ScanCursor::isDigit(cursor.peek()))
        return false;
    written.nanosecond = cursor.takeFraction();
    return true;
}

enum class DateAlone { Accepted, Refused };

bool takeIsoTime(ScanCursor& cursor, WrittenTime& written, DateAlone dateAlone)
{
    if (cursor.takeUsualStamp(written, '-'))
        return cursor.peek() != ':';
    bool compact = false;
    if (!takeIsoDate(cursor, written, compact))
        return false;
    written.hasSeconds = false;
    const char separator = cursor.peek();
    const bool letter = separator == 'T' || separator == 't';
    if (compact) {
        if (!letter)
            return false;
        cursor.skip(1);
        return takeCompactClock(cursor, written);
    }
    const char next = cursor.peek(1);
    const bool looksLikeClock = (letter || separator == ' ') && ScanCursor::isDigit(next) &&
                                (letter || (ScanCursor::isDigit(cursor.peek(2)) && cursor.peek(3) == ':'));
    if (!looksLikeClock)
        return dateAlone == DateAlone::Accepted && cursor.atWordEnd();
    cursor.skip(1);
    return cursor.takeClock(written, 2) && !ScanCursor::isDigit(cursor.peek()) && cursor.peek() != ':';
}

// "1713900598.123" with at most nine digits used of the fraction; the unit follows from the size of the whole part.
std::optional<Timestamp> epochOf(std::uint64_t whole, std::int32_t fraction)
{
    std::uint64_t perUnit = 0;
    if (whole >= 100'000'000'000'000'000U)
        perUnit = 1;
    else if (whole >= 100'000'000'000'000U)
        perUnit = 1'000;
    else if (whole >= 100'000'000'000U)
        perUnit = 1'000'000;
    else if (whole >= 100'000'000U)
        perUnit = 1'000'000'000;
    else
        return {};
    constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
    const std::uint64_t part = static_cast<std::uint64_t>(fraction) / (1'000'000'000U / perUnit);
    if (whole > (largest - part) / perUnit)
        return {};
    return timestampFrom(static_cast<std::int64_t>(whole * perUnit + part));
}

}    // namespace

std::optional<WrittenTime> scanAccessLogTime(std::string_view& text)
{
    // "23/Apr/2024:21:29:58" at fixed positions; all checks are gathered so that a good line takes one branch.
    if (text.size() < 20)
        return {};
    const char* at = text.data();
    FixedPlaces places{at};
    std::optional<WrittenTime> result(std::in_place);
    WrittenTime& written = *result;
    written.day = places.two(0);
    places.expect(2, '/');
    written.month = monthOfLetters(at + 3);
    places.expect(6, '/');
    written.year = places.two(7) * 100 + places.two(9);
    places.expect(11, ':');
    written.hour = places.two(12);
    places.expect(14, ':');
    written.minute = places.two(15);
    places.expect(17, ':');
    written.second = places.two(18);
    places.expect(written.month != 0);
    places.expect(written.year != 0);
    places.expect(static_cast<unsigned>(written.day - 1) < 31U);
    places.expectClock(written.hour, written.minute, written.second);
    if (places.bad != 0)
        return {};
    if (text.size() >= 26 && at[20] == ' ' && (at[21] == '+' || at[21] == '-')) {
        const int hours = places.two(22);
        const int minutes = places.two(24);
        if (places.bad == 0 && hours <= 15 && minutes <= 59 && (text.size() == 26 || !ScanCursor::isDigit(at[26]))) {
            const int size = hours * 3600 + minutes * 60;
            written.offsetSeconds = at[21] == '-' ? -size : size;
            text.remove_prefix(26);
            return result;
        }
    }
    ScanCursor cursor(text.substr(20));
    if (ScanCursor::isDigit(cursor.peek()))
        return {};
    written.nanosecond = cursor.takeFraction();
    cursor.takeBlankAndZone(written);
    text = cursor.rest();
    return result;
}

std::optional<WrittenTime> scanIsoTime(std::string_view& text)
{
    ScanCursor cursor(text);
    WrittenTime written;
    if (!takeIsoTime(cursor, written, DateAlone::Accepted))
        return {};
    cursor.takeOffset(written);
    text = cursor.rest();
    return written;
}

std::optional<WrittenTime> scanPostgresTime(std::string_view& text)
{
    ScanCursor cursor(text);
    WrittenTime written;
    if (!takeIsoTime(cursor, written, DateAlone::Refused))
        return {};
    if (!cursor.takeOffset(written) && !cursor.takeBlankAndZone(written))
        return {};
    text = cursor.rest();
    return written;
}

std::optional<WrittenTime> scanSyslogTime(std::string_view& text)
{
    ScanCursor cursor(text);
    WrittenTime written;
    written.month = cursor.takeMonthName();
    if (written.month == 0 || !cursor.takeBlanks())
        return {};
    written.day = cursor.takeNumber(1, 2);
    if (!isPlausibleDay(written) || !cursor.takeBlanks())
        return {};
    ScanCursor year = cursor;    // Cisco and some daemons: "Jun 27 2024 21:44:24"
    const int digits = year.takeNumber(4, 4);
    if (digits > 0 && (year.take(':'), year.takeBlanks())) {
        written.year = digits;
        cursor = year;
    }
    if (!cursor.takeClock(written, 2) || !written.hasSeconds)
        return {};
    text = cursor.rest();
    return written;
}

std::optional<WrittenTime> scanCtime(std::string_view& text)
{
    ScanCursor cursor(text);
    const int weekday = cursor.takeWeekdayName();
    if (weekday >= 0) {
        cursor.take(',');
        if (!cursor.takeBlanks())
            return {};
    }
    std::string_view rest = cursor.rest();
    std::optional<WrittenTime> written = scanSyslogTime(rest);
    if (!written)
        return {};
    written->weekday = weekday;
    cursor = ScanCursor(rest);
    cursor.takeBlankAndZone(*written);    // date(1): "Tue Apr 23 21:29:58 CEST 2024"
    if (written->year == 0) {
        ScanCursor year = cursor;
        const int digits = year.takeBlanks() ? year.takeNumber(4, 4) : -1;
        if (digits >= 1900 && digits <= 2261 && year.atWordEnd()) {
            written->year = digits;
            cursor = year;
        }
    }
    if (!written->offsetSeconds && written->zoneWord.empty())
        cursor.takeBlankAndZone(*written);    // git: "Mon Apr 22 08:40:01 2024 +0200"
    text = cursor.rest();
    return written;
}

std::optional<WrittenTime> scanEpoch(std::string_view& text)
{
    ScanCursor cursor(text);
    std::uint64_t whole = 0;
    int digits = 0;
    for (; ScanCursor::isDigit(cursor.peek()); cursor.skip(1)) {
        if (++digits > 19)
            return {};
        whole = whole * 10 + static_cast<std::uint64_t>(cursor.peek() - '0');
    }
    const std::int32_t fraction = cursor.peek() == '.' ? cursor.takeFraction() : 0;
    if (digits < 9 || !cursor.atWordEnd())
        return {};
    const std::optional<Timestamp> epoch = epochOf(whole, fraction);
    if (!epoch)
        return {};
    WrittenTime written;
    written.epoch = epoch;
    text = cursor.rest();
    return written;
}

}    // namespace faultline
