#include "app/base/timestamp.h"

#include <array>

namespace faultline {

namespace {

constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t secondsPerDay = 86'400;

constexpr std::int64_t floorDivide(std::int64_t value, std::int64_t divisor)
{
    return value / divisor - (value % divisor < 0 ? 1 : 0);
}

struct CivilDate {
    std::int64_t year = 0;
    unsigned month = 0;
    unsigned day = 0;
};

// The reverse of daysFromCivil, same source.
constexpr CivilDate civilFromDays(std::int64_t days)
{
    days += 719468;
    const std::int64_t era = floorDivide(days, 146097);
    const auto dayOfEra = static_cast<unsigned>(days - era * 146097);
    const unsigned yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const unsigned dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const unsigned shifted = (5 * dayOfYear + 2) / 153;
    const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
    return {static_cast<std::int64_t>(yearOfEra) + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1};
}

void appendPadded(std::string& out, std::int64_t value, int width)
{
    std::array<char, 20> digits{};
    for (int i = width; i-- > 0;) {
        digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
    out.append(digits.data(), static_cast<std::size_t>(width));
}

void appendWallClock(std::string& out, std::int64_t seconds, std::int64_t fraction)
{
    const std::int64_t days = floorDivide(seconds, secondsPerDay);
    const std::int64_t ofDay = seconds - days * secondsPerDay;
    const CivilDate date = civilFromDays(days);
    appendPadded(out, date.year, 4);
    out += '-';
    appendPadded(out, date.month, 2);
    out += '-';
    appendPadded(out, date.day, 2);
    out += 'T';
    appendPadded(out, ofDay / 3600, 2);
    out += ':';
    appendPadded(out, ofDay / 60 % 60, 2);
    out += ':';
    appendPadded(out, ofDay % 60, 2);
    if (fraction == 0)
        return;
    out += '.';
    if (fraction % 1'000'000 == 0)
        appendPadded(out, fraction / 1'000'000, 3);
    else if (fraction % 1'000 == 0)
        appendPadded(out, fraction / 1'000, 6);
    else
        appendPadded(out, fraction, 9);
}

std::string tenths(std::uint64_t value)
{
    std::string text = std::to_string(value / 10);
    if (value % 10 != 0)
        text.append(1, '.').append(1, static_cast<char>('0' + value % 10));
    return text;
}

std::string twoUnits(std::uint64_t value, std::uint64_t perLarge, std::string_view large, std::string_view small)
{
    std::string text = std::to_string(value / perLarge);
    text.append(large);
    if (value % perLarge != 0)
        text.append(1, ' ').append(std::to_string(value % perLarge)).append(small);
    return text;
}

// Each step rounds the whole to its own unit first, so that 59.96 s becomes "1 min" and never "60 s".
std::string durationText(std::uint64_t nanoseconds)
{
    const auto rounded = [nanoseconds](std::uint64_t unit) { return nanoseconds / unit + (nanoseconds % unit >= unit / 2 ? 1 : 0); };
    if (nanoseconds < 1'000)
        return std::to_string(nanoseconds) + " ns";
    if (rounded(100) < 10'000)
        return tenths(rounded(100)) + " µs";
    if (rounded(100'000) < 10'000)
        return tenths(rounded(100'000)) + " ms";
    if (rounded(100'000'000) < 600)
        return tenths(rounded(100'000'000)) + " s";
    if (rounded(1'000'000'000) < 3'600)
        return twoUnits(rounded(1'000'000'000), 60, " min", " s");
    if (rounded(60'000'000'000) < 1'440)
        return twoUnits(rounded(60'000'000'000), 60, " h", " min");
    return twoUnits(rounded(3'600'000'000'000), 24, " d", " h");
}

}    // namespace

std::string formatUtc(Timestamp time)
{
    return formatWithOffset(time, std::chrono::seconds{0});
}

std::string formatWithOffset(Timestamp time, std::chrono::seconds offset, bool zuluForZero)
{
    const std::int64_t nanoseconds = nanosecondsOf(time);
    const std::int64_t seconds = floorDivide(nanoseconds, nanosecondsPerSecond);
    std::string out;
    out.reserve(40);
    const std::int64_t fraction = (nanoseconds % nanosecondsPerSecond + nanosecondsPerSecond) % nanosecondsPerSecond;
    appendWallClock(out, seconds + offset.count(), fraction);
    if (offset.count() == 0 && zuluForZero)
        return out += 'Z';
    const std::int64_t size = offset.count() < 0 ? -offset.count() : offset.count();
    out += offset.count() < 0 ? '-' : '+';
    appendPadded(out, size / 3600, 2);
    out += ':';
    appendPadded(out, size / 60 % 60, 2);
    if (size % 60 != 0) {    // local mean time before standard zones
        out += ':';
        appendPadded(out, size % 60, 2);
    }
    return out;
}

std::string formatDuration(Nanoseconds duration)
{
    const std::int64_t value = duration.count();
    if (value < 0)
        return '-' + durationText(0 - static_cast<std::uint64_t>(value));
    return durationText(static_cast<std::uint64_t>(value));
}

bool isValidDate(int year, int month, int day)
{
    constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1678 || year > 2261 || month < 1 || month > 12 || day < 1)
        return false;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= lengths[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

}    // namespace faultline
