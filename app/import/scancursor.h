#pragma once

#include "app/import/writtentime.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

/// A reading position for the time scanners; not for importers. Every take...() leaves the position alone when it fails.
class ScanCursor {
public:
    explicit ScanCursor(std::string_view text) : m_at(text.data()), m_end(text.data() + text.size()) {}

    bool atEnd() const { return m_at == m_end; }
    std::size_t left() const { return static_cast<std::size_t>(m_end - m_at); }
    char peek(std::size_t ahead = 0) const { return ahead < left() ? m_at[ahead] : '\0'; }
    void skip(std::size_t count) { m_at += count; }
    std::string_view rest() const { return {m_at, left()}; }

    static bool isDigit(char c) { return static_cast<unsigned>(c - '0') <= 9U; }
    static bool isLetter(char c) { return static_cast<unsigned>((c | 0x20) - 'a') < 26U; }
    bool atWordEnd() const { return !isDigit(peek()) && !isLetter(peek()) && peek() != '_'; }

    bool take(char c)
    {
        if (atEnd() || *m_at != c)
            return false;
        ++m_at;
        return true;
    }
    bool takeBlanks()
    {
        const char* start = m_at;
        while (m_at != m_end && (*m_at == ' ' || *m_at == '\t'))
            ++m_at;
        return m_at != start;
    }
    /// Exactly two digits, or -1.
    int takeTwo()
    {
        if (!isDigit(peek()) || !isDigit(peek(1)))
            return -1;
        const int value = (m_at[0] - '0') * 10 + (m_at[1] - '0');
        m_at += 2;
        return value;
    }
    /// `least` to `most` digits with no digit after them, or -1; most <= 9.
    int takeNumber(int least, int most);
    /// ".123" or ",123" when a digit follows: nanoseconds, digits beyond nine are cut. 0 when there is none.
    std::int32_t takeFraction();
    /// "HH:MM:SS[.fraction]" or "HH:MM"; hours of one digit when `leastHourDigits` is 1.
    bool takeClock(WrittenTime& written, int leastHourDigits);
    /// "YYYY-MM-DD HH:MM:SS[.fraction]" with the usual widths, `between` the parts of the date and a blank, T or t before the clock: the way
    /// almost all are written, read at fixed places. False says nothing about other spellings.
    bool takeUsualStamp(WrittenTime& written, char between);
    /// Three letters or the whole English name; 0 = none.
    int takeMonthName();
    /// The same for weekdays; -1 = none, 0 = Sunday.
    int takeWeekdayName();
    /// "+02", "+0200", "+02:00", "+05:53:28", "Z".
    bool takeOffset(WrittenTime& written);
    /// A blank, then an offset or an abbreviation that is used for zones ("UTC", "CEST"), never a word such as INFO.
    bool takeBlankAndZone(WrittenTime& written);

private:
    const char* m_at;
    const char* m_end;
};

/// Digits and signs of a stamp at fixed places. What is wrong is gathered, so that a good stamp takes one branch.
struct FixedPlaces {
    const char* at;
    unsigned bad = 0;

    int two(std::size_t i)
    {
        const unsigned high = static_cast<unsigned char>(at[i]) - unsigned{'0'};
        const unsigned low = static_cast<unsigned char>(at[i + 1]) - unsigned{'0'};
        bad |= static_cast<unsigned>(high > 9) | static_cast<unsigned>(low > 9);
        return static_cast<int>(high * 10 + low);
    }
    void expect(std::size_t i, char c) { bad |= static_cast<unsigned>(at[i] != c); }
    void expect(bool isGood) { bad |= static_cast<unsigned>(!isGood); }
    void expectClock(int hour, int minute, int second)
    {
        expect(hour < 24);
        expect(minute < 60);
        expect(second <= 60);
    }
};

/// 1..12 from three letters of any case, 0 = no month.
int monthOfLetters(const char* letters);

}    // namespace faultline
