#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/filter.h"
#include "app/query/recordseries.h"
#include "app/query/timebuckets.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace faultline {

struct ValueSeriesRequest {
    RecordKind kind = RecordKind::Request;
    std::string by = "path";                  ///< a field name, "route" or "source"
    Measure measure = Measure::Rate;          ///< or Errors, BytesPerSecond, DurationSum
    TimeRange window;                         ///< bounded
    Nanoseconds step{0};
    TimeRange selection;                      ///< the part of the window that the question is about
    std::size_t mostValues = 10'000;          ///< half of them those with most records in `selection`, half those with most duration
    Filter filter;
    WindowTime windowTime = WindowTime::Written;
};

/// One value over time.
struct ValueSeries {
    std::string value;
    bool isAbsent = false;
    std::uint64_t records = 0;                ///< in `selection`
    std::vector<double> values;               ///< a bucket each, in the unit of unitOf(measure)
};

struct ValueSeriesList {
    TimeBuckets buckets;
    std::vector<ValueSeries> lines;           ///< most records first, equal ones by value
    std::size_t leftOut = 0;                  ///< values beyond mostValues
};

/// The values of a field, of which one measure after the other is asked for; the first pass finds the values, and each measure is one more.
class ValueSeriesScan {
public:
    /// The request's measure does not matter. `context`, `request` and `control` must outlive the scan.
    static Result<std::unique_ptr<ValueSeriesScan>> run(SegmentReader& reader, const FilterContext& context, const ValueSeriesRequest& request,
                                                        const TaskControl& control);
    ~ValueSeriesScan();
    Result<ValueSeriesList> measured(Measure measure);    ///< Rate, Errors, BytesPerSecond or DurationSum

private:
    ValueSeriesScan();
    struct State;
    std::unique_ptr<State> m_state;
};

/// The values of a field over time, in two passes. Where a source has no records at all is 0 here, not unknown.
Result<ValueSeriesList> valueSeries(SegmentReader& reader, const FilterContext& context, const ValueSeriesRequest& request,
                                    const TaskControl& control = {});

}    // namespace faultline
