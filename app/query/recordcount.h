#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/filter.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <optional>

namespace faultline {

struct RecordCountRequest {
    TimeRange window;
    Filter filter;
    std::optional<RecordKind> kind;    ///< nothing = every kind that has the filter's fields
    WindowTime windowTime = WindowTime::Written;
};

struct RecordCount {
    std::uint64_t matching = 0;
    std::uint64_t all = 0;             ///< of these kinds in the window
};

/// How many records of the window a filter lets through. A filter that no kind can run is an Error.
Result<RecordCount> countRecords(SegmentReader& reader, const FilterContext& context, const RecordCountRequest& request,
                                 const TaskControl& control = {});

}    // namespace faultline
