#include "app/import/handwrittentime.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"
#include "app/import/writtendate.h"

#include <algorithm>
#include <utility>

namespace faultline {

namespace {

struct PrecisionPhrase {
    std::string_view phrase;
    Precision precision;
};

// Longest first, so that "a little after" is not read as "a". Signs need no word end behind them.
constexpr std::array precisionPhrases = {
    PrecisionPhrase{"some time after", Precision::After},    PrecisionPhrase{"a little after", Precision::After},
    PrecisionPhrase{"shortly after", Precision::After},      PrecisionPhrase{"a bit after", Precision::After},
    PrecisionPhrase{"right after", Precision::After},        PrecisionPhrase{"soon after", Precision::After},
    PrecisionPhrase{"just after", Precision::After},         PrecisionPhrase{"after", Precision::After},
    PrecisionPhrase{"since", Precision::After},              PrecisionPhrase{"a little before", Precision::Before},
    PrecisionPhrase{"shortly before", Precision::Before},    PrecisionPhrase{"a bit before", Precision::Before},
    PrecisionPhrase{"just before", Precision::Before},       PrecisionPhrase{"before", Precision::Before},
    PrecisionPhrase{"until", Precision::Before},             PrecisionPhrase{"till", Precision::Before},
    PrecisionPhrase{"by", Precision::Before},                PrecisionPhrase{"sometime around", Precision::About},
    PrecisionPhrase{"approximately", Precision::About},      PrecisionPhrase{"approx.", Precision::About},
    PrecisionPhrase{"approx", Precision::About},             PrecisionPhrase{"roughly", Precision::About},
    PrecisionPhrase{"around", Precision::About},             PrecisionPhrase{"about", Precision::About},
    PrecisionPhrase{"circa", Precision::About},              PrecisionPhrase{"ca.", Precision::About},
    PrecisionPhrase{"ca", Precision::About},                 PrecisionPhrase{"c.", Precision::About},
    PrecisionPhrase{"~", Precision::About},                  PrecisionPhrase{"\xE2\x89\x88", Precision::About},
};

enum class HalfDay { None, Morning, Afternoon };

int hourOf(int hour, HalfDay half)
{
    if (half == HalfDay::Morning && hour == 12)
        return 0;
    return half == HalfDay::Afternoon && hour < 12 ? hour + 12 : hour;
}

int secondOfDay(const WrittenTime& time) { return (time.hour * 60 + time.minute) * 60 + time.second; }

/// Reads one moment; every step returns false and leaves the cursor alone when it does not match.
class MomentScanner {
public:
    MomentScanner(std::string_view text, const DateOrders& orders) : m_cursor(text), m_orders(orders) {}

    std::optional<HandwrittenTime> scan()
    {
        lead();
        const bool between = m_between;
        if (!moment(m_result.start, m_startHalf))
            return std::nullopt;
        range(between);
        nextDayBehind();
        tail();
        if (between && !m_result.end)
            return std::nullopt;
        return finished();
    }

    std::size_t end() const { return m_cursor.at; }

private:
    void lead()
    {
        m_cursor.blanks();
        m_begin = m_cursor.at;
        for (int words = 0; words < 6; ++words) {
            const std::size_t before = m_cursor.at;
            if (m_cursor.word("at") || m_cursor.word("on") || m_cursor.word("the") || m_cursor.word("from")) {
                m_cursor.blanks();
                if (!m_precision && m_dayShift == 0)
                    m_begin = m_cursor.at;
            } else if (nextDay()) {
                m_dayShift = 1;
                m_cursor.take(",") || m_cursor.take(":");
            } else if (m_cursor.word("between")) {
                m_between = true;
            } else {
                approximation();
            }
            if (m_cursor.at == before)
                return;
            m_cursor.blanks();
        }
    }

    bool nextDay()
    {
        return m_cursor.word("next day") || m_cursor.word("following day") || m_cursor.word("day after") || m_cursor.word("next morning")
               || m_cursor.word("following morning");
    }

    /// "08:00 the next day", "00:10 (+1)", "00:10 (next day)". Behind a range it belongs to the end, which rolls over by itself.
    void nextDayBehind()
    {
        const std::size_t begin = m_cursor.at;
        m_cursor.blanks();
        m_cursor.take(",");
        m_cursor.blanks();
        const bool bracket = m_cursor.take("(");
        if (m_cursor.word("on"))
            m_cursor.blanks();
        if (m_cursor.word("the"))
            m_cursor.blanks();
        bool found = nextDay();
        if (!found && m_cursor.take("+1")) {
            m_cursor.blanks();
            found = m_cursor.word("day") || m_cursor.word("d") || bracket;
        }
        const bool rollsOver = m_result.end && secondOfDay(*m_result.end) < secondOfDay(m_result.start);
        if (!found || (bracket && !m_cursor.take(")")) || (m_result.end && !rollsOver) || !m_hasClock) {
            m_cursor.at = begin;
            return;
        }
        m_dayShift = m_result.end ? m_dayShift : 1;
    }

    void approximation()
    {
        for (const PrecisionPhrase& known : precisionPhrases) {
            if (m_cursor.word(known.phrase)) {
                m_precision = known.precision;
                return;
            }
        }
    }

    bool moment(WrittenTime& time, HalfDay& half)
    {
        const std::size_t begin = m_cursor.at;
        weekday(time);
        if (date(time)) {
            const std::size_t afterDate = m_cursor.at;
            const WrittenTime day = time;
            const auto precisionBefore = m_precision;
            dateSeparator();
            lead2();
            if (clock(time, half)) {
                m_hasClock = true;
                zone(time);
                return true;
            }
            time = day;    // "2024-04-22 3 servers": the day begins at midnight
            half = HalfDay::None;
            m_precision = precisionBefore;
            m_cursor.at = afterDate;
            m_isoSeparator = false;
            if (!m_needsClock)
                return true;
        } else if (clock(time, half)) {
            m_hasClock = true;
            zone(time);
            dateBehind(time);
            return true;
        }
        m_cursor.at = begin;
        return false;
    }

    /// An approximation between date and clock: "22/04 ~18:45", "2018-07-30 ca. 11:20".
    void lead2()
    {
        m_cursor.blanks();
        approximation();
        m_cursor.blanks();
    }

    void weekday(WrittenTime& time)
    {
        if (const int day = scanWeekday(m_cursor); day >= 0)
            time.weekday = day;
    }

    void dateSeparator()
    {
        if ((m_cursor.peek() == 'T' || m_cursor.peek() == 't') && isDigit(m_cursor.peek(1))) {
            ++m_cursor.at;
            m_isoSeparator = true;
            return;
        }
        m_cursor.blanks();
        m_cursor.take(",");
        m_cursor.blanks();
        if (!m_cursor.take("@") && !m_cursor.word("at"))
            m_cursor.dash();
    }

    bool date(WrittenTime& time)
    {
        WrittenDate found;
        if (!scanWrittenDate(m_cursor, m_orders, found))
            return false;
        time.year = found.year;
        time.month = found.month;
        time.day = found.day;
        m_result.layout = found.layout;
        m_result.shownOrder = found.shownOrder;
        m_result.orderAssumed = found.orderAssumed;
        m_needsClock = found.needsClock;
        return true;
    }

    bool clock(WrittenTime& time, HalfDay& half)
    {
        const std::size_t begin = m_cursor.at;
        const auto hour = m_cursor.number(1, 2);
        if (!hour || *hour > 23)
            return fail(begin);
        time.hour = *hour;
        time.minute = time.second = 0;
        time.hasSeconds = false;
        if (m_cursor.peek() == ':' && isDigit(m_cursor.peek(1))) {
            ++m_cursor.at;
            const auto minute = m_cursor.number(2, 2);
            if (!minute || *minute > 59)
                return fail(begin);
            time.minute = *minute;
            if (m_cursor.peek() == ':' && !seconds(time))
                return fail(begin);
            halfDay(half);
            if (!m_cursor.word("h"))
                m_cursor.word("ish") ? void(m_precision = Precision::About) : void();
        } else if (halfDay(half)) {
            m_hourOnly = true;
        } else {
            return fail(begin);
        }
        time.hour = hourOf(time.hour, half);
        const char next = m_cursor.peek();
        const bool glued = ((isDigit(next) || isLetter(next) || next == '_') && next != 'Z') || (next == '.' && isDigit(m_cursor.peek(1))) || next == '/';
        return glued ? fail(begin) : true;
    }

    bool fail(std::size_t begin)
    {
        m_cursor.at = begin;
        return false;
    }

    bool seconds(WrittenTime& time)
    {
        if (!isDigit(m_cursor.peek(1)))
            return true;    // "10:03: text"
        ++m_cursor.at;
        const auto second = m_cursor.number(2, 2);
        if (!second || *second > 60 || (m_cursor.peek() == ':' && isDigit(m_cursor.peek(1))))
            return false;
        time.second = *second;
        time.hasSeconds = true;
        const bool fraction = (m_cursor.peek() == '.' && isDigit(m_cursor.peek(1)))
                              || (m_cursor.peek() == ',' && isDigit(m_cursor.peek(1)) && isDigit(m_cursor.peek(2))
                                  && isDigit(m_cursor.peek(3)) && m_cursor.peek(4) != ':');
        if (!fraction)
            return true;
        ++m_cursor.at;
        std::int32_t scale = 100'000'000;
        for (; isDigit(m_cursor.peek()); ++m_cursor.at, scale /= 10)
            time.nanosecond += (m_cursor.peek() - '0') * scale;
        return true;
    }

    bool halfDay(HalfDay& half)
    {
        const std::size_t begin = m_cursor.at;
        const bool spaced = m_cursor.blanks() > 0;
        for (const std::string_view written : {"a.m.", "p.m.", "am", "pm", "a", "p"}) {
            if ((written.size() == 1 && spaced) || !m_cursor.word(written))
                continue;
            half = written.front() == 'a' ? HalfDay::Morning : HalfDay::Afternoon;
            return true;
        }
        m_cursor.at = begin;
        return false;
    }

    void zone(WrittenTime& time)
    {
        const std::size_t begin = m_cursor.at;
        const bool spaced = m_cursor.blanks() > 0;
        // "10:03-10:30" is a range; "-05:00" is an offset only directly behind seconds or in an ISO stamp.
        const bool minus = m_cursor.peek() == '-';
        std::string_view rest = m_cursor.rest();
        const bool allowed = !minus || (!spaced && (m_isoSeparator || time.hasSeconds));
        if (allowed && scanZoneText(rest, time)) {
            m_cursor.at += m_cursor.rest().size() - rest.size();
            std::string_view written = m_cursor.from(begin);
            m_result.zoneText = trimmed(written);
            return;
        }
        m_cursor.at = begin;
    }

    /// "14:00 UTC on 10 May", "5:45am, May 11th".
    void dateBehind(WrittenTime& time)
    {
        const std::size_t begin = m_cursor.at;
        const int weekdayBefore = time.weekday;
        m_cursor.blanks();
        m_cursor.take(",");
        m_cursor.blanks();
        const bool on = m_cursor.word("on") || m_cursor.word("of");
        m_cursor.blanks();
        if (m_cursor.word("the"))
            m_cursor.blanks();
        weekday(time);
        const bool nameOrYear = isLetter(m_cursor.peek()) || on || m_cursor.peek(2) != ':';
        if (nameOrYear && date(time) && (m_result.layout == DateLayout::None || !m_needsClock || on)) {
            m_needsClock = false;
            if (m_result.zoneText.empty())
                zone(time);
            return;
        }
        time.year = time.month = time.day = 0;
        time.weekday = weekdayBefore;
        m_result.layout = DateLayout::None;
        m_result.orderAssumed = false;
        m_needsClock = false;
        m_cursor.at = begin;
    }

    void range(bool between)
    {
        if (!m_hasClock)
            return;
        const std::size_t begin = m_cursor.at;
        const std::size_t spaces = m_cursor.blanks();
        const bool dashed = m_cursor.dash();
        if (!dashed && !m_cursor.word("to") && !m_cursor.word("until") && !m_cursor.word("till")
            && !(between && m_cursor.word("and"))) {
            m_cursor.at = begin;
            return;
        }
        if (dashed && spaces == 0 && shortEnd())
            return;
        m_cursor.blanks();
        const auto precisionBefore = m_precision;
        approximation();
        m_cursor.blanks();
        WrittenTime end;
        HalfDay half = HalfDay::None;
        const HandwrittenTime before = m_result;
        m_hasClock = false;
        if (!moment(end, half) || !m_hasClock) {
            m_result = before;
            m_hasClock = true;
            m_needsClock = false;
            m_precision = precisionBefore;
            m_cursor.at = begin;
            return;
        }
        m_result.end = end;
        shareHalfDayAndZone(half);
    }

    /// "16:05:57-58", "14:10-20": the last unit again.
    bool shortEnd()
    {
        const std::size_t begin = m_cursor.at;
        const auto value = m_cursor.number(2, 2);
        const char next = m_cursor.peek();
        const int last = m_result.start.hasSeconds ? m_result.start.second : m_result.start.minute;
        if (!value || *value > 59 || *value <= last || m_hourOnly || next == ':' || next == '-' || next == '/' || isWordByte(next)) {
            m_cursor.at = begin;
            return false;
        }
        WrittenTime end = m_result.start;
        end.year = end.month = end.day = 0;
        (end.hasSeconds ? end.second : end.minute) = *value;
        end.nanosecond = 0;
        m_result.end = end;
        return true;
    }

    void shareHalfDayAndZone(HalfDay endHalf)
    {
        WrittenTime& start = m_result.start;
        WrittenTime& end = *m_result.end;
        if (m_startHalf == HalfDay::None && endHalf == HalfDay::Afternoon && start.hour < 12) {
            WrittenTime later = start;
            later.hour += 12;
            if (secondOfDay(later) <= secondOfDay(end))
                start = later;    // "1:00 - 2:00 PM", but "11:30 - 1:00 PM" begins in the morning
        }
        if (!start.offsetSeconds && start.zoneWord.empty()) {
            start.offsetSeconds = end.offsetSeconds;
            start.zoneWord = end.zoneWord;
        } else if (!end.offsetSeconds && end.zoneWord.empty()) {
            end.offsetSeconds = start.offsetSeconds;
            end.zoneWord = start.zoneWord;
        }
    }

    void tail()
    {
        const std::size_t begin = m_cursor.at;
        m_cursor.blanks();
        if (m_cursor.word("or so") || m_cursor.word("approximately") || m_cursor.word("approx"))
            m_precision = Precision::About;
        else if (m_cursor.word("onwards") || m_cursor.word("onward") || m_cursor.word("and later"))
            m_precision = Precision::After;
        else
            m_cursor.at = begin;
    }

    std::optional<HandwrittenTime> finished()
    {
        m_result.hasClock = m_hasClock;
        m_result.dayShift = m_hasClock && m_result.start.month == 0 ? m_dayShift : 0;
        m_result.text = m_cursor.from(m_begin);
        const bool whole = m_result.end || !m_hasClock;
        if (m_precision && !(m_result.end && *m_precision == Precision::About))
            m_result.precision = *m_precision;
        else if (whole)
            m_result.precision = Precision::Range;
        else if (m_hourOnly)
            m_result.precision = Precision::About;
        else
            m_result.precision = m_result.start.hasSeconds ? Precision::Exact : Precision::Minute;
        if (m_result.end)
            m_result.precision = Precision::Range;
        return m_result;
    }

    TextCursor m_cursor;
    const DateOrders& m_orders;
    HandwrittenTime m_result;
    std::optional<Precision> m_precision;
    HalfDay m_startHalf = HalfDay::None;
    std::size_t m_begin = 0;
    int m_dayShift = 0;
    bool m_between = false;
    bool m_hasClock = false;
    bool m_hourOnly = false;
    bool m_needsClock = false;    ///< "22/04" alone may be a fraction
    bool m_isoSeparator = false;
};

/// "8-9 PM": an hour that only the end of the range explains. Rewritten ranges are rare enough for a second look.
std::optional<HandwrittenTime> scanHourRange(std::string_view& text)
{
    TextCursor cursor(text);
    cursor.blanks();
    const std::size_t begin = cursor.at;
    const bool about = cursor.word("~") || cursor.word("around") || cursor.word("about");
    cursor.blanks();
    const auto hour = cursor.number(1, 2);
    if (!hour || *hour < 1 || *hour > 12 || !cursor.dash())
        return std::nullopt;
    std::string_view rest = cursor.rest();
    auto end = MomentScanner(rest, DateOrders{}).scan();
    if (!end || !isDigit(rest.front()) || end->end || end->start.month != 0 || end->start.hasSeconds)
        return std::nullopt;
    const std::size_t length = end->text.size();
    const std::string lowered = toLower(end->text);
    if (lowered.find('m') == std::string::npos)
        return std::nullopt;
    HandwrittenTime result = *end;
    result.end = end->start;
    result.start.minute = 0;
    result.start.hour = *hour % 12 + (end->start.hour >= 12 ? 12 : 0);
    if (result.start.hour > end->start.hour)
        result.start.hour -= 12;
    result.precision = Precision::Range;
    if (result.start.hour < 0 || (about && result.start.hour > 23))
        return std::nullopt;
    cursor.at += length;
    result.text = cursor.from(begin);
    text = cursor.rest();
    return result;
}

}    // namespace

std::optional<HandwrittenTime> scanHandwrittenTime(std::string_view& text, const DateOrders& orders)
{
    MomentScanner scanner(text, orders);
    auto found = scanner.scan();
    if (!found)
        return scanHourRange(text);
    text.remove_prefix(scanner.end());
    return found;
}

std::vector<HandwrittenTime> scanHandwrittenTimes(std::string_view& text, const DateOrders& orders)
{
    std::vector<HandwrittenTime> found;
    std::string_view rest = text;
    while (auto time = scanHandwrittenTime(rest, orders)) {
        found.push_back(*time);
        text = rest;
        TextCursor cursor(rest);
        cursor.blanks();
        bool joined = cursor.take(",") || cursor.take(";");
        cursor.blanks();
        for (const std::string_view word : {"and", "&", "then", "lastly", "finally", "again"}) {
            if (cursor.word(word)) {
                joined = true;
                cursor.blanks();
            }
        }
        if (!joined)
            break;
        rest = cursor.rest();
    }
    return found;
}

std::vector<HandwrittenTime> findHandwrittenTimes(std::string_view text, const DateOrders& orders)
{
    constexpr std::size_t longestLead = 80;    // "on the following day, a little after Wednesday, the " before the first digit
    std::vector<HandwrittenTime> found;
    std::size_t at = 0;
    std::size_t digit = 0;
    while (at < text.size()) {
        digit = std::max(digit, at);
        while (digit < text.size() && !isDigit(text[digit]))
            ++digit;
        if (digit == text.size())
            break;    // no moment is without a digit
        if (digit - at > longestLead)
            at = digit - longestLead;
        const char before = at > 0 ? text[at - 1] : ' ';
        const bool starts = !isWordByte(before) && before != '/' && before != '.' && before != ':' && before != '-' && before != '@'
                            && before != '=';
        const char here = text[at];
        if (!starts || !(isWordByte(here) || here == '~')) {
            ++at;
            continue;
        }
        std::string_view rest = text.substr(at);
        if (auto time = scanHandwrittenTime(rest, orders)) {
            found.push_back(*time);
            at = text.size() - rest.size();
            continue;
        }
        ++at;
    }
    return found;
}

}    // namespace faultline
