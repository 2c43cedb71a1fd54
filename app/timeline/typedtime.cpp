#include "app/timeline/typedtime.h"

#include "app/base/text.h"
#include "app/query/filter.h"
#include "app/timeline/entryedit.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::string_view howToWrite = "Write it as 2024-04-23 21:30, 23/04 21:30, 21:30, +15m or now-6h";

Error refused(std::string_view text, std::string why, std::string_view action = howToWrite)
{
    return {ErrorKind::Usage, "Cannot read the time \"" + withVisibleControls(shortened(text, 80)) + '"', std::move(why),
            std::string(action)};
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isRelative(std::string_view text)
{
    return text.size() > 1 && (text.front() == '+' || text.front() == '-') && isDigit(text[1]);
}

/// "21:30", "8:45:10.5": a clock without a date.
bool isClock(std::string_view text)
{
    if (text.empty() || text.find(':') == std::string_view::npos)
        return false;
    for (const char c : text)
        if (!isDigit(c) && c != ':' && c != '.')
            return false;
    return true;
}

/// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by the number of digits.
std::optional<Timestamp> epochTime(std::string_view text)
{
    if (text.size() < 10 || text.size() > 19)
        return {};
    for (const char c : text)
        if (!isDigit(c))
            return {};
    const auto value = parseInteger(text);
    if (!value)
        return {};
    constexpr std::array<std::pair<std::size_t, std::int64_t>, 4> scales = {{{11, 1'000'000'000}, {14, 1'000'000}, {17, 1'000}, {19, 1}}};
    for (const auto& [digits, factor] : scales) {
        std::int64_t nanoseconds = 0;
        if (text.size() <= digits)
            return __builtin_mul_overflow(*value, factor, &nanoseconds) ? std::nullopt : std::optional(timestampFrom(nanoseconds));
    }
    return {};
}

/// The text before and after the first separator that stands in it; a date may hold "/" itself, so clear ones go first.
std::optional<std::pair<std::string_view, std::string_view>> twoParts(std::string_view text)
{
    constexpr std::array<std::string_view, 5> separators = {"\t", "\u2192", "->", " to ", " - "};
    for (const std::string_view separator : separators)
        if (const std::size_t place = text.find(separator); place != std::string_view::npos)
            return std::pair(trimmed(text.substr(0, place)), trimmed(text.substr(place + separator.size())));
    return {};
}

}    // namespace

std::optional<Nanoseconds> parseSpan(std::string_view text)
{
    if (text.empty())
        return {};
    std::int64_t total = 0;
    while (!text.empty()) {
        std::size_t digits = 0;
        while (digits < text.size() && (isDigit(text[digits]) || text[digits] == '.'))
            ++digits;
        std::size_t end = digits;
        while (end < text.size() && text[end] >= 'a' && text[end] <= 'z')
            ++end;
        if (digits == 0 || end == digits)
            return {};
        const auto part = parseQuantity(text.substr(0, end), FieldType::Nanoseconds);
        if (!part || *part < 0 || __builtin_add_overflow(total, *part, &total))
            return {};
        text.remove_prefix(end);
    }
    return Nanoseconds{total};
}

std::optional<Result<Timestamp>> movedBy(std::string_view text, Timestamp time)
{
    if (!isRelative(text))
        return {};
    const auto span = parseSpan(text.substr(1));
    if (!span)
        return refused(text, "it is no number with a unit (ms, s, m, h, d)", "Write +15m or -18h");
    std::int64_t value = nanosecondsOf(time);
    const bool overflows = text.front() == '+' ? __builtin_add_overflow(value, span->count(), &value)
                                               : __builtin_sub_overflow(value, span->count(), &value);
    if (overflows)
        return refused(text, "it leaves the years 1678 to 2261");
    return timestampFrom(value);
}

Result<Timestamp> parseTypedTime(std::string_view text, const TypedTimeSettings& settings)
{
    const std::string_view whole = trimmed(text);
    if (whole.empty())
        return refused(whole, "nothing is written");
    if (equalsIgnoringCase(whole.substr(0, 3), "now")) {
        std::string rest(whole.substr(3));
        rest.erase(std::remove(rest.begin(), rest.end(), ' '), rest.end());
        if (rest.empty())
            return settings.now;
        if (auto moved = movedBy(rest, settings.now))
            return std::move(*moved);
    }
    if (auto moved = movedBy(whole, settings.reference))
        return std::move(*moved);
    if (const auto epoch = epochTime(whole))
        return *epoch;
    const auto time = parseEntryTime(whole, {settings.zone, std::nullopt, settings.reference});
    if (!time)
        return time.error();
    return time->start;
}

Result<TimeRange> parseTypedRange(std::string_view from, std::string_view to, const TypedTimeSettings& settings)
{
    from = trimmed(from);
    to = trimmed(to);
    if (isRelative(from) && isRelative(to))
        return refused(from, "both ends are relative to each other", "Write one of them as a time");
    TimeRange range;
    if (!isRelative(from)) {
        const Result<Timestamp> begin = parseTypedTime(from, settings);
        if (!begin)
            return begin.error();
        range.begin = *begin;
    }
    TypedTimeSettings toSettings = settings;
    if (!isRelative(from))
        toSettings.reference = range.begin;
    const Result<Timestamp> end = parseTypedTime(to, toSettings);
    if (!end)
        return end.error();
    range.end = *end;
    if (isRelative(from)) {
        const Result<Timestamp> begin = *movedBy(from, range.end);
        if (!begin)
            return begin.error();
        range.begin = *begin;
    } else if (isClock(to) && range.end <= range.begin) {
        range.end += std::chrono::hours(24);
    }
    if (range.begin >= range.end)
        return Error{ErrorKind::Usage, "The window is empty", "it ends before it starts", "Give an end after the start"};
    return range;
}

Result<TimeRange> parseTypedRange(std::string_view text, const TypedTimeSettings& settings)
{
    const std::string_view whole = trimmed(text);
    if (const auto parts = twoParts(whole))
        return parseTypedRange(parts->first, parts->second, settings);
    // "a/b": a date such as 22/04 has the same sign in it, so every place is tried.
    std::optional<Error> error;
    for (std::size_t place = whole.find('/'); place != std::string_view::npos; place = whole.find('/', place + 1)) {
        auto range = parseTypedRange(whole.substr(0, place), whole.substr(place + 1), settings);
        if (range)
            return range;
        error = range.error();
    }
    if (auto time = parseEntryTime(whole, {settings.zone, std::nullopt, settings.reference}); time && time->end && *time->end > time->start)
        return TimeRange{time->start, *time->end};
    return refused(whole, "it is no range of time", "Write two times with \"to\" or \"/\" between them");
}

}    // namespace faultline
