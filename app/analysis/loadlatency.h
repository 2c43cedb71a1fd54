#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/model/event.h"
#include "app/query/filter.h"
#include "app/query/recordseries.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <vector>

namespace faultline {

struct LoadLatencyRequest {
    RecordKind records = RecordKind::Request;
    Measure latency = Measure::DurationP95;     ///< or another of the durations
    TimeRange window;                           ///< bounded
    Filter filter;
    WindowTime windowTime = WindowTime::Arrival;
};

/// A step of time: how much was asked, how long it took.
struct LoadPoint {
    Timestamp at{};
    double load = 0;       ///< records a second
    double latency = 0;    ///< seconds
};

struct LoadLatency {
    std::vector<LoadPoint> points;    ///< by time; steps without a record or without a duration are left out
    Nanoseconds step{0};
};

/// Latency against load: the same load with another latency is another system. A usage error when the window has no bounds.
Result<LoadLatency> loadLatency(SegmentReader& reader, const FilterContext& context, const LoadLatencyRequest& request,
                                const TaskControl& control = {});

/// Where a point lies about a change. An instant (a deploy) has no During.
enum class ChangeSide : std::uint8_t { Before, During, After };
std::vector<ChangeSide> sidesOf(const std::vector<LoadPoint>& points, const Event& change);

}    // namespace faultline
