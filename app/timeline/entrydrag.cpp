#include "app/timeline/entrydrag.h"

#include <algorithm>
#include <array>
#include <limits>

namespace faultline {

namespace {

/// The nearest multiple of `step` to time + distance, within what a case can hold.
Timestamp stepped(Timestamp time, Nanoseconds distance, Nanoseconds step)
{
    constexpr std::int64_t edge = std::numeric_limits<std::int64_t>::max() / 4 * 3;
    std::int64_t sum = 0;
    if (__builtin_add_overflow(nanosecondsOf(time), distance.count(), &sum))
        return time;
    sum = std::clamp(sum, -edge, edge);
    const std::int64_t unit = std::max<std::int64_t>(1, step.count());
    const std::int64_t half = sum >= 0 ? unit / 2 : -unit / 2;
    return timestampFrom((sum + half) / unit * unit);
}

}    // namespace

Nanoseconds dragStep(Nanoseconds perPixel)
{
    using namespace std::chrono_literals;
    static constexpr std::array<Nanoseconds, 14> steps = {1us, 10us, 100us, 1ms, 10ms, 100ms, 1s, 5s, 15s, 1min, 5min, 15min, 1h, 6h};
    const auto found = std::find_if(steps.begin(), steps.end(), [&](Nanoseconds step) { return step >= perPixel; });
    return found == steps.end() ? steps.back() : *found;
}

TimelineEntry movedEntry(TimelineEntry entry, DragPart part, Nanoseconds distance, Nanoseconds step)
{
    if (distance == Nanoseconds(0))
        return entry;
    switch (part) {
    case DragPart::Whole: {
        const Timestamp start = stepped(entry.start, distance, step);
        if (entry.end)
            entry.end = *entry.end + (start - entry.start);
        entry.start = start;
        return entry;
    }
    case DragPart::Begin:
        entry.start = stepped(entry.start, distance, step);
        if (entry.end)
            entry.start = std::min(entry.start, *entry.end);
        return entry;
    case DragPart::End:
        entry.end = std::max(entry.start, stepped(entry.end.value_or(entry.start), distance, step));
        return entry;
    }
    return entry;
}

}    // namespace faultline
