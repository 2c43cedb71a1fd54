#include "app/query/recordcount.h"

#include "app/base/parallel.h"
#include "app/query/kindmatchers.h"
#include "app/query/recordselector.h"

#include <atomic>
#include <mutex>
#include <numeric>

namespace faultline {

Result<RecordCount> countRecords(SegmentReader& reader, const FilterContext& context, const RecordCountRequest& request,
                                 const TaskControl& control)
{
    struct Work {
        Segment segment;
        const FilterMatcher* matcher;
    };
    std::vector<std::vector<Segment>> segmentsOfKind(recordKindCount);
    for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine}) {
        auto segments = reader.segments(kind);    // first: it notices when the case has changed
        if (!segments)
            return segments.error();
        segmentsOfKind[static_cast<std::size_t>(kind)] = std::move(*segments);
    }
    auto everything = FilterMatcher::compile({}, RecordKind::Request, context, reader);
    const auto matchers = kindMatchers(reader, context, request.filter, request.kind);
    if (!everything || !matchers)
        return everything ? matchers.error() : everything.error();
    std::vector<Work> work;
    for (const KindMatcher& matcher : *matchers)
        for (const Segment& segment : segmentsOfKind[static_cast<std::size_t>(matcher.kind)])
            work.push_back({segment, &matcher.matcher});

    std::atomic<std::uint64_t> matching{0};
    std::atomic<std::uint64_t> all{0};
    std::mutex mutex;
    std::optional<Error> error;
    const auto count = [&](const Segment& segment, const FilterMatcher& matcher, std::atomic<std::uint64_t>& sum) {
        RowMask mask;
        const auto rows = RecordSelector(reader, matcher, request.windowTime).select(segment, request.window, mask);
        if (!rows) {
            const std::lock_guard lock(mutex);
            error = rows.error();
        } else if (*rows == Rows::All) {
            sum += segment.rows;
        } else if (*rows == Rows::Some) {
            sum += std::accumulate(mask.begin(), mask.end(), std::uint64_t{0});
        }
    };
    parallelFor(work.size(), [&](std::size_t index) {
        if (control.stopRequested())
            return;
        count(work[index].segment, *work[index].matcher, matching);
        count(work[index].segment, *everything, all);
    });
    if (control.stopRequested())
        return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
    if (error)
        return *error;
    return RecordCount{matching, all};
}

}    // namespace faultline
