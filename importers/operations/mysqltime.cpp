#include "importers/operations/mysqltime.h"

#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"

namespace faultline {

namespace {

/// "240423 21:29:58", the hour padded with a blank.
std::optional<WrittenTime> scanShortTime(std::string_view& text)
{
    TextCursor cursor(text);
    const auto date = cursor.number(6, 6);
    if (!date || cursor.peek() != ' ')
        return std::nullopt;
    cursor.blanks();
    const auto hour = cursor.number(1, 2);
    if (!hour || !cursor.take(":"))
        return std::nullopt;
    const auto minute = cursor.number(2, 2);
    if (!minute || !cursor.take(":"))
        return std::nullopt;
    const auto second = cursor.number(2, 2);
    WrittenTime written;
    written.year = 2000 + *date / 10000;
    written.month = *date / 100 % 100;
    written.day = *date % 100;
    if (!second || written.month < 1 || written.month > 12 || written.day < 1 || written.day > 31 || *hour > 23 || *minute > 59
        || *second > 60)
        return std::nullopt;
    written.hour = *hour;
    written.minute = *minute;
    written.second = *second;
    text = cursor.rest();
    return written;
}

}    // namespace

std::optional<WrittenTime> scanMySqlTime(std::string_view& text)
{
    if (text.empty() || !isDigit(text.front()))
        return std::nullopt;
    if (auto written = scanShortTime(text))
        return written;
    std::string_view rest = text;
    const auto written = scanIsoTime(rest);
    if (!written || !written->hasSeconds)
        return std::nullopt;
    text = rest;
    return written;
}

}    // namespace faultline
