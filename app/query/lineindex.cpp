#include "app/query/lineindex.h"

#include "app/base/parallel.h"
#include "app/query/kindmatchers.h"
#include "app/query/recordselector.h"
#include "app/query/recordtext.h"

#include <algorithm>
#include <mutex>
#include <numeric>

namespace faultline {
namespace {

constexpr std::size_t largestPage = 100'000;    // of lines()
constexpr std::uint8_t errorFlag = 1;
constexpr std::uint8_t warningFlag = 2;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

struct Work {
    Segment segment;
    const FilterMatcher* matcher;
};

struct Counts {
    explicit Counts(std::size_t slices) : all(slices), errors(slices), warnings(slices) {}
    std::vector<std::uint32_t> all, errors, warnings;
};

void add(std::vector<std::uint32_t>& sums, const std::vector<std::uint32_t>& counts)
{
    std::transform(sums.begin(), sums.end(), counts.begin(), sums.begin(), std::plus<>());
}

Result<std::vector<std::uint8_t>> flagsOf(SegmentReader& reader, const Segment& segment)
{
    std::vector<std::uint8_t> flags(segment.rows);
    const bool isRequest = segment.kind == RecordKind::Request;
    const auto column = reader.column(segment, isRequest ? Field::Status : Field::Severity);
    if (!column)
        return column.error();
    if (!*column || (*column)->isText || (*column)->rows != segment.rows)
        return flags;
    const NumberRange errors{isRequest ? 500 : static_cast<std::int64_t>(Severity::Error), largest};
    const NumberRange warnings{isRequest ? 400 : static_cast<std::int64_t>(Severity::Warn), errors.low - 1};
    constexpr std::uint32_t blockRows = 512;
    for (RowBlock block{0, 0}; block.begin < segment.rows; block.begin += block.count) {
        block.count = std::min(blockRows, segment.rows - block.begin);
        flagRange(**column, block, errors, errorFlag, flags.data() + block.begin);
        flagRange(**column, block, warnings, warningFlag, flags.data() + block.begin);
    }
    return flags;
}

class IndexCounter {
public:
    IndexCounter(SegmentReader& reader, const LineIndex& index) : m_reader(reader), m_index(index) {}

    Result<void> count(const Work& work, Counts& counts) const
    {
        const RecordSelector selector(m_reader, *work.matcher, WindowTime::Written);
        RowMask mask;
        const auto rows = selector.select(work.segment, m_index.window, mask);
        if (!rows)
            return rows.error();
        if (*rows == Rows::None)
            return {};
        std::vector<std::int64_t> times;
        if (auto done = selector.times(work.segment, times); !done)
            return done;
        const auto flags = flagsOf(m_reader, work.segment);
        if (!flags)
            return flags.error();
        const auto step = static_cast<std::uint64_t>(m_index.step.count());
        const auto begin = static_cast<std::uint64_t>(nanosecondsOf(m_index.window.begin));
        std::uint64_t slice = 0;
        std::uint64_t sliceBegin = 0;
        for (std::uint32_t row = 0; row < work.segment.rows; ++row) {
            if ((*rows == Rows::Some && mask[row] == 0) || times[row] == absent)
                continue;
            const std::uint64_t offset = static_cast<std::uint64_t>(times[row]) - begin;
            if (offset - sliceBegin >= step) {    // neighbours mostly share a slice, and divisions are slow
                slice = offset / step;
                sliceBegin = slice * step;
            }
            if (slice >= counts.all.size())
                continue;
            ++counts.all[slice];
            const std::uint32_t flag = (*flags)[row];
            counts.errors[slice] += flag & errorFlag;
            counts.warnings[slice] += flag >> 1U;
        }
        return {};
    }

private:
    SegmentReader& m_reader;
    const LineIndex& m_index;
};

/// The window narrowed to where the segments are.
TimeRange touchedWindow(const TimeRange& window, const std::vector<Work>& work)
{
    if (work.empty())
        return {Timestamp{}, Timestamp{}};
    TimeRange touched{Timestamp::max(), Timestamp::min()};
    for (const Work& piece : work) {
        touched.begin = std::min(touched.begin, piece.segment.first);
        touched.end = std::max(touched.end, piece.segment.last + Nanoseconds(1));
    }
    return {std::max(touched.begin, window.begin), std::min(touched.end, window.end)};
}

Result<std::vector<Work>> workOf(SegmentReader& reader, const LinesRequest& request, const std::vector<KindMatcher>& matchers)
{
    std::vector<Work> work;
    for (const KindMatcher& matcher : matchers) {
        auto segments = reader.segments(matcher.kind);
        if (!segments)
            return segments.error();
        for (const Segment& segment : *segments)
            if ((!request.sourceId || segment.sourceId == *request.sourceId) && request.window.overlaps(segment.first, segment.last))
                work.push_back({segment, &matcher.matcher});
    }
    return work;
}

}    // namespace

TimeRange LineIndex::slice(std::size_t index) const
{
    const Timestamp begin = window.begin + step * static_cast<std::int64_t>(index);
    return {begin, index + 1 >= counts.size() ? window.end : begin + step};
}

std::size_t LineIndex::sliceOf(Timestamp time) const
{
    if (time <= window.begin || counts.empty())
        return 0;
    return std::min(static_cast<std::size_t>((time - window.begin) / step), counts.size() - 1);
}

std::size_t LineIndex::sliceOfRow(std::uint64_t row) const
{
    const auto after = std::upper_bound(rowsBefore.begin(), rowsBefore.end(), row);
    const auto slice = static_cast<std::size_t>(std::max<std::ptrdiff_t>(after - rowsBefore.begin() - 1, 0));
    return std::min(slice, counts.empty() ? 0 : counts.size() - 1);
}

Result<LineIndex> lineIndex(SegmentReader& reader, const FilterContext& context, const LinesRequest& request, std::size_t slices,
                            const TaskControl& control)
{
    if (auto segments = reader.segments(RecordKind::Request); !segments)    // first: it notices when the case has changed
        return segments.error();
    const auto matchers = kindMatchers(reader, context, request.filter, request.kind);
    if (!matchers)
        return matchers.error();
    const auto work = workOf(reader, request, *matchers);
    if (!work)
        return work.error();
    LineIndex index;
    index.window = touchedWindow(request.window, *work);
    if (index.window.begin >= index.window.end)
        return LineIndex();
    const std::int64_t length = index.window.length().count();
    const auto most = static_cast<std::int64_t>(std::max<std::size_t>(slices, 1));
    index.step = Nanoseconds(length / most + (length % most != 0 ? 1 : 0));
    const auto count = static_cast<std::size_t>((length - 1) / index.step.count() + 1);
    const IndexCounter counter(reader, index);
    Counts sums(count);
    std::mutex mutex;
    std::optional<Error> error;
    std::vector<std::unique_ptr<Counts>> perWorker(workerCount());
    parallelForWorkers(work->size(), [&](std::size_t piece, unsigned worker) {
        if (control.stopRequested())
            return;
        auto& counts = perWorker[worker];
        if (!counts)
            counts = std::make_unique<Counts>(count);
        if (auto done = counter.count((*work)[piece], *counts); !done) {
            const std::lock_guard lock(mutex);
            error = done.error();
        }
    });
    if (control.stopRequested())
        return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
    if (error)
        return *error;
    for (const auto& counts : perWorker) {
        if (!counts)
            continue;
        add(sums.all, counts->all);
        add(sums.errors, counts->errors);
        add(sums.warnings, counts->warnings);
    }
    index.counts = std::move(sums.all);
    index.errors = std::move(sums.errors);
    index.warnings = std::move(sums.warnings);
    index.rowsBefore.resize(count + 1);
    for (std::size_t slice = 0; slice < count; ++slice)
        index.rowsBefore[slice + 1] = index.rowsBefore[slice] + index.counts[slice];
    return index;
}

Result<std::vector<RecordReference>> linesAt(SegmentReader& reader, const FilterContext& context, const LinesRequest& request,
                                             const LineIndex& index, std::uint64_t row, std::size_t count, const TaskControl& control)
{
    std::vector<RecordReference> records;
    if (row >= index.records() || count == 0)
        return records;
    const std::uint64_t end = std::min<std::uint64_t>(index.records(), row + count);
    const std::size_t first = index.sliceOfRow(row);
    LinesRequest page = request;
    page.window = {index.slice(first).begin, index.slice(index.sliceOfRow(end - 1)).end};
    page.after.reset();
    std::uint64_t at = index.rowsBefore[first];
    while (at < end) {
        page.limit = static_cast<std::size_t>(std::min<std::uint64_t>(end - at, largestPage));
        const auto found = lines(reader, context, page, control);
        if (!found)
            return found.error();
        for (const RecordReference& record : found->records)
            if (at++ >= row && at <= end)
                records.push_back(record);
        if (!found->hasMore || found->records.empty())
            break;
        page.after = found->records.back();
    }
    return records;
}

Result<std::uint64_t> rowOf(SegmentReader& reader, const FilterContext& context, const LinesRequest& request, const LineIndex& index,
                            const RecordReference& record, const TaskControl& control)
{
    if (index.records() == 0)
        return std::uint64_t{0};
    const std::size_t slice = index.sliceOf(record.time);
    const auto records = linesAt(reader, context, request, index, index.rowsBefore[slice], index.counts[slice], control);
    if (!records)
        return records.error();
    const auto place = std::lower_bound(records->begin(), records->end(), record) - records->begin();
    return std::min(index.rowsBefore[slice] + static_cast<std::uint64_t>(place), index.records() - 1);
}

Result<std::optional<std::uint64_t>> markedRow(SegmentReader& reader, const FilterContext& context, const LinesRequest& request,
                                               const LineIndex& index, LineMark mark, std::uint64_t row, LineDirection direction,
                                               const TaskControl& control)
{
    const std::vector<std::uint32_t>& counts = mark == LineMark::Error ? index.errors : index.warnings;
    const bool isNext = direction == LineDirection::Next;
    const auto slices = static_cast<std::ptrdiff_t>(counts.size());
    for (auto slice = static_cast<std::ptrdiff_t>(index.sliceOfRow(row)); slice >= 0 && slice < slices; slice += isNext ? 1 : -1) {
        const auto at = static_cast<std::size_t>(slice);
        if (counts[at] == 0)
            continue;
        const auto records = linesAt(reader, context, request, index, index.rowsBefore[at], index.counts[at], control);
        if (!records)
            return records.error();
        const auto levels = recordLevels(reader, *records);
        if (!levels)
            return levels.error();
        std::optional<std::uint64_t> found;
        for (std::size_t i = 0; i < levels->size(); ++i) {
            const std::uint64_t candidate = index.rowsBefore[at] + i;
            if ((*levels)[i].mark != mark || (isNext ? candidate <= row : candidate >= row))
                continue;
            found = candidate;
            if (isNext)
                break;
        }
        if (found)
            return found;
    }
    return std::optional<std::uint64_t>();
}

}    // namespace faultline
