#include "app/query/valueseries.h"

#include "app/base/parallel.h"
#include "app/query/breakdownscan.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <numeric>

namespace faultline {

namespace {

constexpr std::uint32_t blockRows = 512;
constexpr std::uint32_t noLine = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t mostCells = 16'000'000;    // lines times buckets, 128 MB
constexpr std::size_t linesTogether = 16;
constexpr double nanosecondsPerSecond = 1e9;

/// Adds all lines up, over all threads in one table: whole numbers, so that no order shows. A bucket's lines lie together: records come about
/// in their order, so that one bucket is worked on for a while, and it stays in the cache.
class LineCounter {
public:
    LineCounter(BreakdownScan& scan, const TimeBuckets& buckets, const std::vector<std::uint32_t>& lineOfRow, std::size_t lines, Measure measure)
        : m_scan(scan), m_buckets(buckets), m_lineOfRow(lineOfRow), m_lines(lines), m_measure(measure), m_sums(lines * buckets.count, 0),
          m_largest(std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(std::max<std::uint64_t>(1, scan.records())))
    {
    }

    Result<void> run()
    {
        return m_scan.visitWindow([this](std::size_t part, const Segment& segment, Rows rows, const RowMask& mask) {
            return count(part, segment, rows, mask);
        });
    }

    /// Some lines at once, so that what is read of a bucket is used.
    void fill(std::vector<ValueSeries>& lines) const
    {
        const double seconds = static_cast<double>(m_buckets.step) / nanosecondsPerSecond;
        const double unit = m_measure == Measure::DurationSum ? nanosecondsPerSecond * seconds : seconds;
        parallelFor((m_lines + linesTogether - 1) / linesTogether, [&](std::size_t block) {
            const std::size_t first = block * linesTogether;
            const std::size_t last = std::min(m_lines, first + linesTogether);
            for (std::size_t line = first; line < last; ++line)
                lines[line].values.resize(m_buckets.count);
            for (std::size_t bucket = 0; bucket < m_buckets.count; ++bucket) {
                for (std::size_t line = first; line < last; ++line)
                    lines[line].values[bucket] = static_cast<double>(m_sums[bucket * m_lines + line]) / unit;
            }
        });
    }

private:
    Result<void> count(std::size_t part, const Segment& segment, Rows rows, const RowMask& mask)
    {
        std::vector<std::int64_t> times;
        if (auto done = m_scan.selector().times(segment, times); !done)
            return done;
        auto amounts = amountsOf(segment);
        if (!amounts)
            return amounts.error();
        std::array<std::uint32_t, blockRows> codes{};
        BucketCursor cursor(m_buckets);
        for (RowBlock block{0, 0}; block.begin < segment.rows; block.begin += block.count) {
            block.count = std::min(blockRows, segment.rows - block.begin);
            m_scan.keysOf(part).codes(block, codes.data());
            for (std::uint32_t i = 0; i < block.count; ++i) {
                const std::uint32_t row = block.begin + i;
                if ((rows == Rows::Some && mask[row] == 0) || times[row] == absent)
                    continue;
                const std::uint32_t line = lineOf(part, codes[i]);
                const std::size_t bucket = line == noLine ? BucketCursor::none : cursor.of(times[row]);
                if (bucket != BucketCursor::none)
                    add(bucket * m_lines + line, amounts->empty() ? 1 : (*amounts)[row]);
            }
        }
        return {};
    }

    /// By row; empty: each counts one.
    Result<std::vector<std::int64_t>> amountsOf(const Segment& segment) const
    {
        std::vector<std::int64_t> amounts;
        if (m_measure == Measure::Rate)
            return amounts;
        const bool isRequest = segment.kind == RecordKind::Request;
        Field field = Field::Duration;
        if (m_measure == Measure::BytesPerSecond)
            field = isRequest ? Field::BytesOut : Field::ResponseBytes;
        if (m_measure == Measure::Errors)
            field = isRequest ? Field::Status : Field::Severity;
        const auto column = m_scan.reader().column(segment, field);
        if (!column)
            return column.error();
        if (*column == nullptr || (*column)->isText || (*column)->rows != segment.rows) {
            amounts.assign(segment.rows, 0);
            return amounts;
        }
        (*column)->expand(amounts);
        if (m_measure == Measure::Errors) {
            const std::int64_t least = isRequest ? 500 : static_cast<std::int64_t>(Severity::Error);
            for (std::int64_t& amount : amounts)
                amount = amount >= least ? 1 : 0;
        }
        return amounts;
    }

    std::uint32_t lineOf(std::size_t part, std::uint32_t code) const
    {
        const std::vector<std::uint32_t>& rowOfCode = m_scan.parts()[part].rowOfCode;
        const std::uint32_t row = code < rowOfCode.size() ? rowOfCode[code] : BreakdownScan::noRow;
        return row == BreakdownScan::noRow ? noLine : m_lineOfRow[row];
    }

    /// Negative numbers are damage and count as absent; no sum of the largest overflows.
    void add(std::size_t cell, std::int64_t amount)
    {
        if (amount > 0)
            std::atomic_ref(m_sums[cell]).fetch_add(std::min(amount, m_largest), std::memory_order_relaxed);
    }

    BreakdownScan& m_scan;
    const TimeBuckets& m_buckets;
    const std::vector<std::uint32_t>& m_lineOfRow;
    std::size_t m_lines;
    Measure m_measure;
    std::vector<std::int64_t> m_sums;
    std::int64_t m_largest;
};

/// The rows with most records in the selection, and those with most duration; equal ones by value.
std::vector<std::uint32_t> largestRows(const BreakdownScan& scan, std::size_t most)
{
    const std::vector<ScanRow>& rows = scan.rows();
    const auto before = [&rows](auto measure) {
        return [&rows, measure](std::uint32_t left, std::uint32_t right) {
            const ScanRow& a = rows[left];
            const ScanRow& b = rows[right];
            if (measure(a) != measure(b))
                return measure(a) > measure(b);
            if (a.isAbsent != b.isAbsent)
                return b.isAbsent;
            return a.number != b.number ? a.number < b.number : a.text < b.text;
        };
    };
    const auto byCount = before([](const ScanRow& row) { return row.baselineCount; });
    const auto byDuration = before([](const ScanRow& row) { return row.durationSum; });
    std::vector<std::uint32_t> order(rows.size());
    std::iota(order.begin(), order.end(), 0U);
    if (order.size() > most) {
        const auto half = static_cast<std::ptrdiff_t>((most + 1) / 2);
        std::nth_element(order.begin(), order.begin() + half, order.end(), byCount);
        const auto rest = static_cast<std::ptrdiff_t>(most) - half;
        std::nth_element(order.begin() + half, order.begin() + half + rest, order.end(), byDuration);
        order.resize(most);
    }
    std::sort(order.begin(), order.end(), byCount);
    return order;
}

BreakdownRequest scanRequest(const ValueSeriesRequest& request, const TimeBuckets& buckets)
{
    BreakdownRequest scan;
    scan.kind = request.kind;
    scan.by = request.by;
    scan.window = buckets.range();
    scan.baseline = request.selection;    // counted beside the window
    scan.filter = request.filter;
    scan.windowTime = request.windowTime;
    return scan;
}

}    // namespace

struct ValueSeriesScan::State {
    ValueSeriesList list;                      ///< without values
    BreakdownRequest asked;
    std::unique_ptr<BreakdownScan> scan;
    std::vector<std::uint32_t> lineOfRow;
};

ValueSeriesScan::ValueSeriesScan() : m_state(std::make_unique<State>()) {}

ValueSeriesScan::~ValueSeriesScan() = default;

Result<std::unique_ptr<ValueSeriesScan>> ValueSeriesScan::run(SegmentReader& reader, const FilterContext& context, const ValueSeriesRequest& request,
                                                              const TaskControl& control)
{
    const auto buckets = TimeBuckets::of(request.window, request.step, mostCells);
    if (!buckets)
        return buckets.error();
    std::unique_ptr<ValueSeriesScan> result(new ValueSeriesScan);
    State& state = *result->m_state;
    ValueSeriesList& list = state.list;
    list.buckets = *buckets;
    state.asked = scanRequest(request, list.buckets);
    auto ran = BreakdownScan::run(reader, context, state.asked, control);
    if (!ran)
        return ran.error();
    state.scan = std::move(*ran);
    const std::size_t most = std::min(request.mostValues, mostCells / std::max<std::size_t>(1, list.buckets.count));
    const std::vector<std::uint32_t> rows = largestRows(*state.scan, most);
    list.leftOut = state.scan->rows().size() - rows.size();
    state.lineOfRow.assign(state.scan->rows().size(), noLine);
    for (std::uint32_t line = 0; line < rows.size(); ++line) {
        const ScanRow& row = state.scan->rows()[rows[line]];
        state.lineOfRow[rows[line]] = line;
        list.lines.push_back({state.scan->valueOf(row), row.isAbsent, row.baselineCount, {}});
    }
    return result;
}

Result<ValueSeriesList> ValueSeriesScan::measured(Measure measure)
{
    LineCounter counter(*m_state->scan, m_state->list.buckets, m_state->lineOfRow, m_state->list.lines.size(), measure);
    if (auto done = counter.run(); !done)
        return done.error();
    ValueSeriesList list = m_state->list;
    counter.fill(list.lines);
    return list;
}

Result<ValueSeriesList> valueSeries(SegmentReader& reader, const FilterContext& context, const ValueSeriesRequest& request,
                                    const TaskControl& control)
{
    auto scan = ValueSeriesScan::run(reader, context, request, control);
    if (!scan)
        return scan.error();
    return (*scan)->measured(request.measure);
}

}    // namespace faultline
