#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/filter.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline {

struct ValueSumsRequest {
    RecordKind kind = RecordKind::Request;
    std::string by = "path";               ///< a field name, "route" or "source"
    TimeRange window;
    Filter filter;
    WindowTime windowTime = WindowTime::Written;
};

/// What the records of one value add up to. Durations and bytes that a record lacks add nothing.
struct ValueSums {
    std::string value;
    bool isAbsent = false;
    std::uint64_t records = 0;
    std::uint64_t errors = 0;
    double seconds = 0;
    double bytes = 0;
};

/// Every value of a field in a window, in no particular order; one pass without percentiles.
Result<std::vector<ValueSums>> valueSums(SegmentReader& reader, const FilterContext& context, const ValueSumsRequest& request,
                                         const TaskControl& control = {});

/// Sums and sums of squares over all records of a window: how large the typical piece of a measure is.
struct RecordMoments {
    std::uint64_t records = 0;
    double seconds = 0, secondsSquared = 0;
    double bytes = 0, bytesSquared = 0;
};
Result<RecordMoments> recordMoments(SegmentReader& reader, const FilterContext& context, const ValueSumsRequest& request,
                                    const TaskControl& control = {});

}    // namespace faultline
