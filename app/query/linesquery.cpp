#include "app/query/linesquery.h"

#include "app/base/parallel.h"
#include "app/query/kindmatchers.h"
#include "app/query/recordselector.h"

#include <algorithm>
#include <array>
#include <mutex>

namespace faultline {
namespace {

constexpr std::size_t largestLimit = 100'000;

/// The first `limit` references seen so far, as a heap with the latest on top.
class FirstRecords {
public:
    explicit FirstRecords(std::size_t limit) : m_limit(limit) {}

    bool wants(const RecordReference& record) const { return m_records.size() < m_limit || record < m_records.front(); }
    /// No record from `time` on can be among the first any more.
    bool isCompleteBefore(Timestamp time) const { return m_records.size() >= m_limit && m_records.front().time < time; }

    void add(const RecordReference& record)
    {
        if (!wants(record))
            return;
        if (m_records.size() >= m_limit) {
            std::pop_heap(m_records.begin(), m_records.end());
            m_records.pop_back();
        }
        m_records.push_back(record);
        std::push_heap(m_records.begin(), m_records.end());
    }

    std::vector<RecordReference> sorted() &&
    {
        std::sort_heap(m_records.begin(), m_records.end());
        return std::move(m_records);
    }

private:
    std::size_t m_limit;
    std::vector<RecordReference> m_records;
};

struct Candidate {
    Segment segment;
    const FilterMatcher* matcher;
};

class PageReader {
public:
    PageReader(SegmentReader& reader, const LinesRequest& request, std::size_t limit)
        : m_reader(reader), m_request(request), m_window(request.window), m_first(limit)
    {
        if (request.after)
            m_window.begin = std::max(m_window.begin, request.after->time);
    }

    const TimeRange& window() const { return m_window; }
    std::vector<RecordReference> records() && { return std::move(m_first).sorted(); }

    bool isCompleteBefore(Timestamp time)
    {
        const std::lock_guard lock(m_mutex);
        return m_first.isCompleteBefore(time);
    }

    Result<void> read(const Candidate& candidate)
    {
        const Segment& segment = candidate.segment;
        const RecordSelector selector(m_reader, *candidate.matcher, WindowTime::Written);
        RowMask mask;
        const auto rows = selector.select(segment, m_window, mask);
        if (!rows)
            return rows.error();
        if (*rows == Rows::None)
            return {};
        std::vector<std::int64_t> times;
        if (auto done = selector.times(segment, times); !done)
            return done;
        const auto lineColumn = m_reader.column(segment, Field::Line);
        if (!lineColumn)
            return lineColumn.error();
        const ColumnData* const lineNumbers = *lineColumn && !(*lineColumn)->isText ? lineColumn->get() : nullptr;
        const std::lock_guard lock(m_mutex);
        for (std::uint32_t row = 0; row < segment.rows; ++row) {
            const bool isOut = (*rows == Rows::Some && mask[row] == 0) || times[row] == absent;
            if (isOut || m_first.isCompleteBefore(timestampFrom(times[row])))
                continue;
            RecordReference record{timestampFrom(times[row]), segment.sourceId, 0, segment.kind, segment.id, row};
            if (lineNumbers != nullptr)
                record.line = static_cast<std::uint64_t>(std::max<std::int64_t>(lineNumbers->at(row), 0));
            if (!m_request.after || record > *m_request.after)
                m_first.add(record);
        }
        return {};
    }

private:
    SegmentReader& m_reader;
    const LinesRequest& m_request;
    TimeRange m_window;
    std::mutex m_mutex;
    FirstRecords m_first;
};

}    // namespace

Result<Lines> lines(SegmentReader& reader, const FilterContext& context, const LinesRequest& request, const TaskControl& control)
{
    auto perKind = std::vector<std::vector<Segment>>();
    for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine}) {
        auto segments = reader.segments(kind);
        if (!segments)
            return segments.error();
        perKind.push_back(std::move(*segments));
    }
    const auto queries = kindMatchers(reader, context, request.filter, request.kind);
    if (!queries)
        return queries.error();
    const std::size_t limit = std::clamp<std::size_t>(request.limit, 1, largestLimit);
    PageReader page(reader, request, limit + 1);    // one more tells whether there is a next page
    std::vector<Candidate> candidates;
    for (const KindMatcher& query : *queries) {
        for (const Segment& segment : perKind[static_cast<std::size_t>(query.kind)]) {
            const bool isWanted = (!request.sourceId || segment.sourceId == *request.sourceId)
                && page.window().overlaps(segment.first, segment.last);
            if (isWanted)
                candidates.push_back({segment, &query.matcher});
        }
    }
    // Earliest first: once the page is full, segments that begin behind it are not read at all.
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate& left, const Candidate& right) { return left.segment.first < right.segment.first; });
    std::mutex errorMutex;
    std::optional<Error> error;
    parallelFor(candidates.size(), [&](std::size_t index) {
        if (control.stopRequested() || page.isCompleteBefore(candidates[index].segment.first))
            return;
        if (auto done = page.read(candidates[index]); !done) {
            const std::lock_guard lock(errorMutex);
            error = done.error();
        }
    });
    if (control.stopRequested())
        return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
    if (error)
        return *error;
    Lines result;
    result.records = std::move(page).records();
    result.hasMore = result.records.size() > limit;
    if (result.hasMore)
        result.records.pop_back();
    return result;
}

}    // namespace faultline
