#include "app/import/timestampscanner.h"

#include "app/import/scancursor.h"

namespace faultline {

namespace {

bool isPossibleDate(const WrittenTime& written)
{
    return written.year > 0 && written.month >= 1 && written.month <= 12 && written.day >= 1 && written.day <= 31;
}

bool takeFourDigits(ScanCursor& cursor, int& value)
{
    const int high = cursor.takeTwo();
    const int low = high < 0 ? -1 : cursor.takeTwo();
    value = high * 100 + low;
    return low >= 0 && !ScanCursor::isDigit(cursor.peek());
}

bool takeLogStamp(ScanCursor& cursor, WrittenTime& written)
{
    const char between = cursor.peek(4);
    if (between != '-' && between != '/' && between != '.')
        return false;
    if (cursor.takeUsualStamp(written, between))
        return true;
    if (!takeFourDigits(cursor, written.year) || !cursor.take(between))
        return false;
    written.month = cursor.takeTwo();
    if (!cursor.take(between))
        return false;
    written.day = cursor.takeTwo();
    if (!isPossibleDate(written) || ScanCursor::isDigit(cursor.peek()))
        return false;
    if (!cursor.take('T') && !cursor.take('t') && !cursor.take('_') && !cursor.takeBlanks())
        return false;
    return cursor.takeClock(written, 2) && written.hasSeconds && !ScanCursor::isDigit(cursor.peek());
}

}    // namespace

std::optional<WrittenTime> scanLogTime(std::string_view& text)
{
    ScanCursor cursor(text);
    WrittenTime written;
    if (!takeLogStamp(cursor, written))
        return {};
    if (cursor.peek() == ':' && ScanCursor::isDigit(cursor.peek(1))) {    // "10:22:40:123"
        ScanCursor fraction = cursor;
        fraction.skip(1);
        const int milliseconds = fraction.takeNumber(3, 3);
        if (milliseconds >= 0 && fraction.atWordEnd()) {
            written.nanosecond = milliseconds * 1'000'000;
            cursor = fraction;
        }
    }
    if (!cursor.takeOffset(written))
        cursor.takeBlankAndZone(written);
    text = cursor.rest();
    return written;
}

std::optional<WrittenTime> scanGlogTime(std::string_view& text)
{
    ScanCursor cursor(text);
    WrittenTime written;
    written.month = cursor.takeTwo();
    written.day = cursor.takeTwo();
    if (written.month < 1 || written.month > 12 || written.day < 1 || written.day > 31 || !cursor.takeBlanks()
        || !cursor.takeClock(written, 2) || !written.hasSeconds)
        return {};
    text = cursor.rest();
    return written;
}

std::optional<WrittenTime> scanDayMonthTime(std::string_view& text)
{
    ScanCursor cursor(text);
    WrittenTime written;
    written.day = cursor.takeNumber(1, 2);
    const char between = cursor.peek();
    if (written.day < 0 || (between != '-' && between != ' '))
        return {};
    cursor.skip(1);
    written.month = cursor.takeMonthName();
    if (written.month == 0 || !cursor.take(between) || !takeFourDigits(cursor, written.year) || !isPossibleDate(written))
        return {};
    if (cursor.take(':'))
        cursor.take(':');    // Erlang: "18-Aug-2025::01:01:20"
    else if (!cursor.takeBlanks())
        return {};
    if (!cursor.takeClock(written, 2) || !written.hasSeconds)
        return {};
    if (!cursor.takeOffset(written))
        cursor.takeBlankAndZone(written);
    text = cursor.rest();
    return written;
}

std::optional<WrittenTime> scanMonthDayTime(std::string_view& text)
{
    ScanCursor cursor(text);
    WrittenTime written;
    written.month = cursor.takeMonthName();
    if (written.month == 0 || !cursor.takeBlanks())
        return {};
    written.day = cursor.takeNumber(1, 2);
    if (!cursor.take(',') || !cursor.takeBlanks() || !takeFourDigits(cursor, written.year) || !isPossibleDate(written))
        return {};
    cursor.take(',');
    cursor.takeBlanks();
    if (cursor.take('@'))
        cursor.takeBlanks();
    if (!cursor.takeClock(written, 1) || !written.hasSeconds)
        return {};
    ScanCursor half = cursor;
    half.takeBlanks();
    const bool isMorning = half.take('A');
    if ((isMorning || half.take('P')) && half.take('M') && half.atWordEnd() && written.hour >= 1 && written.hour <= 12) {
        written.hour = written.hour % 12 + (isMorning ? 0 : 12);
        cursor = half;
    }
    text = cursor.rest();
    return written;
}

}    // namespace faultline
