#include "app/query/rate.h"

#include "app/query/breakdownscan.h"
#include "app/query/timebuckets.h"

#include <algorithm>
#include <array>

namespace faultline {
namespace {

constexpr std::size_t defaultBuckets = 300;
constexpr std::size_t maxBuckets = 1'000'000;
constexpr std::size_t maxCounts = 8'000'000;    // lines times buckets
constexpr std::uint32_t blockRows = 512;

/// Counts of one part: a line after the other, the buckets of each in order.
using PartCounts = std::vector<std::uint64_t>;

class RateCounter {
public:
    RateCounter(BreakdownScan& scan, const Rate& rate, std::vector<std::uint32_t> lineOfRow)
        : m_scan(scan), m_begin(nanosecondsOf(rate.begin)), m_step(rate.step.count()), m_buckets(rate.buckets),
          m_lineOfRow(std::move(lineOfRow)), m_counts(scan.parts().size(), PartCounts(rate.lines.size() * rate.buckets))
    {
    }

    Result<void> count(std::size_t part, const Segment& segment, Rows rows, const RowMask& mask)
    {
        PartCounts& counts = m_counts[part];
        const bool isOneLine = counts.size() == m_buckets;
        if (isOneLine && countWhole(segment, rows, counts))
            return {};
        std::vector<std::int64_t> times;
        if (auto done = m_scan.selector().times(segment, times); !done)
            return done;
        std::array<std::uint32_t, blockRows> codes{};
        const auto step = static_cast<std::uint64_t>(m_step);
        std::uint64_t bucket = 0;
        std::uint64_t bucketBegin = 0;
        for (RowBlock block{0, 0}; block.begin < segment.rows; block.begin += block.count) {
            block.count = std::min(blockRows, segment.rows - block.begin);
            if (!isOneLine)
                m_scan.keysOf(part).codes(block, codes.data());
            for (std::uint32_t i = 0; i < block.count; ++i) {
                const std::uint32_t row = block.begin + i;
                if ((rows == Rows::Some && mask[row] == 0) || times[row] < m_begin)
                    continue;
                const std::uint64_t offset = static_cast<std::uint64_t>(times[row]) - static_cast<std::uint64_t>(m_begin);
                if (offset - bucketBegin >= step) {    // neighbours mostly share a bucket, and divisions are slow
                    bucket = offset / step;
                    bucketBegin = bucket * step;
                }
                if (bucket < m_buckets)
                    ++counts[(isOneLine ? 0 : lineOf(part, codes[i])) * m_buckets + bucket];
            }
        }
        return {};
    }

    void store(Rate& rate) const
    {
        for (std::size_t line = 0; line < rate.lines.size(); ++line) {
            RateLine& result = rate.lines[line];
            result.counts.assign(m_buckets, 0);
            for (const PartCounts& counts : m_counts) {
                for (std::size_t bucket = 0; bucket < m_buckets; ++bucket)
                    result.counts[bucket] += counts[line * m_buckets + bucket];
            }
            result.total = 0;
            for (const std::uint64_t count : result.counts)
                result.total += count;
        }
    }

private:
    /// A segment that lies within one bucket needs no look at its rows.
    bool countWhole(const Segment& segment, Rows rows, PartCounts& counts) const
    {
        const TimeRange zone = m_scan.selector().bounds({segment});
        if (rows != Rows::All || nanosecondsOf(zone.begin) < m_begin)
            return false;
        const auto offset = [this](std::int64_t time) { return static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(m_begin); };
        const std::uint64_t first = offset(nanosecondsOf(zone.begin)) / static_cast<std::uint64_t>(m_step);
        const std::uint64_t last = offset(nanosecondsOf(zone.end) - 1) / static_cast<std::uint64_t>(m_step);
        if (first != last || first >= m_buckets)
            return false;
        counts[first] += segment.rows;
        return true;
    }

    std::size_t lineOf(std::size_t part, std::uint32_t code) const
    {
        const std::vector<std::uint32_t>& rowOfCode = m_scan.parts()[part].rowOfCode;
        const std::uint32_t row = code < rowOfCode.size() ? rowOfCode[code] : BreakdownScan::noRow;
        return row == BreakdownScan::noRow ? m_lineOfRow.back() : m_lineOfRow[row];
    }

    BreakdownScan& m_scan;
    std::int64_t m_begin;
    std::int64_t m_step;
    std::size_t m_buckets;
    std::vector<std::uint32_t> m_lineOfRow;    ///< one more than rows: where unknown codes go
    std::vector<PartCounts> m_counts;
};

/// One line a value for the `top` most frequent ones, then "(other)"; returns the line of each row.
std::vector<std::uint32_t> makeLines(const BreakdownScan& scan, const RateRequest& request, Rate& rate)
{
    const std::vector<ScanRow>& rows = scan.rows();
    if (request.by.empty()) {
        rate.lines.emplace_back();
        return std::vector<std::uint32_t>(rows.size() + 1, 0);
    }
    std::vector<std::uint32_t> order(rows.size());
    for (std::uint32_t row = 0; row < order.size(); ++row)
        order[row] = row;
    std::sort(order.begin(), order.end(), [&rows](std::uint32_t left, std::uint32_t right) {
        const ScanRow& a = rows[left];
        const ScanRow& b = rows[right];
        if (a.count != b.count)
            return a.count > b.count;
        if (a.isAbsent != b.isAbsent)
            return b.isAbsent;
        return a.number != b.number ? a.number < b.number : a.text < b.text;
    });
    const std::size_t named = std::min(request.top == 0 ? order.size() : request.top, order.size());
    const auto otherLine = static_cast<std::uint32_t>(named);
    std::vector<std::uint32_t> lineOfRow(rows.size() + 1, otherLine);
    for (std::uint32_t line = 0; line < named; ++line) {
        lineOfRow[order[line]] = line;
        rate.lines.emplace_back().value = scan.valueOf(rows[order[line]]);
        rate.lines.back().isAbsent = rows[order[line]].isAbsent;
    }
    rate.lines.emplace_back().value = "(other)";
    rate.lines.back().isOther = true;
    return lineOfRow;
}

}    // namespace

Result<Rate> rate(SegmentReader& reader, const FilterContext& context, const RateRequest& request, const TaskControl& control)
{
    BreakdownRequest counting;
    counting.kind = request.kind;
    counting.by = request.by.empty() ? "source" : request.by;
    counting.window = request.window;
    counting.filter = request.filter;
    counting.windowTime = request.windowTime;
    const auto measures = request.by.empty() ? BreakdownScan::Measures::None : BreakdownScan::Measures::Counts;
    auto ran = BreakdownScan::run(reader, context, counting, control, measures);
    if (!ran)
        return ran.error();
    BreakdownScan& scan = **ran;

    Rate result;
    const auto buckets = TimeBuckets::of(scan.window(), request.step.value_or(roundStep(scan.window(), defaultBuckets)), maxBuckets);
    if (!buckets)
        return buckets.error();
    result.step = Nanoseconds(buckets->step);
    result.buckets = buckets->count;
    result.begin = timestampFrom(buckets->begin);
    std::vector<std::uint32_t> lineOfRow = makeLines(scan, request, result);
    if (result.lines.size() * result.buckets > maxCounts) {
        return Error{ErrorKind::Usage, "Cannot count in such small steps",
                     "they would make " + std::to_string(result.lines.size() * result.buckets) + " values in all lines",
                     "Take a longer step, a shorter window or fewer lines"};
    }
    RateCounter counter(scan, result, std::move(lineOfRow));
    auto visited = scan.visitWindow([&](std::size_t part, const Segment& segment, Rows rows, const RowMask& mask) {
        return counter.count(part, segment, rows, mask);
    });
    if (!visited)
        return visited.error();
    counter.store(result);
    if (!result.lines.empty() && result.lines.back().isOther && result.lines.back().total == 0)
        result.lines.pop_back();
    return result;
}

}    // namespace faultline
