#include "app/import/scancursor.h"

#include "app/base/text.h"
#include "app/base/zonewords.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

struct MonthSlot {
    std::uint32_t letters;
    int month;
};

// A perfect hash of the twelve lower-case names, found by search: (letters * factor) >> 28.
constexpr std::uint32_t monthFactor = 0x3B6FE507;
constexpr std::array<MonthSlot, 16> monthSlots = {{
    {0x706573, 9}, {0, 0}, {0x6E756A, 6}, {0, 0}, {0, 0}, {0x6C756A, 7}, {0x6E616A, 1}, {0x727061, 4},
    {0x626566, 2}, {0x766F6E, 11}, {0, 0}, {0x72616D, 3}, {0x677561, 8}, {0x74636F, 10}, {0x636564, 12}, {0x79616D, 5},
}};

constexpr std::array<std::string_view, 12> monthNames = {"January", "February", "March",     "April",   "May",      "June",
                                                         "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> weekdayNames = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                          "Thursday", "Friday", "Saturday"};

// Upper-case words that end like a zone and are none.
constexpr std::array<std::string_view, 12> ordinaryWords = {"GET",  "PUT",  "POST",  "LEFT",  "HINT",  "INIT",
                                                            "BOOT", "ROOT", "START", "EVENT", "ALERT", "AUDIT"};

std::size_t wordLength(std::string_view text)
{
    std::size_t length = 0;
    while (length < text.size() && ScanCursor::isLetter(text[length]))
        ++length;
    return length;
}

bool isZoneWord(std::string_view word)
{
    if (word.size() == 3 && (equalsIgnoringCase(word, "UTC") || equalsIgnoringCase(word, "GMT")))
        return true;
    if (word.size() > 5)
        return false;
    const bool upper = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!upper)
        return false;
    // An unknown word is taken as a zone only when it looks like one: "XYT", "AWDT".
    const bool endsLikeOne = word.size() >= 3 && word.back() == 'T';
    return endsLikeOne ? std::find(ordinaryWords.begin(), ordinaryWords.end(), word) == ordinaryWords.end() : isKnownZoneWord(word);
}

}    // namespace

int monthOfLetters(const char* letters)
{
    const auto lower = [letters](int i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(letters[i])) | 0x20U; };
    const std::uint32_t key = lower(0) | (lower(1) << 8U) | (lower(2) << 16U);
    const MonthSlot& slot = monthSlots[(key * monthFactor) >> 28U];
    return slot.letters == key ? slot.month : 0;
}

int ScanCursor::takeNumber(int least, int most)
{
    int count = 0;
    int value = 0;
    while (count < most && isDigit(peek(static_cast<std::size_t>(count))))
        value = value * 10 + (m_at[count++] - '0');
    if (count < least || isDigit(peek(static_cast<std::size_t>(count))))
        return -1;
    m_at += count;
    return value;
}

std::int32_t ScanCursor::takeFraction()
{
    if ((peek() != '.' && peek() != ',') || !isDigit(peek(1)))
        return 0;
    ++m_at;
    std::int32_t value = 0;
    int digits = 0;
    for (; isDigit(peek()); ++m_at) {
        if (digits < 9) {
            value = value * 10 + (*m_at - '0');
            ++digits;
        }
    }
    for (; digits < 9; ++digits)
        value *= 10;
    return value;
}

bool ScanCursor::takeClock(WrittenTime& written, int leastHourDigits)
{
    ScanCursor cursor = *this;
    const int hour = cursor.takeNumber(leastHourDigits, 2);
    if (hour < 0 || hour > 23 || !cursor.take(':'))
        return false;
    const int minute = cursor.takeNumber(2, 2);
    if (minute < 0 || minute > 59)
        return false;
    int second = 0;
    std::int32_t nanosecond = 0;
    const bool hasSeconds = cursor.peek() == ':';
    if (hasSeconds) {
        cursor.skip(1);
        second = cursor.takeNumber(2, 2);
        if (second < 0 || second > 60)
            return false;
        nanosecond = cursor.takeFraction();
    }
    written.hour = hour;
    written.minute = minute;
    written.second = second;
    written.nanosecond = nanosecond;
    written.hasSeconds = hasSeconds;
    *this = cursor;
    return true;
}

bool ScanCursor::takeUsualStamp(WrittenTime& written, char between)
{
    constexpr std::size_t length = 19;    // "2024-04-23 21:29:58"
    if (left() < length)
        return false;
    FixedPlaces places{m_at};
    const int year = places.two(0) * 100 + places.two(2);
    places.expect(4, between);
    const int month = places.two(5);
    places.expect(7, between);
    const int day = places.two(8);
    places.expect(m_at[10] == ' ' || (m_at[10] | 0x20) == 't');
    const int hour = places.two(11);
    places.expect(13, ':');
    const int minute = places.two(14);
    places.expect(16, ':');
    const int second = places.two(17);
    places.expect(year != 0);
    places.expect(static_cast<unsigned>(month - 1) < 12U);
    places.expect(static_cast<unsigned>(day - 1) < 31U);
    places.expectClock(hour, minute, second);
    if (places.bad != 0 || isDigit(peek(length)))
        return false;
    written.year = year;
    written.month = month;
    written.day = day;
    written.hour = hour;
    written.minute = minute;
    written.second = second;
    written.hasSeconds = true;
    m_at += length;
    written.nanosecond = takeFraction();
    return true;
}

int ScanCursor::takeMonthName()
{
    if (left() < 3)
        return 0;
    const int month = monthOfLetters(m_at);
    if (month == 0)
        return 0;
    const std::size_t length = wordLength(rest());
    const std::string_view word = rest().substr(0, length);
    if (length != 3 && !equalsIgnoringCase(word, monthNames[static_cast<std::size_t>(month - 1)]) && !equalsIgnoringCase(word, "Sept"))
        return 0;
    m_at += length;
    return month;
}

int ScanCursor::takeWeekdayName()
{
    const std::size_t length = wordLength(rest());
    const std::string_view word = rest().substr(0, length);
    for (std::size_t day = 0; day < weekdayNames.size(); ++day) {
        const std::string_view name = weekdayNames[day];
        if (equalsIgnoringCase(word, name.substr(0, 3)) || equalsIgnoringCase(word, name)) {
            m_at += length;
            return static_cast<int>(day);
        }
    }
    return -1;
}

bool ScanCursor::takeOffset(WrittenTime& written)
{
    if ((peek() == 'Z' || peek() == 'z') && !isDigit(peek(1)) && !isLetter(peek(1))) {
        ++m_at;
        written.offsetSeconds = 0;
        return true;
    }
    if (peek() != '+' && peek() != '-')
        return false;
    ScanCursor cursor = *this;
    cursor.skip(1);
    const int hours = cursor.takeTwo();
    int minutes = 0;
    int seconds = 0;
    if (hours < 0 || hours > 15)
        return false;
    if (isDigit(cursor.peek())) {
        minutes = cursor.takeNumber(2, 2);
    } else if (cursor.peek() == ':' && isDigit(cursor.peek(1))) {
        cursor.skip(1);
        minutes = cursor.takeNumber(2, 2);
        if (cursor.peek() == ':' && isDigit(cursor.peek(1))) {    // PostgreSQL before standard zones
            cursor.skip(1);
            seconds = cursor.takeNumber(2, 2);
        }
    }
    if (minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59)
        return false;
    const int size = hours * 3600 + minutes * 60 + seconds;
    written.offsetSeconds = peek() == '-' ? -size : size;
    *this = cursor;
    return true;
}

bool ScanCursor::takeBlankAndZone(WrittenTime& written)
{
    ScanCursor cursor = *this;
    if (!cursor.takeBlanks())
        return false;
    if (cursor.takeOffset(written) && cursor.atWordEnd()) {
        *this = cursor;
        return true;
    }
    written.offsetSeconds.reset();
    const std::size_t length = wordLength(cursor.rest());
    const std::string_view word = cursor.rest().substr(0, length);
    if (length < 2 || !isZoneWord(word))
        return false;
    cursor.skip(length);
    if (cursor.peek() == '+' || cursor.peek() == '-') {    // "UTC+2", "GMT-0330"
        ScanCursor offset = cursor;
        const int sign = offset.peek() == '-' ? -1 : 1;
        if (word.size() == 3 && isDigit(offset.peek(1)) && !isDigit(offset.peek(2)) && offset.peek(2) != ':') {
            written.offsetSeconds = sign * (offset.peek(1) - '0') * 3600;
            offset.skip(2);
            *this = offset;
            return true;
        }
        if (offset.takeOffset(written)) {
            *this = offset;
            return true;
        }
    }
    if (isDigit(cursor.peek()) || cursor.peek() == '_')
        return false;
    written.zoneWord = word;
    *this = cursor;
    return true;
}

}    // namespace faultline
