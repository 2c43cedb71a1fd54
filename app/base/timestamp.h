#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

using Nanoseconds = std::chrono::nanoseconds;

/// An instant: nanoseconds since 1970-01-01T00:00:00Z without leap seconds, 1677 to 2262.
using Timestamp = std::chrono::sys_time<Nanoseconds>;

/// A wall-clock reading without zone, in the same units.
using LocalTime = std::chrono::local_time<Nanoseconds>;

constexpr std::int64_t nanosecondsOf(Timestamp time) { return time.time_since_epoch().count(); }
constexpr Timestamp timestampFrom(std::int64_t nanoseconds) { return Timestamp{Nanoseconds{nanoseconds}}; }

/// Half-open range [begin, end).
struct TimeRange {
    Timestamp begin = Timestamp::min();
    Timestamp end = Timestamp::max();

    bool contains(Timestamp time) const { return time >= begin && time < end; }
    bool overlaps(Timestamp first, Timestamp last) const { return first < end && last >= begin; }
    bool isBounded() const { return begin != Timestamp::min() && end != Timestamp::max(); }
    Nanoseconds length() const { return end - begin; }
    auto operator<=>(const TimeRange&) const = default;
};

/// ISO 8601 UTC with Z; a fraction of 3, 6 or 9 digits only when it is not zero: 2024-04-23T19:30:00.25Z is ".250Z".
std::string formatUtc(Timestamp time);

/// The same wall clock shifted by `offset`, with "+02:00" (or "Z" when offset is 0 and `zuluForZero`).
std::string formatWithOffset(Timestamp time, std::chrono::seconds offset, bool zuluForZero = true);

/// "1 h 46 min", "12.5 s", "250 ms": for people, two units at most.
std::string formatDuration(Nanoseconds duration);

/// Civil date to days since 1970-01-01 (proleptic Gregorian). Months 1..12, days 1..31, not validated.
constexpr std::int64_t daysFromCivil(std::int64_t year, unsigned month, unsigned day)
{
    // Era arithmetic after Howard Hinnant, "chrono-compatible low-level date algorithms" (public domain).
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto yearOfEra = static_cast<unsigned>(year - era * 400);
    const unsigned dayOfYear = (153 * (month + (month > 2 ? -3U : 9U)) + 2) / 5 + day - 1;
    const unsigned dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + static_cast<std::int64_t>(dayOfEra) - 719468;
}

/// True for a date that exists, years 1678 to 2261 (what int64 nanoseconds hold).
bool isValidDate(int year, int month, int day);

}    // namespace faultline
