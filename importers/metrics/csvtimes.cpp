#include "importers/metrics/csvtimes.h"

#include "app/base/text.h"

#include <algorithm>
#include <limits>

namespace faultline {

namespace {

/// "2022-08-22 03:51:19.6 +0000 UTC m=+0.11" -> "2022-08-22 03:51:19.6 +0000": Go repeats the zone as a word.
std::string_view withoutGoTail(std::string_view cell)
{
    const std::size_t monotonic = cell.find(" m=");
    if (monotonic != std::string_view::npos)
        cell = trimmed(cell.substr(0, monotonic));
    const std::size_t blank = cell.rfind(' ');
    if (blank == std::string_view::npos || blank < 6 || blank + 1 == cell.size())
        return cell;
    const char sign = cell[blank - 5];
    const bool isWord = std::all_of(cell.begin() + static_cast<std::ptrdiff_t>(blank) + 1, cell.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool isOffset = (sign == '+' || sign == '-') && cell[blank - 6] == ' '
                          && std::all_of(cell.begin() + static_cast<std::ptrdiff_t>(blank) - 4, cell.begin() + static_cast<std::ptrdiff_t>(blank),
                                         [](char c) { return c >= '0' && c <= '9'; });
    return isWord && isOffset ? cell.substr(0, blank) : cell;
}

std::string readable(const WrittenTime& time)
{
    static constexpr std::string_view months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
                                                  "September", "October", "November", "December"};
    if (time.month < 1 || time.month > 12)
        return {};
    return std::to_string(time.day) + " " + std::string(months[time.month - 1]) + " " + std::to_string(time.year);
}

/// Span of the column in days under one reading; none when a cell does not read that way.
std::optional<std::int64_t> spanOf(const std::vector<std::string_view>& cells, DateOrder order)
{
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (const std::string_view cell : cells) {
        const auto time = parseTimeCell(cell, order);
        if (!time || time->epoch || time->month < 1 || time->day < 1)
            continue;
        const std::int64_t day = daysFromCivil(time->year, static_cast<unsigned>(time->month), static_cast<unsigned>(time->day));
        first = std::min(first, day);
        last = std::max(last, day);
    }
    return first > last ? std::nullopt : std::optional(last - first);
}

DateOrderFinding ambiguous(const std::vector<std::string_view>& cells, std::string_view example)
{
    const auto dayFirst = spanOf(cells, DateOrder::DayMonthYear);
    const auto monthFirst = spanOf(cells, DateOrder::MonthDayYear);
    // Rows of one file lie close together: read the wrong way round, the days of one week lie months apart.
    const bool monthIsCloser = dayFirst && monthFirst && (*monthFirst + 1) * 5 <= *dayFirst + 1;
    const bool dayIsCloser = dayFirst && monthFirst && (*dayFirst + 1) * 5 <= *monthFirst + 1;
    DateOrderFinding finding;
    finding.order = monthIsCloser ? DateOrder::MonthDayYear : DateOrder::DayMonthYear;
    finding.issue = "date-order-ambiguous";
    const auto asDay = parseTimeCell(example, DateOrder::DayMonthYear);
    const auto asMonth = parseTimeCell(example, DateOrder::MonthDayYear);
    if (!asDay || !asMonth)
        return finding;
    const bool isDay = finding.order == DateOrder::DayMonthYear;
    finding.text = "\"" + shortened(example, 40) + "\" is read " + (isDay ? "day first, " : "month first, ") + readable(isDay ? *asDay : *asMonth)
                   + (monthIsCloser || dayIsCloser ? " (the other reading spreads the rows over a much longer time)" : " (assumed)") + "; "
                   + (isDay ? "month first it would be " : "day first it would be ") + readable(isDay ? *asMonth : *asDay);
    return finding;
}

}    // namespace

std::optional<WrittenTime> parseTimeCell(std::string_view cell, DateOrder order)
{
    cell = trimmed(cell);
    if (cell.size() < 6 || cell.size() > 80)
        return std::nullopt;
    if (auto time = parseAnyTime(cell, order))
        return time;
    const std::string_view shorter = withoutGoTail(cell);
    return shorter.size() == cell.size() ? std::nullopt : parseAnyTime(shorter, order);
}

bool isTimeCell(std::string_view cell)
{
    return parseTimeCell(cell, DateOrder::DayMonthYear) || parseTimeCell(cell, DateOrder::MonthDayYear);
}

bool isBareNumber(std::string_view cell)
{
    cell = trimmed(cell);
    return !cell.empty() && std::all_of(cell.begin(), cell.end(), [](char c) {
        return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }) && parseDouble(cell).has_value();
}

bool isClockCell(std::string_view cell)
{
    cell = trimmed(cell);
    const std::size_t colon = cell.find(':');
    if ((colon != 1 && colon != 2) || cell.size() < colon + 3 || cell.size() > 18)
        return false;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return isDigit(cell.front()) && isDigit(cell[colon + 1]) && isDigit(cell[colon + 2]);
}

DateOrderFinding findDateOrder(const std::vector<std::string_view>& cells)
{
    std::size_t dayFirst = 0, monthFirst = 0, open = 0;
    std::string_view dayExample, monthExample, openExample;
    for (const std::string_view cell : cells) {
        const std::string_view text = trimmed(cell);
        if (isBareNumber(text))
            continue;
        const DateOrder order = dateOrderOf(text);
        if (order == DateOrder::DayMonthYear && dayFirst++ == 0)
            dayExample = text;
        if (order == DateOrder::MonthDayYear && monthFirst++ == 0)
            monthExample = text;
        if (order == DateOrder::Unknown && !parseTimeCell(text, DateOrder::Unknown) && parseTimeCell(text, DateOrder::DayMonthYear) && open++ == 0)
            openExample = text;
    }
    DateOrderFinding finding;
    if (dayFirst > 0 && monthFirst > 0) {
        finding.order = dayFirst >= monthFirst ? DateOrder::DayMonthYear : DateOrder::MonthDayYear;
        finding.issue = "date-order-conflict";
        finding.text = "\"" + shortened(dayExample, 40) + "\" has the day first, \"" + shortened(monthExample, 40) + "\" the month; the column is read "
                       + (dayFirst >= monthFirst ? "day" : "month") + " first";
        return finding;
    }
    if (dayFirst > 0 || monthFirst > 0) {
        finding.order = dayFirst > 0 ? DateOrder::DayMonthYear : DateOrder::MonthDayYear;
        return finding;
    }
    return open == 0 ? finding : ambiguous(cells, openExample);
}

}    // namespace faultline
