#pragma once

#include "app/query/filtermatcher.h"
#include "app/query/windowtime.h"

#include <vector>

namespace faultline {

/// How much of a segment a selection takes. Only Some fills the mask.
enum class Rows : std::uint8_t { None, Some, All };

/// The rows of segments that a filter lets through and that fall into a window, by the written, arrival or completion time.
/// May be used from several threads.
class RecordSelector {
public:
    RecordSelector(SegmentReader& reader, const FilterMatcher& matcher, WindowTime windowTime)
        : m_reader(reader), m_matcher(matcher), m_windowTime(windowTime)
    {
    }

    Rows overlap(const Segment& segment, const TimeRange& window) const;    ///< by zone map alone: None and All are certain
    Result<Rows> select(const Segment& segment, const TimeRange& window, RowMask& mask) const;

    /// The window time of every row in nanoseconds, `absent` where the segment has no time.
    Result<void> times(const Segment& segment, std::vector<std::int64_t>& times) const;

    /// The segments of a kind as the selector sees them: [smallest, one past the largest] possible window time.
    TimeRange bounds(const std::vector<Segment>& segments) const;

private:
    enum class Shift : std::uint8_t { None, MinusDuration, PlusDuration };
    Shift shiftOf(const Segment& segment) const;
    TimeRange zoneOf(const Segment& segment) const;    ///< inclusive end
    Result<void> narrowByTime(const Segment& segment, const TimeRange& window, RowMask& mask) const;

    SegmentReader& m_reader;
    const FilterMatcher& m_matcher;
    WindowTime m_windowTime;
};

}    // namespace faultline
