#include "app/timeline/phases.h"

#include <algorithm>
#include <string_view>

namespace faultline {

namespace {

bool hasTag(const TimelineEntry& entry, std::string_view tag)
{
    return std::find(entry.tags.begin(), entry.tags.end(), tag) != entry.tags.end();
}

const TimelineEntry* firstWith(const std::vector<TimelineEntry>& entries, std::string_view tag)
{
    const TimelineEntry* first = nullptr;
    for (const TimelineEntry& entry : entries) {
        if (hasTag(entry, tag) && (first == nullptr || entry.start < first->start))
            first = &entry;
    }
    return first;
}

std::optional<Timestamp> startOf(const TimelineEntry* entry)
{
    return entry != nullptr ? std::optional(entry->start) : std::nullopt;
}

/// Nothing when one side is missing or the distance does not fit into nanoseconds.
std::optional<Nanoseconds> distance(std::optional<Timestamp> from, std::optional<Timestamp> to)
{
    if (!from || !to)
        return std::nullopt;
    std::int64_t length = 0;
    if (__builtin_sub_overflow(nanosecondsOf(*to), nanosecondsOf(*from), &length))
        return std::nullopt;
    return Nanoseconds(length);
}

bool isRough(const TimelineEntry* entry)
{
    return entry != nullptr && entry->precision != Precision::Exact && entry->precision != Precision::Minute;
}

}    // namespace

Phases phasesOf(const std::vector<TimelineEntry>& entries)
{
    const TimelineEntry* impact = firstWith(entries, "impact");
    const TimelineEntry* detected = firstWith(entries, "detected");
    const TimelineEntry* mitigation = firstWith(entries, "mitigation");
    const TimelineEntry* resolved = firstWith(entries, "resolved");
    Phases phases;
    phases.trigger = startOf(firstWith(entries, "trigger"));
    phases.impact = startOf(impact);
    phases.detected = startOf(detected);
    phases.mitigation = startOf(mitigation);
    phases.resolved = startOf(resolved);
    phases.timeToDetect = distance(phases.impact, phases.detected);
    phases.timeToMitigate = distance(phases.impact, phases.mitigation);
    phases.timeToResolve = distance(phases.impact, phases.resolved);
    phases.isApproximate = isRough(impact) || isRough(detected) || isRough(mitigation) || isRough(resolved);
    return phases;
}

}    // namespace faultline
