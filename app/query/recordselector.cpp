#include "app/query/recordselector.h"

#include <algorithm>
#include <limits>

namespace faultline {
namespace {

constexpr std::int64_t smallest = absent + 1;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

std::int64_t saturatingAdd(std::int64_t left, std::int64_t right)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(left, right, &sum))
        return right < 0 ? smallest : largest;
    return std::max(sum, smallest);
}

/// The half-open window as an inclusive range; an open end takes in the last instant there is.
NumberRange inclusive(const TimeRange& window)
{
    const std::int64_t end = nanosecondsOf(window.end);
    return {std::max(nanosecondsOf(window.begin), smallest), end == largest ? largest : end - (end == absent ? 0 : 1)};
}

}    // namespace

RecordSelector::Shift RecordSelector::shiftOf(const Segment& segment) const
{
    // Written times of unknown anchor are read as the end, as everywhere in the program.
    const bool isStart = segment.anchor == Anchor::Start;
    switch (m_windowTime) {
    case WindowTime::Written:
        return Shift::None;
    case WindowTime::Arrival:
        return isStart ? Shift::None : Shift::MinusDuration;
    case WindowTime::Completion:
        return isStart ? Shift::PlusDuration : Shift::None;
    }
    return Shift::None;
}

TimeRange RecordSelector::zoneOf(const Segment& segment) const
{
    TimeRange zone{segment.first, segment.last};
    const std::int64_t longest = segment.maxDuration.count();
    const Shift shift = segment.kind == RecordKind::LogLine ? Shift::None : shiftOf(segment);
    if (shift == Shift::MinusDuration)
        zone.begin = timestampFrom(saturatingAdd(nanosecondsOf(segment.first), -longest));
    if (shift == Shift::PlusDuration)
        zone.end = timestampFrom(saturatingAdd(nanosecondsOf(segment.last), longest));
    return zone;
}

TimeRange RecordSelector::bounds(const std::vector<Segment>& segments) const
{
    if (segments.empty())
        return {Timestamp{}, Timestamp{}};
    TimeRange all{Timestamp::max(), Timestamp::min()};
    for (const Segment& segment : segments) {
        const TimeRange zone = zoneOf(segment);
        all.begin = std::min(all.begin, zone.begin);
        all.end = std::max(all.end, zone.end);
    }
    all.end = timestampFrom(saturatingAdd(nanosecondsOf(all.end), 1));
    return all;
}

Rows RecordSelector::overlap(const Segment& segment, const TimeRange& window) const
{
    const TimeRange zone = zoneOf(segment);
    const NumberRange range = inclusive(window);
    const std::int64_t first = nanosecondsOf(zone.begin);
    const std::int64_t last = nanosecondsOf(zone.end);
    if (window.begin >= window.end || first > range.high || last < range.low)
        return Rows::None;
    return first >= range.low && last <= range.high ? Rows::All : Rows::Some;
}

Result<Rows> RecordSelector::select(const Segment& segment, const TimeRange& window, RowMask& mask) const
{
    const Rows inWindow = overlap(segment, window);
    if (inWindow == Rows::None || (inWindow == Rows::All && m_matcher.matchesEverything()))
        return inWindow;
    mask.assign(segment.rows, 1);
    if (inWindow == Rows::Some) {
        if (auto done = narrowByTime(segment, window, mask); !done)
            return done.error();
    }
    if (auto done = m_matcher.narrow(segment, mask); !done)
        return done.error();
    const bool hasNone = std::find(mask.begin(), mask.end(), std::uint8_t{1}) == mask.end();
    return hasNone ? Rows::None : Rows::Some;
}

Result<void> RecordSelector::narrowByTime(const Segment& segment, const TimeRange& window, RowMask& mask) const
{
    if (shiftOf(segment) == Shift::None || segment.kind == RecordKind::LogLine) {
        auto column = m_reader.column(segment, Field::Time);
        if (!column)
            return column.error();
        if (*column == nullptr || (*column)->isText)
            mask.assign(mask.size(), 0);
        else
            narrowByRanges(**column, {inclusive(window)}, mask);
        return {};
    }
    std::vector<std::int64_t> instants;
    if (auto done = times(segment, instants); !done)
        return done;
    const NumberRange range = inclusive(window);
    for (std::size_t row = 0; row < mask.size(); ++row)
        mask[row] &= static_cast<std::uint8_t>(instants[row] >= range.low && instants[row] <= range.high);
    return {};
}

Result<void> RecordSelector::times(const Segment& segment, std::vector<std::int64_t>& times) const
{
    auto written = m_reader.column(segment, Field::Time);
    if (!written)
        return written.error();
    if (*written == nullptr || (*written)->isText) {
        times.assign(segment.rows, absent);
        return {};
    }
    (*written)->expand(times);
    const Shift shift = shiftOf(segment);
    if (shift == Shift::None || segment.kind == RecordKind::LogLine)
        return {};
    auto durations = m_reader.column(segment, Field::Duration);
    if (!durations)
        return durations.error();
    if (*durations == nullptr || (*durations)->isText)
        return {};
    std::vector<std::int64_t> lengths;
    (*durations)->expand(lengths);
    for (std::size_t row = 0; row < times.size(); ++row) {
        if (times[row] == absent || lengths[row] < 0)    // absent is the most negative number
            continue;
        times[row] = saturatingAdd(times[row], shift == Shift::PlusDuration ? lengths[row] : -lengths[row]);
    }
    return {};
}

}    // namespace faultline
