#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/filter.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace faultline {

/// The place of a record in its source.
struct RecordLine {
    Timestamp time{};
    std::int64_t sourceId = 0;
    std::uint64_t line = 0;
    RecordKind kind = RecordKind::Request;
};

struct RecordLinesRequest {
    std::vector<RecordKind> kinds;             ///< empty = every kind that has all fields of the filter
    TimeRange window;
    Filter filter;
    std::optional<std::int64_t> sourceId;
    WindowTime windowTime = WindowTime::Written;
    std::size_t limit = 0;                     ///< keeps the earliest; 0 = all
};

struct RecordLines {
    std::vector<RecordLine> lines;             ///< by time, source, line
    std::uint64_t matched = 0;                 ///< before the limit cut them
};

/// Where the records of a window and a filter stand in their sources. With a limit memory stays bounded by it.
Result<RecordLines> recordLines(SegmentReader& reader, const FilterContext& context, const RecordLinesRequest& request,
                                const TaskControl& control = {});

}    // namespace faultline
