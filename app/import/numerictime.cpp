#include "app/import/timestampscanner.h"

#include "app/base/text.h"
#include "app/import/scancursor.h"

#include <array>

namespace faultline {

namespace {

struct DateParts {
    std::array<int, 3> value{};
    std::array<int, 3> digits{};
    int count = 0;
    char separator = '\0';
};

// "22/04", "04/22/24", "2023/05/11", "22.04.2024", "22.04.".
bool takeDateParts(ScanCursor& cursor, DateParts& parts)
{
    for (;;) {
        const auto index = static_cast<std::size_t>(parts.count);
        const std::size_t before = cursor.left();
        parts.value[index] = cursor.takeNumber(1, 4);
        if (parts.value[index] < 0)
            return parts.count == 2 && parts.separator == '.';    // German "22.04. 8:45"
        parts.digits[index] = static_cast<int>(before - cursor.left());
        if (++parts.count == 3)
            return true;
        const char c = cursor.peek();
        if (parts.count == 1 && (c == '/' || c == '.' || c == '-'))
            parts.separator = c;
        if (parts.separator == '\0')
            return false;
        if (!cursor.take(parts.separator))
            return parts.count == 2;
    }
}

DateOrder orderOf(const DateParts& parts)
{
    if (parts.digits[0] == 4)
        return parts.count == 3 ? DateOrder::YearMonthDay : DateOrder::Unknown;
    const bool firstIsDay = parts.value[0] > 12 && parts.value[0] <= 31 && parts.value[1] <= 12;
    const bool secondIsDay = parts.value[1] > 12 && parts.value[1] <= 31 && parts.value[0] <= 12;
    if (firstIsDay)
        return DateOrder::DayMonthYear;
    return secondIsDay ? DateOrder::MonthDayYear : DateOrder::Unknown;
}

bool applyDate(const DateParts& parts, DateOrder order, WrittenTime& written)
{
    if (parts.digits[0] == 4)
        order = DateOrder::YearMonthDay;
    else if (order == DateOrder::Unknown)
        order = parts.value[0] == parts.value[1] ? DateOrder::DayMonthYear : orderOf(parts);
    int year = parts.count == 3 ? parts.value[2] : 0;
    int yearDigits = parts.count == 3 ? parts.digits[2] : 4;
    std::array<int, 2> dayDigits = {parts.digits[0], parts.digits[1]};
    switch (order) {
    case DateOrder::Unknown:
        return false;
    case DateOrder::DayMonthYear:
        written.day = parts.value[0];
        written.month = parts.value[1];
        break;
    case DateOrder::MonthDayYear:
        written.month = parts.value[0];
        written.day = parts.value[1];
        break;
    case DateOrder::YearMonthDay:
        if (parts.count != 3)
            return false;
        year = parts.value[0];
        yearDigits = parts.digits[0];
        dayDigits = {parts.digits[1], parts.digits[2]};
        written.month = parts.value[1];
        written.day = parts.value[2];
        break;
    }
    if ((yearDigits != 2 && yearDigits != 4) || dayDigits[0] > 2 || dayDigits[1] > 2 || (yearDigits == 4 && parts.count == 3 && year == 0))
        return false;
    written.year = yearDigits == 2 ? 2000 + year : year;
    return written.month >= 1 && written.month <= 12 && written.day >= 1 && written.day <= 31;
}

enum class HalfDay { None, Morning, Afternoon };

// "AM", "pm", "a.m.".
HalfDay takeHalfDay(ScanCursor& cursor)
{
    ScanCursor ahead = cursor;
    ahead.takeBlanks();
    const char letter = static_cast<char>(ahead.peek() | 0x20);
    if (letter != 'a' && letter != 'p')
        return HalfDay::None;
    ahead.skip(1);
    const bool dotted = ahead.take('.');
    if ((ahead.peek() | 0x20) != 'm')
        return HalfDay::None;
    ahead.skip(1);
    if (dotted)
        ahead.take('.');
    if (!ahead.atWordEnd())
        return HalfDay::None;
    cursor = ahead;
    return letter == 'a' ? HalfDay::Morning : HalfDay::Afternoon;
}

// "8:45", "07:04:24 AM", "8 am"; false also for contradictions such as "14:46 PM".
bool takePeopleClock(ScanCursor& cursor, WrittenTime& written)
{
    if (!cursor.takeClock(written, 1)) {
        ScanCursor ahead = cursor;
        written.hour = ahead.takeNumber(1, 2);
        written.hasSeconds = false;
        if (written.hour < 1 || takeHalfDay(ahead) == HalfDay::None)
            return false;
        ahead = cursor;
        ahead.takeNumber(1, 2);
        cursor = ahead;
    }
    if (cursor.peek() == ':')
        return false;
    const HalfDay half = takeHalfDay(cursor);
    if (half == HalfDay::None)
        return cursor.atWordEnd() || cursor.peek() == 'Z';
    if (written.hour > 12 || (written.hour == 0 && half == HalfDay::Afternoon))
        return false;
    if (written.hour == 12)
        written.hour = 0;    // 12:05 AM is five past midnight, 12:46 PM a quarter to one
    if (half == HalfDay::Afternoon)
        written.hour += 12;
    return true;
}

// An offset or zone after a time that people wrote, where "10:03-10:13" is a range and not an offset.
void takePeopleZone(ScanCursor& cursor, WrittenTime& written)
{
    ScanCursor ahead = cursor;
    WrittenTime zoned = written;
    ahead.takeBlanks();
    const char sign = ahead.peek();
    if (sign == '+' || sign == '-') {
        const bool taken = ahead.takeOffset(zoned) && ahead.atWordEnd() && ahead.peek() != ':';
        const std::string_view text = cursor.rest();
        const bool colon = text.substr(0, text.size() - ahead.left()).find(':') != std::string_view::npos;
        const bool range = sign == '-' && (!written.hasSeconds || zoned.offsetSeconds.value_or(1) % 900 != 0) && colon;
        const bool hoursOnly = text.size() - ahead.left() <= 4 && sign == '-' && !written.hasSeconds;
        if (!taken || range || hoursOnly)
            return;
    } else {
        ahead = cursor;
        if (!ahead.takeOffset(zoned) && !ahead.takeBlankAndZone(zoned))
            return;
    }
    written.offsetSeconds = zoned.offsetSeconds;
    written.zoneWord = zoned.zoneWord;
    cursor = ahead;
}

// Between a date and its time: "T", blanks, ", ", " - ", " @ ", " at ".
bool takeDateTimeSeparator(ScanCursor& cursor)
{
    if (cursor.take('T') || cursor.take('t'))
        return true;
    const bool comma = cursor.take(',');
    const bool blank = cursor.takeBlanks();
    if (blank && (cursor.peek() == '-' || cursor.peek() == '@') && cursor.peek(1) == ' ')
        cursor.skip(2);
    else if (blank && equalsIgnoringCase(cursor.rest().substr(0, 3), "at "))
        cursor.skip(3);
    cursor.takeBlanks();
    return comma || blank;
}

void skipOrdinalSuffix(ScanCursor& cursor)
{
    for (const std::string_view suffix : {"st", "nd", "rd", "th"}) {
        if (equalsIgnoringCase(cursor.rest().substr(0, 2), suffix))
            return cursor.skip(2);
    }
}

void skipBetweenDateWords(ScanCursor& cursor)
{
    while (cursor.peek() == ' ' || cursor.peek() == ',' || cursor.peek() == '-' || cursor.peek() == '.')
        cursor.skip(1);
}

// "Mon, 22 Apr 2024 08:40:01 +0200", "Apr 23, 2024 @ 21:29:58.123", "23-Apr-2024 21:29", "April 24th, 2024 10:03 UTC".
std::optional<WrittenTime> scanNamedMonthTime(std::string_view& text)
{
    ScanCursor cursor(text);
    WrittenTime written;
    written.weekday = cursor.takeWeekdayName();
    skipBetweenDateWords(cursor);
    written.month = cursor.takeMonthName();
    const bool monthFirst = written.month != 0;
    skipBetweenDateWords(cursor);
    written.day = cursor.takeNumber(1, 2);
    if (written.day < 1 || written.day > 31)
        return {};
    skipOrdinalSuffix(cursor);
    skipBetweenDateWords(cursor);
    if (!monthFirst) {
        written.month = cursor.takeMonthName();
        skipBetweenDateWords(cursor);
    }
    const std::size_t before = cursor.left();
    const int year = cursor.takeNumber(2, 4);
    const std::size_t digits = before - cursor.left();
    if (written.month == 0 || year < 0 || digits == 3 || (digits == 4 && year == 0))
        return {};
    written.year = digits == 2 ? 2000 + year : year;
    written.hasSeconds = false;
    ScanCursor clock = cursor;
    if (takeDateTimeSeparator(clock) && takePeopleClock(clock, written)) {
        cursor = clock;
        takePeopleZone(cursor, written);
    }
    text = cursor.rest();
    return written;
}

using Scanner = std::optional<WrittenTime> (*)(std::string_view&);

std::optional<WrittenTime> wholly(Scanner scanner, std::string_view text)
{
    std::optional<WrittenTime> written = scanner(text);
    return text.empty() ? written : std::nullopt;
}

/// "2024-04-22 08:40:01.5 +0200 CEST" as Go prints it: the offset says it all.
std::string_view withoutNameAfterOffset(std::string_view text)
{
    constexpr std::size_t offsetSize = 5;
    const std::size_t blank = text.rfind(' ');
    if (blank == std::string_view::npos || blank < offsetSize + 1 || text[blank - offsetSize - 1] != ' ')
        return text;
    const std::string_view offset = text.substr(blank - offsetSize, offsetSize);
    const std::string_view name = text.substr(blank + 1);
    const bool isOffset = (offset[0] == '+' || offset[0] == '-') && offset.substr(1).find_first_not_of("0123456789") == std::string_view::npos;
    const bool isName = name.size() >= 3 && name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
    return isOffset && isName ? text.substr(0, blank) : text;
}

}    // namespace

std::optional<WrittenTime> scanNumericDateTime(std::string_view& text, DateOrder order)
{
    ScanCursor cursor(text);
    DateParts parts;
    WrittenTime written;
    if (!takeDateParts(cursor, parts) || !applyDate(parts, order, written))
        return {};
    written.hasSeconds = false;
    ScanCursor clock = cursor;
    if (takeDateTimeSeparator(clock) && ScanCursor::isDigit(clock.peek())) {
        WrittenTime timed = written;
        ScanCursor behind = clock;
        if (takePeopleClock(behind, timed)) {
            takePeopleZone(behind, timed);
            text = behind.rest();
            return timed;
        }
        std::size_t digits = 1;
        while (ScanCursor::isDigit(clock.peek(digits)))
            ++digits;
        if (clock.peek(digits) == ':')
            return {};    // "25:61" is a damaged time, not a date with something after it
    }
    // Two numbers alone are a fraction or a version, not a day.
    if (parts.count != 3 || !cursor.atWordEnd())
        return {};
    text = cursor.rest();
    return written;
}

DateOrder dateOrderOf(std::string_view text)
{
    text = trimmed(text);
    ScanCursor cursor(text);
    DateParts parts;
    return takeDateParts(cursor, parts) ? orderOf(parts) : DateOrder::Unknown;
}

std::optional<WrittenTime> parseAnyTime(std::string_view text, DateOrder order)
{
    text = trimmed(text);
    if (std::optional<WrittenTime> written = wholly(&scanIsoTime, text))    // nearly every time is
        return written;
    text = withoutNameAfterOffset(text);
    for (const Scanner scanner : {&scanIsoTime, &scanPostgresTime, &scanEpoch, &scanAccessLogTime}) {
        if (std::optional<WrittenTime> written = wholly(scanner, text))
            return written;
    }
    std::string_view rest = text;
    if (std::optional<WrittenTime> written = scanNumericDateTime(rest, order); written && rest.empty())
        return written;
    if (std::optional<WrittenTime> written = wholly(&scanCtime, text))
        return written;
    return wholly(&scanNamedMonthTime, text);
}

}    // namespace faultline
