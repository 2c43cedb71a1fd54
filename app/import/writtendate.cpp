#include "app/import/writtendate.h"

#include "app/base/timestamp.h"

#include <array>
#include <utility>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 12> monthNames = {"january", "february", "march",     "april",   "may",      "june",
                                                         "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> dayNames = {"sunday",   "monday", "tuesday", "wednesday",
                                                      "thursday", "friday", "saturday"};

/// 1..12 for "Apr", "April", "sept."; 0 otherwise. "may" and "march" in lower case are verbs.
int monthOf(std::string_view word)
{
    if (word.size() < 3 || (!isUpper(word.front()) && (word == "may" || word == "march" || word == "mar")))
        return 0;
    for (std::size_t month = 0; month < monthNames.size(); ++month) {
        const bool isShort = word.size() == 3 || (month == 8 && word.size() == 4);
        if (equalsIgnoringCase(word, isShort ? monthNames[month].substr(0, word.size()) : monthNames[month]))
            return static_cast<int>(month) + 1;
    }
    return 0;
}

int weekdayOf(std::string_view word)
{
    if (word.size() < 3 || std::string_view("mtwfs").find(static_cast<char>(word.front() | 0x20)) == std::string_view::npos)
        return -1;
    for (std::size_t day = 0; day < dayNames.size(); ++day) {
        const std::string_view name = dayNames[day];
        const bool matches = equalsIgnoringCase(word, name) || equalsIgnoringCase(word, name.substr(0, 3))
                             || (word.size() >= 4 && word.size() <= 5 && day >= 2 && day <= 4 && startsWithIgnoringCase(name, word));
        if (matches)
            return static_cast<int>(day);
    }
    return -1;
}

class DateScanner {
public:
    DateScanner(TextCursor& cursor, const DateOrders& orders) : m_cursor(cursor), m_orders(orders) {}

    bool scan(WrittenDate& date)
    {
        return isoDate(date) || numericDate(date) || dayMonth(date) || monthDay(date);
    }

private:
    bool isoDate(WrittenDate& date)
    {
        const std::size_t begin = m_cursor.at;
        const auto year = m_cursor.number(4, 4);
        const char separator = m_cursor.peek();
        if (year && (separator == '-' || separator == '/' || separator == '.')) {
            ++m_cursor.at;
            const auto month = m_cursor.number(1, 2);
            if (month && m_cursor.peek() == separator) {
                ++m_cursor.at;
                if (const auto day = m_cursor.number(1, 2)) {
                    date.year = *year;
                    date.month = *month;
                    date.day = *day;
                    return true;
                }
            }
        }
        m_cursor.at = begin;
        return false;
    }

    bool numericDate(WrittenDate& date)
    {
        const std::size_t begin = m_cursor.at;
        const auto first = m_cursor.number(1, 2);
        const char separator = m_cursor.peek();
        if (first && (separator == '/' || separator == '.' || separator == '-')) {
            ++m_cursor.at;
            const std::size_t secondAt = m_cursor.at;
            const auto second = m_cursor.number(1, 2);
            const bool twoDigits = m_cursor.at - secondAt == 2;
            if (second && m_cursor.peek() == separator && isDigit(m_cursor.peek(1))) {
                ++m_cursor.at;
                const std::size_t yearAt = m_cursor.at;
                const auto year = m_cursor.number(2, 4);
                if (year && m_cursor.at - yearAt != 3)
                    return ordered(date, *first, *second, *year < 100 ? 2000 + *year : *year,
                                   *year < 100 ? DateLayout::ShortYear : DateLayout::LongYear);
            } else if (second && (separator == '/' || twoDigits)) {
                if (separator == '.')
                    m_cursor.take(".");
                date.needsClock = true;
                return ordered(date, *first, *second, 0, DateLayout::TwoParts);
            }
        }
        m_cursor.at = begin;
        return false;
    }

    bool ordered(WrittenDate& date, int first, int second, int year, DateLayout layout)
    {
        if (first < 1 || second < 1 || first > 31 || second > 31 || (first > 12 && second > 12))
            return false;
        DateOrder order = first > 12 ? DateOrder::DayMonthYear : DateOrder::MonthDayYear;
        if (first <= 12 && second <= 12) {
            order = m_orders[static_cast<std::size_t>(layout)];
            if (order == DateOrder::Unknown && first != second)
                date.orderAssumed = true;
        } else {
            date.shownOrder = order;
        }
        const bool monthFirst = order == DateOrder::MonthDayYear;
        date.month = monthFirst ? first : second;
        date.day = monthFirst ? second : first;
        date.year = year;
        date.layout = layout;
        return true;
    }

    bool monthWord(WrittenDate& date)
    {
        const std::string_view word = m_cursor.letters();
        date.month = monthOf(word);
        if (date.month == 0)
            return false;
        m_cursor.at += word.size();
        m_cursor.take(".");
        return true;
    }

    bool dayNumber(WrittenDate& date)
    {
        const auto day = m_cursor.number(1, 2);
        if (!day || m_cursor.peek() == ':')
            return false;
        date.day = *day;
        const std::string_view suffix = m_cursor.letters();
        if (suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th")
            m_cursor.at += suffix.size();
        return true;
    }

    void yearBehind(WrittenDate& date)
    {
        const std::size_t begin = m_cursor.at;
        m_cursor.blanks();
        if (!m_cursor.take(","))
            m_cursor.take("-");
        m_cursor.blanks();
        const auto year = m_cursor.number(4, 4);
        const bool isClock = m_cursor.peek() == ':' && isDigit(m_cursor.peek(1));
        if (year && *year >= 1970 && *year <= 2261 && !isClock)
            date.year = *year;
        else
            m_cursor.at = begin;
    }

    /// "11 May", "11th of May 2023", "19. April", "22-Apr-2024".
    bool dayMonth(WrittenDate& date)
    {
        const std::size_t begin = m_cursor.at;
        if (dayNumber(date)) {
            m_cursor.take(".");
            if (m_cursor.blanks() == 0)
                m_cursor.take("-");
            if (m_cursor.word("of"))
                m_cursor.blanks();
            if (monthWord(date)) {
                yearBehind(date);
                return true;
            }
        }
        m_cursor.at = begin;
        return false;
    }

    /// "May 11th, 2023", "Apr 22", "March 18,".
    bool monthDay(WrittenDate& date)
    {
        const std::size_t begin = m_cursor.at;
        if (monthWord(date)) {
            m_cursor.blanks();
            if (m_cursor.word("the"))
                m_cursor.blanks();
            if (dayNumber(date)) {
                yearBehind(date);
                return true;
            }
        }
        m_cursor.at = begin;
        return false;
    }

    TextCursor& m_cursor;
    const DateOrders& m_orders;
};

}    // namespace

int scanWeekday(TextCursor& cursor)
{
    const std::string_view word = cursor.letters();
    const int day = weekdayOf(word);
    if (day < 0)
        return -1;
    cursor.at += word.size();
    if (!cursor.take(","))
        cursor.take(".");
    cursor.blanks();
    if (cursor.word("the"))
        cursor.blanks();
    return day;
}

bool scanWrittenDate(TextCursor& cursor, const DateOrders& orders, WrittenDate& date)
{
    const std::size_t begin = cursor.at;
    WrittenDate found;
    // 2024 stands in for a missing year, so that 29 February is possible.
    if (DateScanner(cursor, orders).scan(found) && isValidDate(found.year != 0 ? found.year : 2024, found.month, found.day)) {
        date = found;
        return true;
    }
    cursor.at = begin;
    return false;
}

}    // namespace faultline
