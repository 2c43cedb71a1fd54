#include "app/query/breakdownscan.h"

#include "app/base/parallel.h"

#include <algorithm>
#include <array>

namespace faultline {

/// The measured columns of one segment; null where it has none.
struct MeasuredColumns {
    std::shared_ptr<const ColumnData> state;    // status or severity
    std::shared_ptr<const ColumnData> duration;
    std::shared_ptr<const ColumnData> bytes;
    bool isRequest = false;
    bool lacksDuration = false;
    bool lacksBytes = false;
    bool isChecked = false;                     // some rows may be absent, negative or overflow a sum
};

namespace {

constexpr std::uint32_t blockRows = 512;             // codes, numbers and flags of a block stay in the first-level cache
constexpr std::size_t partMemory = std::size_t{256} << 20;
constexpr std::size_t prefetchFrom = 16 * 1024;      // cells of more codes than this leave the second-level cache
constexpr std::uint32_t prefetchDistance = 12;
constexpr std::uint8_t errorFlag = 1;
constexpr std::uint8_t abandonedFlag = 2;
constexpr double sumLimit = 9e18;

struct ScanBlock {
    std::array<std::uint32_t, blockRows> codes;
    std::array<std::int64_t, blockRows> durations;
    std::array<std::int64_t, blockRows> bytes;
    std::array<std::uint8_t, blockRows> flags;
    std::array<std::uint32_t, blockRows> selected;
};

void addSaturating(std::int64_t& sum, std::int64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum))
        sum = std::numeric_limits<std::int64_t>::max();
}

void addWrapping(std::int64_t& sum, std::int64_t value)
{
    sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) + static_cast<std::uint64_t>(value));
}

std::uint32_t selectedRows(const RowMask& mask, RowBlock block, std::uint32_t* selected)
{
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < block.count; ++i) {
        selected[count] = i;
        count += mask[block.begin + i];
    }
    return count;
}

void fillFlags(const MeasuredColumns& columns, RowBlock block, std::uint8_t* flags)
{
    std::fill(flags, flags + block.count, std::uint8_t{0});
    if (!columns.state)
        return;
    constexpr std::int64_t top = std::numeric_limits<std::int64_t>::max();
    if (!columns.isRequest) {
        flagRange(*columns.state, block, {static_cast<std::int64_t>(Severity::Error), top}, errorFlag, flags);
        return;
    }
    flagRange(*columns.state, block, {500, top}, errorFlag, flags);
    flagRange(*columns.state, block, {499, 499}, abandonedFlag, flags);
    flagRange(*columns.state, block, {460, 460}, abandonedFlag, flags);
    flagRange(*columns.state, block, {0, 0}, abandonedFlag, flags);
}

void addFlags(ScanCell& cell, std::uint8_t flags)
{
    cell.errors += flags & errorFlag;
    cell.abandoned += static_cast<std::uint32_t>(flags >> 1);
}

/// The loop that a breakdown spends its time in.
template <typename RowAt>
void addComplete(std::vector<ScanCell>& cells, const ScanBlock& block, std::uint32_t count, RowAt rowAt)
{
    ScanCell* const data = cells.data();
    const bool prefetches = cells.size() > prefetchFrom;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (prefetches && i + prefetchDistance < count)
            __builtin_prefetch(data + block.codes[rowAt(i + prefetchDistance)], 1);
        const std::uint32_t row = rowAt(i);
        ScanCell& cell = data[block.codes[row]];
        ++cell.count;
        addFlags(cell, block.flags[row]);
        addWrapping(cell.durationSum, block.durations[row]);
        addWrapping(cell.bytes, block.bytes[row]);
    }
}

template <typename RowAt>
void addChecked(ScanPart& part, const ScanBlock& block, std::uint32_t count, RowAt rowAt)
{
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t row = rowAt(i);
        const std::uint32_t code = block.codes[row];
        ScanCell& cell = part.cells[code];
        ++cell.count;
        addFlags(cell, block.flags[row]);
        // Negative durations and sizes are damage; they count as absent.
        if (block.durations[row] >= 0)
            addSaturating(cell.durationSum, block.durations[row]);
        else
            ++part.missing[code].durations;
        if (block.bytes[row] >= 0)
            addSaturating(cell.bytes, block.bytes[row]);
        else
            ++part.missing[code].bytes;
    }
}

/// For the segments that have no such column at all, beside the fast loop.
template <typename RowAt>
void addLacking(std::vector<MissingCell>& missing, std::uint32_t MissingCell::*number, const ScanBlock& block,
                std::uint32_t count, RowAt rowAt)
{
    for (std::uint32_t i = 0; i < count; ++i)
        ++(missing[block.codes[rowAt(i)]].*number);
}

template <typename RowAt>
void addBlock(ScanPart& part, const MeasuredColumns& columns, const ScanBlock& block, std::uint32_t count, RowAt rowAt)
{
    const bool tracksMissing = columns.isChecked || columns.lacksDuration || columns.lacksBytes;
    if (part.cells.size() < part.keys.size())
        part.cells.resize(part.keys.size());
    if (tracksMissing && part.missing.size() < part.cells.size())
        part.missing.resize(part.cells.size());
    if (columns.isChecked)
        return addChecked(part, block, count, rowAt);
    addComplete(part.cells, block, count, rowAt);
    if (columns.lacksDuration)
        addLacking(part.missing, &MissingCell::durations, block, count, rowAt);
    if (columns.lacksBytes)
        addLacking(part.missing, &MissingCell::bytes, block, count, rowAt);
}

/// A column that the segment lacks reads as `lacking` in every row.
void fillNumbers(const ColumnData* column, RowBlock block, std::int64_t lacking, std::int64_t* values)
{
    if (column == nullptr)
        std::fill(values, values + block.count, lacking);
    else
        readNumbers(*column, block, values);
}

bool mayMiss(const std::shared_ptr<const ColumnData>& column) { return column && !isCompleteAndPositive(*column); }

/// Wide columns may hold anything; the sums of narrow ones stay far below the limit.
bool mayOverflow(const std::shared_ptr<const ColumnData>& column, double sumBound)
{
    return column && (column->width > 4 || column->scale > 1) && sumBound > sumLimit;
}

Result<std::shared_ptr<const ColumnData>> numberColumn(SegmentReader& reader, const Segment& segment, Field field)
{
    auto column = reader.column(segment, field);
    if (column && *column && ((*column)->isText || (*column)->rows != segment.rows))
        return std::shared_ptr<const ColumnData>();
    return column;
}

}    // namespace

BreakdownScan::BreakdownScan(SegmentReader& reader, const FilterContext& context, const BreakdownRequest& request,
                             const TaskControl& control, FilterMatcher matcher, KeySubject subject)
    : m_reader(reader), m_context(context), m_request(request), m_control(control), m_matcher(std::move(matcher)),
      m_selector(reader, m_matcher, request.windowTime), m_subject(std::move(subject)), m_window(request.window),
      m_baseline(request.baseline)
{
}

Result<std::unique_ptr<BreakdownScan>> BreakdownScan::run(SegmentReader& reader, const FilterContext& context,
                                                          const BreakdownRequest& request, const TaskControl& control,
                                                          Measures measures)
{
    auto segments = reader.segments(request.kind);    // first: it notices when the case has changed
    if (!segments)
        return segments.error();
    auto subject = KeySubject::resolve(reader, request.kind, request.by);
    if (!subject)
        return subject.error();
    auto matcher = FilterMatcher::compile(request.filter, request.kind, context, reader);
    if (!matcher)
        return matcher.error();
    std::unique_ptr<BreakdownScan> scan(
        new BreakdownScan(reader, context, request, control, std::move(*matcher), std::move(*subject)));
    scan->m_measures = measures;
    scan->prepare(*segments);
    if (measures == Measures::None)
        return scan;
    auto counted = scan->forEachPart([&](std::size_t index) -> Result<void> {
        ScanPart& part = scan->m_parts[index];
        part.cells.resize(part.keys.size());
        RowMask mask;
        for (const Segment& segment : part.segments) {
            if (control.stopRequested())
                return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
            if (auto done = scan->count(part, segment, mask); !done)
                return done;
        }
        return {};
    });
    if (!counted)
        return counted.error();
    scan->group();
    return scan;
}

/// Bounds open windows, leaves out the segments that no window touches and deals the others out in runs of equal length.
void BreakdownScan::prepare(const std::vector<Segment>& segments)
{
    const TimeRange bounds = m_selector.bounds(segments);
    for (TimeRange* range : {&m_window, m_baseline ? &*m_baseline : nullptr}) {
        if (range == nullptr)
            continue;
        if (range->begin == Timestamp::min())
            range->begin = std::min(bounds.begin, range->end);
        if (range->end == Timestamp::max())
            range->end = std::max(bounds.end, range->begin);
    }
    std::vector<Segment> touched;
    std::uint64_t rows = 0;
    for (const Segment& segment : segments) {
        const bool isTouched = m_selector.overlap(segment, m_window) != Rows::None
            || (m_baseline && m_selector.overlap(segment, *m_baseline) != Rows::None);
        if (!isTouched)
            continue;
        touched.push_back(segment);
        rows += segment.rows;
        m_largestDurationSum += static_cast<double>(segment.rows) * static_cast<double>(segment.maxDuration.count());
    }
    const std::size_t codes = std::size_t{m_subject.dictionarySize()} + 1;
    const std::size_t affordable = std::max<std::size_t>(1, partMemory / (codes * sizeof(ScanCell)));
    const std::size_t count = std::min({std::size_t{workerCount()}, affordable, std::max<std::size_t>(1, touched.size())});
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < count; ++i)
        m_parts.emplace_back(KeyReader(m_reader, m_subject));
    for (const Segment& segment : touched) {
        const std::uint64_t part = std::min<std::uint64_t>(seen * count / std::max<std::uint64_t>(rows, 1), count - 1);
        m_parts[part].segments.push_back(segment);
        seen += segment.rows;
    }
}

Result<void> BreakdownScan::forEachPart(const std::function<Result<void>(std::size_t part)>& body)
{
    std::vector<std::optional<Error>> errors(m_parts.size());
    parallelFor(m_parts.size(), [&](std::size_t part) {
        if (auto done = body(part); !done)
            errors[part] = done.error();
    });
    for (const auto& error : errors) {
        if (error)
            return *error;
    }
    return {};
}

Result<void> BreakdownScan::count(ScanPart& part, const Segment& segment, RowMask& mask)
{
    if (auto done = part.keys.open(segment); !done)
        return done;
    auto inWindow = m_selector.select(segment, m_window, mask);
    if (!inWindow)
        return inWindow.error();
    if (*inWindow != Rows::None) {
        if (auto done = addWindow(part, segment, *inWindow, mask); !done)
            return done;
    }
    if (!m_baseline)
        return {};
    auto inBaseline = m_selector.select(segment, *m_baseline, mask);
    if (!inBaseline)
        return inBaseline.error();
    if (*inBaseline != Rows::None)
        addBaseline(part, *inBaseline, mask, segment.rows);
    return {};
}

void BreakdownScan::addBaseline(ScanPart& part, Rows rows, const RowMask& mask, std::uint32_t segmentRows)
{
    std::array<std::uint32_t, blockRows> codes;    // NOLINT: written before it is read
    for (RowBlock block{0, 0}; block.begin < segmentRows; block.begin += block.count) {
        block.count = std::min(blockRows, segmentRows - block.begin);
        part.keys.codes(block, codes.data());
        if (part.cells.size() < part.keys.size())
            part.cells.resize(part.keys.size());
        for (std::uint32_t i = 0; i < block.count; ++i)
            part.cells[codes[i]].baselineCount += rows == Rows::All ? 1U : mask[block.begin + i];
    }
}

Result<MeasuredColumns> BreakdownScan::measuredColumns(const Segment& segment)
{
    MeasuredColumns columns;
    columns.isRequest = segment.kind == RecordKind::Request;
    if (m_measures == Measures::Counts)
        return columns;
    auto state = numberColumn(m_reader, segment, columns.isRequest ? Field::Status : Field::Severity);
    if (!state)
        return state.error();
    columns.state = *state;
    if (segment.kind == RecordKind::LogLine)
        return columns;
    auto duration = numberColumn(m_reader, segment, Field::Duration);
    auto bytes = numberColumn(m_reader, segment, columns.isRequest ? Field::BytesOut : Field::ResponseBytes);
    if (!duration || !bytes)
        return duration ? bytes.error() : duration.error();
    columns.duration = *duration;
    columns.bytes = *bytes;
    columns.lacksDuration = columns.duration == nullptr;
    columns.lacksBytes = columns.bytes == nullptr;
    columns.isChecked = mayMiss(columns.duration) || mayMiss(columns.bytes)
        || mayOverflow(columns.duration, m_largestDurationSum) || (columns.bytes && columns.bytes->width > 4);
    return columns;
}

Result<void> BreakdownScan::addWindow(ScanPart& part, const Segment& segment, Rows rows, const RowMask& mask)
{
    const auto columns = measuredColumns(segment);
    if (!columns)
        return columns.error();
    part.hasDurations = part.hasDurations || columns->duration;
    part.hasBytes = part.hasBytes || columns->bytes;
    const std::int64_t lacking = columns->isChecked ? absent : 0;
    ScanBlock scratch;    // NOLINT: written before it is read
    for (RowBlock block{0, 0}; block.begin < segment.rows; block.begin += block.count) {
        block.count = std::min(blockRows, segment.rows - block.begin);
        std::uint32_t count = block.count;
        if (rows == Rows::Some)
            count = selectedRows(mask, block, scratch.selected.data());
        if (count == 0)
            continue;
        part.keys.codes(block, scratch.codes.data());
        fillFlags(*columns, block, scratch.flags.data());
        fillNumbers(columns->duration.get(), block, lacking, scratch.durations.data());
        fillNumbers(columns->bytes.get(), block, lacking, scratch.bytes.data());
        if (rows == Rows::All)
            addBlock(part, *columns, scratch, count, [](std::uint32_t i) { return i; });
        else
            addBlock(part, *columns, scratch, count, [&](std::uint32_t i) { return scratch.selected[i]; });
    }
    return {};
}

Result<void> BreakdownScan::visitWindow(const Body& body)
{
    return forEachPart([&](std::size_t index) -> Result<void> {
        ScanPart& part = m_parts[index];
        RowMask mask;
        for (const Segment& segment : part.segments) {
            if (m_control.stopRequested())
                return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
            auto rows = m_selector.select(segment, m_window, mask);
            if (!rows)
                return rows.error();
            if (*rows == Rows::None)
                continue;
            if (auto done = part.keys.open(segment); !done)
                return done;
            if (auto done = body(index, segment, *rows, mask); !done)
                return done;
        }
        return {};
    });
}

}    // namespace faultline
