#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/model/series.h"
#include "app/query/filter.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace faultline {

/// What is measured of records over time. Each is a series like an imported one.
enum class Measure : std::uint8_t {
    Rate,             ///< records a second
    Errors,           ///< errors a second (status >= 500, severity error and worse)
    ErrorShare,       ///< errors / records, 0..1; NaN in a bucket without records
    Abandoned,        ///< requests with status 499, 460 or 0, a second
    BytesPerSecond,
    DurationP50,      ///< seconds, nearest-rank of the bucket's records, exact; NaN in a bucket without durations
    DurationP95,
    DurationP99,
    DurationSum,      ///< seconds of duration a second
    InFlight          ///< mean number of records under way, from arrival to completion
};
std::string_view nameOf(Measure measure);        ///< "rate", "errors", "error_share", ...
bool fromName(std::string_view name, Measure& value);
std::string_view unitOf(Measure measure);        ///< "1/s", "1", "By/s", "s"

struct RecordSeriesRequest {
    RecordKind kind = RecordKind::Request;
    Measure measure = Measure::Rate;
    TimeRange window;          ///< widened to whole steps, so that no bucket is cut
    Nanoseconds step{0};       ///< 0: the finest round step that gives at most `maxBuckets`, none finer than the stamps
    std::size_t maxBuckets = 200'000;
    Filter filter;
    WindowTime windowTime = WindowTime::Written;
};

struct RecordSeries {
    Nanoseconds step{0};
    Nanoseconds smallestStep{0};   ///< of buckets that make sense: a second where stamps are whole seconds
    TimeRange window;              ///< whole buckets
    std::vector<Sample> samples;   ///< one a bucket at its beginning, in time order, buckets without records included (0 or NaN)
};

/// One pass over the segments on the pool; percentiles take two and more.
Result<RecordSeries> recordSeries(SegmentReader& reader, const FilterContext& context, const RecordSeriesRequest& request,
                                  const TaskControl& control = {});

/// Records by time and duration: the latency heatmap. Durations are in logarithmic bins; those of 0 are in the lowest one.
struct DurationHeatmap {
    Timestamp begin{};
    Nanoseconds step{0};
    std::size_t columns = 0;
    Nanoseconds lowest{0};             ///< lower edge of the first bin
    double binsPerDecade = 0;
    std::size_t bins = 0;              ///< 0: no record has a duration
    std::vector<std::uint32_t> counts; ///< counts[column * bins + bin]
    std::uint32_t largest = 0;
};

struct DurationHeatmapRequest {
    RecordKind kind = RecordKind::Request;
    TimeRange window;
    Nanoseconds step{0};       ///< of a column; 0: the finest round step that gives at most `columns`
    std::size_t columns = 400;
    double binsPerDecade = 10;
    Filter filter;
    WindowTime windowTime = WindowTime::Written;
};

Result<DurationHeatmap> durationHeatmap(SegmentReader& reader, const FilterContext& context,
                                        const DurationHeatmapRequest& request, const TaskControl& control = {});

}    // namespace faultline
