#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/filter.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

namespace faultline {

/// A record by where it stands: enough to show it in a list, to open its fields (segment, row) and its untouched line.
struct RecordReference {
    Timestamp time{};                ///< as written
    std::int64_t sourceId = 0;
    std::uint64_t line = 0;          ///< first line of the record
    RecordKind kind = RecordKind::Request;
    std::int64_t segmentId = 0;
    std::uint32_t row = 0;
    auto operator<=>(const RecordReference&) const = default;
};

struct LinesRequest {
    TimeRange window;
    Filter filter;
    std::optional<std::int64_t> sourceId;
    std::optional<RecordKind> kind;
    std::optional<RecordReference> after;    ///< go on behind this record: the last one of the page before
    std::size_t limit = 256;                 ///< at most 100,000
};

struct Lines {
    std::vector<RecordReference> records;    ///< by time, source, line
    bool hasMore = false;
};

/// Records of all kinds and sources in time order, a page at a time. A filter that names a field which a kind lacks leaves
/// that kind out; it is an Error when no kind has all of its fields. The untouched text: CaseReader::rawLine().
Result<Lines> lines(SegmentReader& reader, const FilterContext& context, const LinesRequest& request,
                    const TaskControl& control = {});

}    // namespace faultline
