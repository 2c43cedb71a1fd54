#include "app/query/recordlines.h"

#include "app/query/recordselector.h"

#include <algorithm>
#include <tuple>

namespace faultline {

namespace {

bool isEarlier(const RecordLine& left, const RecordLine& right)
{
    return std::tie(left.time, left.sourceId, left.line) < std::tie(right.time, right.sourceId, right.line);
}

/// Keeps the earliest `limit` lines as a heap whose top is the latest of them.
class Earliest {
public:
    explicit Earliest(std::size_t limit) : m_limit(limit) {}

    void add(const RecordLine& line)
    {
        ++m_lines.matched;
        if (m_limit == 0) {
            m_lines.lines.push_back(line);
            return;
        }
        if (m_lines.lines.size() < m_limit) {
            m_lines.lines.push_back(line);
            std::push_heap(m_lines.lines.begin(), m_lines.lines.end(), isEarlier);
            return;
        }
        if (!isEarlier(line, m_lines.lines.front()))
            return;
        std::pop_heap(m_lines.lines.begin(), m_lines.lines.end(), isEarlier);
        m_lines.lines.back() = line;
        std::push_heap(m_lines.lines.begin(), m_lines.lines.end(), isEarlier);
    }

    RecordLines take()
    {
        std::sort(m_lines.lines.begin(), m_lines.lines.end(), isEarlier);
        return std::move(m_lines);
    }

private:
    std::size_t m_limit;
    RecordLines m_lines;
};

Error interrupted()
{
    return {ErrorKind::Interrupted, "The lines were not read to the end", "The command was interrupted", ""};
}

Result<void> addSegment(SegmentReader& reader, const RecordSelector& selector, const Segment& segment,
                        const TimeRange& window, Earliest& found)
{
    RowMask mask;
    const Result<Rows> rows = selector.select(segment, window, mask);
    if (!rows)
        return rows.error();
    if (*rows == Rows::None)
        return {};
    const auto lines = reader.column(segment, Field::Line);
    if (!lines)
        return lines.error();
    const auto times = reader.column(segment, Field::Time);
    if (!times)
        return times.error();
    if (!*lines || !*times)
        return {};
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
        if (*rows == Rows::Some && mask[row] == 0)
            continue;
        const std::int64_t line = (*lines)->at(row);
        const std::int64_t time = (*times)->at(row);
        if (line > 0 && time != absent)
            found.add({timestampFrom(time), segment.sourceId, static_cast<std::uint64_t>(line), segment.kind});
    }
    return {};
}

}    // namespace

Result<RecordLines> recordLines(SegmentReader& reader, const FilterContext& context, const RecordLinesRequest& request,
                                const TaskControl& control)
{
    std::vector<RecordKind> kinds = request.kinds;
    const bool isEveryKind = kinds.empty();
    if (isEveryKind)
        kinds = {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine};
    Earliest found(request.limit);
    std::optional<Error> refusal;
    std::size_t refused = 0;
    for (const RecordKind kind : kinds) {
        const Result<FilterMatcher> matcher = FilterMatcher::compile(request.filter, kind, context, reader);
        if (!matcher) {
            refusal = refusal ? refusal : matcher.error();
            ++refused;
            continue;
        }
        const RecordSelector selector(reader, *matcher, request.windowTime);
        const Result<std::vector<Segment>> segments = reader.segments(kind);
        if (!segments)
            return segments.error();
        for (const Segment& segment : *segments) {
            if (control.stopRequested())
                return interrupted();
            if (request.sourceId && segment.sourceId != *request.sourceId)
                continue;
            if (const Result<void> done = addSegment(reader, selector, segment, request.window, found); !done)
                return done.error();
        }
    }
    // A field that only one kind has is fine when the kind was not named.
    if (refusal && (!isEveryKind || refused == kinds.size()))
        return *refusal;
    return found.take();
}

}    // namespace faultline
