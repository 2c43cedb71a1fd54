#include "app/analysis/loadlatency.h"

#include "app/model/changekind.h"
#include "app/query/timebuckets.h"

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

constexpr std::size_t mostPoints = 300;
constexpr Nanoseconds second{1'000'000'000};

}    // namespace

Result<LoadLatency> loadLatency(SegmentReader& reader, const FilterContext& context, const LoadLatencyRequest& request, const TaskControl& control)
{
    if (!request.window.isBounded() || request.window.length().count() <= 0)
        return Error{ErrorKind::Usage, "Cannot compare latency with load", "The window has no beginning or no end", "Choose a window"};
    RecordSeriesRequest asked;
    asked.kind = request.records;
    asked.window = request.window;
    asked.step = roundStep(request.window, mostPoints, second);
    asked.filter = request.filter;
    asked.windowTime = request.windowTime;
    const auto load = recordSeries(reader, context, asked, control);
    if (!load)
        return load.error();
    asked.measure = request.latency;
    const auto latency = recordSeries(reader, context, asked, control);
    if (!latency)
        return latency.error();
    LoadLatency result;
    result.step = asked.step;
    for (std::size_t i = 0; i < std::min(load->samples.size(), latency->samples.size()); ++i) {
        const LoadPoint point{load->samples[i].time, load->samples[i].value, latency->samples[i].value};
        if (point.load > 0 && std::isfinite(point.load) && std::isfinite(point.latency))
            result.points.push_back(point);
    }
    return result;
}

std::vector<ChangeSide> sidesOf(const std::vector<LoadPoint>& points, const Event& change)
{
    std::vector<ChangeSide> sides;
    sides.reserve(points.size());
    const bool lasts = isState(change);
    for (const LoadPoint& point : points) {
        const bool isOver = !lasts || (change.end && point.at >= change.end->utc);
        sides.push_back(point.at < change.start.utc ? ChangeSide::Before : isOver ? ChangeSide::After : ChangeSide::During);
    }
    return sides;
}

}    // namespace faultline
