#include "app/cli/times.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"

#include <array>

namespace faultline::cli {

namespace {

constexpr std::string_view howToWrite =
    "Write it as 2024-04-23T21:30:00+02:00, 2024-04-23T19:30Z, 2024-04-23T21:30, 21:30, or +15m from the other end";

Error refused(std::string_view text, std::string why, std::string_view action = howToWrite)
{
    return {ErrorKind::Usage, "Cannot read the time '" + withVisibleControls(text) + '\'', std::move(why), std::string(action)};
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// "21:30" or "21:30:05" as nanoseconds since midnight.
std::optional<std::int64_t> parseClock(std::string_view text)
{
    const std::vector<std::string_view> parts = split(text, ':');
    if (parts.size() < 2 || parts.size() > 3)
        return {};
    constexpr std::array<std::int64_t, 3> limits = {24, 60, 60};
    std::int64_t seconds = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        seconds *= 60;
        if (i >= parts.size())
            continue;
        if (parts[i].empty() || parts[i].size() > 2 || !isDigit(parts[i].front()))
            return {};
        const auto value = parseInteger(parts[i]);
        if (!value || *value < 0 || *value >= limits[i])
            return {};
        seconds += *value;
    }
    return seconds * 1'000'000'000;
}

Result<Timestamp> resolved(std::string_view text, LocalTime local, const TimeZone& zone)
{
    const TimeZone::Resolved instant = zone.resolve(local);
    switch (instant.kind) {
    case TimeZone::LocalKind::Unique: return instant.utc;
    case TimeZone::LocalKind::Gap:
        return refused(text, "The clocks of " + zone.name() + " skipped it", "Give the time with its offset or in UTC");
    case TimeZone::LocalKind::Overlap:
        return refused(text, "The clocks of " + zone.name() + " showed it twice: " + formatUtc(instant.utc) + " and " +
                       formatUtc(instant.other), "Give one of the two");
    }
    return instant.utc;
}

/// Days since 1970 of the wall clock that the zone shows.
std::int64_t dayOf(Timestamp time, const TimeZone& zone)
{
    const auto shifted = nanosecondsOf(time) / 1'000'000'000 + zone.offsetAt(time).count();
    return shifted >= 0 ? shifted / 86'400 : (shifted - 86'399) / 86'400;
}

Result<Timestamp> clockOnTheOnlyDay(std::string_view text, std::int64_t clock, const TimeInput& input)
{
    if (!input.data)
        return refused(text, "It has no date and the case holds no records to take one from");
    const std::int64_t first = dayOf(input.data->begin, input.zone);
    const std::int64_t last = dayOf(input.data->end - Nanoseconds{1}, input.zone);
    if (first != last)
        return refused(text, "It has no date and the case covers more than one day, " + formatUtc(input.data->begin) + " to " +
                       formatUtc(input.data->end - Nanoseconds{1}));
    return resolved(text, LocalTime{Nanoseconds{first * 86'400'000'000'000 + clock}}, input.zone);
}

std::optional<LocalTime> localOf(const WrittenTime& written)
{
    if (!isValidDate(written.year, written.month, written.day))
        return {};
    const std::int64_t days = daysFromCivil(written.year, static_cast<unsigned>(written.month),
                                            static_cast<unsigned>(written.day));
    const std::int64_t seconds = days * 86'400 + written.hour * 3'600 + written.minute * 60 + written.second;
    std::int64_t nanoseconds = 0;
    if (__builtin_mul_overflow(seconds, std::int64_t{1'000'000'000}, &nanoseconds) ||
        __builtin_add_overflow(nanoseconds, std::int64_t{written.nanosecond}, &nanoseconds))
        return {};
    return LocalTime{Nanoseconds{nanoseconds}};
}

bool isRelative(std::string_view text)
{
    return text.size() > 1 && (text.front() == '+' || text.front() == '-') && isDigit(text[1]);
}

Result<Timestamp> moved(std::string_view text, Timestamp other)
{
    const auto span = parseSpan(text.substr(1));
    if (!span)
        return refused(text, "It is no number with a unit (ms, s, m, h, d)", "Write +15m or -18h");
    std::int64_t value = nanosecondsOf(other);
    const bool overflows = text.front() == '+' ? __builtin_add_overflow(value, span->count(), &value)
                                               : __builtin_sub_overflow(value, span->count(), &value);
    if (overflows)
        return refused(text, "It leaves the years 1678 to 2261");
    return timestampFrom(value);
}

}    // namespace

Result<Nanoseconds> parseSignedSpan(std::string_view text)
{
    const Error error{ErrorKind::Usage, "Cannot read the offset '" + withVisibleControls(text) + '\'',
                      "It is no number with a unit (ns, us, ms, s, m, h, d)", "Write +1.5s or -200ms"};
    if (text == "0")
        return Nanoseconds{0};
    const bool isNegative = !text.empty() && text.front() == '-';
    if (isNegative || (!text.empty() && text.front() == '+'))
        text.remove_prefix(1);
    const auto span = parseSpan(text);
    if (!span)
        return error;
    return isNegative ? -*span : *span;
}

Result<Timestamp> parseInstant(std::string_view text, const TimeInput& input)
{
    const std::string_view whole = trimmed(text);
    if (const auto clock = parseClock(whole))
        return clockOnTheOnlyDay(whole, *clock, input);
    std::string_view rest = whole;
    const std::optional<WrittenTime> written = scanIsoTime(rest);
    if (!written || !trimmed(rest).empty() || written->year == 0)
        return refused(text, "It is no ISO 8601 time");
    const auto local = localOf(*written);
    if (!local)
        return refused(text, "There is no such date");
    if (!written->offsetSeconds)
        return resolved(text, *local, input.zone);
    std::int64_t utc = local->time_since_epoch().count();
    if (__builtin_sub_overflow(utc, std::int64_t{*written->offsetSeconds} * 1'000'000'000, &utc))
        return refused(text, "It lies outside the years 1678 to 2261");
    return timestampFrom(utc);
}

Result<TimeRange> parseWindow(std::string_view from, std::string_view to, const TimeInput& input)
{
    TimeRange range;
    if (isRelative(from) && (to.empty() || isRelative(to)))
        return refused(from, "It is relative to the other end, which is not given as a time");
    if (isRelative(to) && from.empty())
        return refused(to, "It is relative to the other end, which is not given as a time");
    if (!from.empty() && !isRelative(from)) {
        const Result<Timestamp> begin = parseInstant(from, input);
        if (!begin)
            return begin.error();
        range.begin = *begin;
    }
    if (!to.empty()) {
        const Result<Timestamp> end = isRelative(to) ? moved(to, range.begin) : parseInstant(to, input);
        if (!end)
            return end.error();
        range.end = *end;
    }
    if (isRelative(from)) {
        const Result<Timestamp> begin = moved(from, range.end);
        if (!begin)
            return begin.error();
        range.begin = *begin;
    }
    if (range.begin >= range.end)
        return Error{ErrorKind::Usage, "The window is empty",
                     "It starts at " + formatUtc(range.begin) + " and ends at " + formatUtc(range.end),
                     "Give an end after the start"};
    return range;
}

Result<TimeRange> parseWindowPair(const std::string& text, std::string_view option, const TimeInput& input)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos)
        return Error{ErrorKind::Usage, "Cannot read the window " + text, "There is no / between its times", "Give " + std::string(option) + " FROM/TO"};
    return parseWindow(text.substr(0, slash), text.substr(slash + 1), input);
}

Result<WindowTime> windowTimeOf(std::string_view name)
{
    if (name == "written")
        return WindowTime::Written;
    if (name == "arrival")
        return WindowTime::Arrival;
    if (name == "completion")
        return WindowTime::Completion;
    return Error{ErrorKind::Usage, "Unknown --time " + std::string(name), "", "Give written, arrival or completion"};
}

}    // namespace faultline::cli
