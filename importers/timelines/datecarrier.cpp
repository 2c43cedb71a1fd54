#include "importers/timelines/datecarrier.h"

#include "app/base/text.h"
#include "app/base/timestamp.h"
#include "app/import/handwrittentime.h"

#include <algorithm>
#include <string>

namespace faultline {

namespace {

constexpr int secondsPerHour = 3600;
constexpr int clearlyNextDay = 6 * secondsPerHour;    // 23:50 then 0:10; but 14:49 then 14:43 is a slip of the writer

int secondOfDay(const WrittenTime& time) { return (time.hour * 60 + time.minute) * 60 + time.second; }

void stepDay(int& year, int& month, int& day)
{
    ++day;
    if (isValidDate(year, month, day))
        return;
    day = 1;
    if (++month > 12) {
        month = 1;
        ++year;
    }
}

}    // namespace

void DateCarrier::setDate(const WrittenTime& date)
{
    if (date.year != 0)
        m_year = date.year;
    else if (m_year != 0 && m_month >= 11 && date.month <= 2)
        ++m_year;    // December, then January
    m_month = date.month;
    m_day = date.day;
    m_lastSecond = -1;
}

void DateCarrier::moveToNextDay()
{
    if (m_month != 0 && m_year != 0)
        stepDay(m_year, m_month, m_day);
    m_lastSecond = -1;
}

bool DateCarrier::complete(WrittenTime& time, int dayShift)
{
    if (time.month != 0) {
        setDate(time);
    } else {
        if (m_month == 0)
            return false;
        if (dayShift > 0 || (m_year != 0 && secondOfDay(time) + clearlyNextDay < m_lastSecond))
            moveToNextDay();
    }
    m_lastSecond = secondOfDay(time);
    if (m_year == 0)
        return false;
    time.year = m_year;
    time.month = m_month;
    time.day = m_day;
    return isValidDate(time.year, time.month, time.day);
}

bool DateCarrier::completeEnd(WrittenTime& end, const WrittenTime& start) const
{
    if (end.month != 0) {
        if (end.year == 0)
            end.year = start.year + (start.month == 12 && end.month == 1 ? 1 : 0);
        return isValidDate(end.year, end.month, end.day);
    }
    end.year = start.year;
    end.month = start.month;
    end.day = start.day;
    if (secondOfDay(end) < secondOfDay(start))
        stepDay(end.year, end.month, end.day);
    return isValidDate(end.year, end.month, end.day);
}

std::optional<WrittenTime> dateInFileName(std::string_view name)
{
    std::string text(name);
    std::replace(text.begin(), text.end(), '_', '-');
    const auto isDigit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!isDigit(at) || (at > 0 && isDigit(at - 1)))
            continue;
        std::size_t digits = 0;
        while (isDigit(at + digits))
            ++digits;
        std::string date = text.substr(at, 10);
        if (digits == 8)
            date = text.substr(at, 4) + "-" + text.substr(at + 4, 2) + "-" + text.substr(at + 6, 2);
        else if (digits != 4)
            continue;
        std::string_view rest = date;
        const auto found = scanHandwrittenTime(rest);
        if (!found || found->hasClock || found->end || found->start.year < 1970 || !rest.empty())
            continue;
        WrittenTime result;
        result.year = found->start.year;
        result.month = found->start.month;
        result.day = found->start.day;
        return result;
    }
    return std::nullopt;
}

}    // namespace faultline
