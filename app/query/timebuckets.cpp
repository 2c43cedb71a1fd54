#include "app/query/timebuckets.h"

#include <array>
#include <string>

namespace faultline {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::array<std::int64_t, 30> roundSteps{1'000'000, 2'000'000, 5'000'000, 10'000'000, 20'000'000, 50'000'000,
    100'000'000, 200'000'000, 500'000'000, second, 2 * second, 5 * second, 10 * second, 15 * second, 20 * second, 30 * second,
    60 * second, 2 * 60 * second, 5 * 60 * second, 10 * 60 * second, 15 * 60 * second, 20 * 60 * second, 30 * 60 * second,
    3600 * second, 2 * 3600 * second, 3 * 3600 * second, 4 * 3600 * second, 6 * 3600 * second, 12 * 3600 * second,
    86'400 * second};

std::int64_t floorDivided(std::int64_t value, std::int64_t divisor)
{
    return value / divisor - (value % divisor < 0 ? 1 : 0);
}

std::uint64_t bucketsIn(const TimeRange& window, std::int64_t step)
{
    if (window.begin >= window.end)
        return 0;
    const std::int64_t first = floorDivided(nanosecondsOf(window.begin), step);
    const std::int64_t last = floorDivided(nanosecondsOf(window.end) - 1, step);
    return static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first) + 1;
}

}    // namespace

Nanoseconds roundStep(TimeRange window, std::size_t mostBuckets, Nanoseconds smallest)
{
    for (const std::int64_t step : roundSteps) {
        if (step >= smallest.count() && bucketsIn(window, step) <= mostBuckets)
            return Nanoseconds(step);
    }
    std::int64_t days = 2;
    while (bucketsIn(window, days * roundSteps.back()) > mostBuckets)
        days *= 2;
    return Nanoseconds(days * roundSteps.back());
}

Result<TimeBuckets> TimeBuckets::of(TimeRange window, Nanoseconds step, std::size_t most)
{
    if (step.count() <= 0)
        return Error{ErrorKind::Usage, "Cannot count in steps", "the step is not longer than nothing", "Use a step such as 10s"};
    TimeBuckets buckets;
    buckets.step = step.count();
    const std::uint64_t count = bucketsIn(window, buckets.step);
    if (count > most) {
        return Error{ErrorKind::Usage, "Cannot count in such small steps",
                     "they would make " + std::to_string(count) + " values, the limit is " + std::to_string(most) + " a line",
                     "Take a longer step or a shorter window"};
    }
    buckets.count = static_cast<std::size_t>(count);
    if (__builtin_mul_overflow(floorDivided(nanosecondsOf(window.begin), buckets.step), buckets.step, &buckets.begin))
        return Error{ErrorKind::Usage, "Cannot count in such long steps", "the first begins before the year 1677", "Take a shorter one"};
    return buckets;
}

TimeRange TimeBuckets::range() const
{
    std::int64_t length = 0;
    std::int64_t end = 0;
    const bool isTooLong = __builtin_mul_overflow(step, static_cast<std::int64_t>(count), &length)
        || __builtin_add_overflow(begin, length, &end);
    return {timestampFrom(begin), isTooLong ? Timestamp::max() : timestampFrom(end)};
}

}    // namespace faultline
