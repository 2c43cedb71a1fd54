#include "app/query/percentiles.h"

#include "app/base/parallel.h"
#include "app/query/durationranks.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace faultline {
namespace {

constexpr std::size_t gatherLimit = std::size_t{64} << 20;    // durations held at once; more rows take several passes
constexpr std::size_t mostRowsOfATask = 256;
constexpr std::size_t histogramFrom = 1024;
constexpr std::size_t histogramBuckets = 2048;
constexpr std::uint32_t prefetchDistance = 16;

/// Where the next duration of a code goes. Full, or never wanted: into a spare place, so that the loop needs no branch and a
/// case that changes between the two passes cannot write elsewhere.
struct Target {
    std::uint32_t position = 0;
    std::uint32_t end = 0;
};

Result<DurationScale> durationScale(BreakdownScan& scan)
{
    DurationScale scale;
    std::uint64_t step = 0;
    std::int64_t low = std::numeric_limits<std::int64_t>::max();
    std::int64_t high = 0;
    for (const ScanPart& part : scan.parts()) {
        for (const Segment& segment : part.segments) {
            auto column = scan.reader().column(segment, Field::Duration);
            if (!column)
                return column.error();
            if (*column == nullptr || (*column)->isText)
                continue;
            const ColumnData& data = **column;
            if (data.base < 0 || data.scale < 0)    // damage: negative durations are left out, the rest is kept as it is
                return scale;
            low = std::min(low, data.base);
            high = std::max(high, segment.maxDuration.count());
            if (data.width != 0)
                step = std::gcd(step, static_cast<std::uint64_t>(data.scale));
        }
    }
    for (const ScanPart& part : scan.parts()) {
        for (const Segment& segment : part.segments) {
            auto column = scan.reader().column(segment, Field::Duration);
            if (column && *column && !(*column)->isText)
                step = std::gcd(step, static_cast<std::uint64_t>((*column)->base - low));
        }
    }
    if (high < low)    // no durations at all, or a damaged zone map
        return scale;
    scale.low = low;
    scale.step = std::max<std::uint64_t>(step, 1);
    scale.steps = static_cast<std::uint64_t>(high - low) / scale.step;
    return scale;
}

/// Values below `pivot` to the front, without a branch that depends on the values; returns how many.
template <typename Value, typename IsFront>
std::size_t partitioned(Value* values, std::size_t count, IsFront isFront)
{
    std::size_t front = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Value value = values[i];
        values[i] = values[front];
        values[front] = value;
        front += isFront(value) ? 1U : 0U;
    }
    return front;
}

/// Quickselect for short runs, three times faster here than std::nth_element, whose branches are mispredicted half of the
/// time. Durations repeat a lot, so equal values are set apart; a run of bad pivots ends in std::nth_element.
template <typename Value>
Value selected(Value* values, std::size_t count, std::size_t rank)
{
    for (int rounds = 0; count > 12 && rounds < 40; ++rounds) {
        const Value first = values[0];
        const Value middle = values[count / 2];
        const Value last = values[count - 1];
        const Value pivot = std::max(std::min(first, middle), std::min(std::max(first, middle), last));
        const std::size_t below = partitioned(values, count, [pivot](Value value) { return value < pivot; });
        if (rank < below) {
            count = below;
            continue;
        }
        values += below;
        count -= below;
        rank -= below;
        const std::size_t equal = partitioned(values, count, [pivot](Value value) { return value == pivot; });
        if (rank < equal)
            return pivot;
        values += equal;
        count -= equal;
        rank -= equal;
    }
    std::nth_element(values, values + rank, values + count);
    return values[rank];
}

template <typename Value>
void selectByPartition(Value* values, std::size_t count, const std::array<std::size_t, 3>& ranks, std::array<Value, 3>& found)
{
    // A selection leaves everything above its rank behind it: the next, larger rank looks only there.
    std::size_t done = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        if (i > 0 && ranks[i] == ranks[i - 1]) {
            found[i] = found[i - 1];
            continue;
        }
        found[i] = selected(values + done, count - done, ranks[i] - done);
        done = ranks[i];
    }
}

/// For long runs: counts by the high bits, then looks only into the buckets that hold the ranks.
template <typename Value>
void selectByHistogram(Value* values, std::size_t count, const std::array<std::size_t, 3>& ranks, std::array<Value, 3>& found)
{
    Value low = values[0];
    Value high = values[0];
    for (std::size_t i = 1; i < count; ++i) {
        low = std::min(low, values[i]);
        high = std::max(high, values[i]);
    }
    unsigned shift = 0;
    const auto bucketOf = [&](Value value) { return static_cast<std::size_t>((std::uint64_t{value} - low) >> shift); };
    while (bucketOf(high) >= histogramBuckets)
        ++shift;
    std::array<std::uint32_t, histogramBuckets> counts{};
    for (std::size_t i = 0; i < count; ++i)
        ++counts[bucketOf(values[i])];
    std::vector<Value> bucketValues;
    for (std::size_t r = 0; r < ranks.size(); ++r) {
        std::size_t bucket = 0;
        std::size_t before = 0;
        while (before + counts[bucket] <= ranks[r])
            before += counts[bucket++];
        if (shift == 0) {
            found[r] = static_cast<Value>(std::uint64_t{low} + bucket);
            continue;
        }
        bucketValues.resize(counts[bucket] + std::size_t{1});    // one more: where what is left out is written
        std::size_t taken = 0;
        for (std::size_t i = 0; i < count; ++i) {
            bucketValues[taken] = values[i];
            taken += bucketOf(values[i]) == bucket ? 1U : 0U;
        }
        found[r] = selected(bucketValues.data(), taken, ranks[r] - before);
    }
}

template <typename Value>
class Gatherer {
public:
    Gatherer(BreakdownScan& scan, DurationScale scale) : m_scan(scan), m_scale(scale) {}

    /// Percentiles of rows[first, last) into `results`.
    Result<void> run(const std::vector<std::uint32_t>& rows, std::size_t first, std::size_t last,
                     std::vector<DurationPercentiles>& results)
    {
        placeRows(rows, first, last);
        auto gathered = m_scan.visitWindow(
            [this](std::size_t part, const Segment& segment, Rows taken, const RowMask& mask) -> Result<void> {
                return gather(part, segment, taken, mask);
            });
        if (!gathered)
            return gathered;
        if (!isFilled()) {
            return Error{ErrorKind::Interrupted, "Cannot finish the query", "the case was changed while it was read",
                         "Run it again"};
        }
        const std::size_t rowsPerTask = std::clamp<std::size_t>((last - first) / 64, 1, mostRowsOfATask);
        const std::size_t tasks = (last - first + rowsPerTask - 1) / rowsPerTask;
        parallelFor(tasks, [&](std::size_t task) {
            const std::size_t end = std::min(last, first + (task + 1) * rowsPerTask);
            for (std::size_t i = first + task * rowsPerTask; i < end; ++i)
                results[i] = percentilesOf(m_begins[i - first], m_ends[i - first]);
        });
        return {};
    }

private:
    /// Gives every wanted code of every part its own stretch within the stretch of its row.
    void placeRows(const std::vector<std::uint32_t>& rows, std::size_t first, std::size_t last)
    {
        std::vector<std::uint32_t> next(m_scan.rows().size(), BreakdownScan::noRow);
        m_begins.clear();
        m_ends.clear();
        std::size_t total = 0;
        for (std::size_t i = first; i < last; ++i) {
            next[rows[i]] = static_cast<std::uint32_t>(total);
            m_begins.push_back(total);
            total += m_scan.rows()[rows[i]].durations;
            m_ends.push_back(total);
        }
        m_spare = total;
        m_values = std::make_unique_for_overwrite<Value[]>(total + m_scan.parts().size());
        m_targets.resize(m_scan.parts().size());
        for (std::size_t p = 0; p < m_targets.size(); ++p) {
            const ScanPart& part = m_scan.parts()[p];
            m_targets[p].assign(part.cells.size(), Target{});
            for (std::uint32_t code = 0; code < part.cells.size(); ++code) {
                const std::uint32_t row = part.rowOfCode[code];
                if (row == BreakdownScan::noRow || next[row] == BreakdownScan::noRow)
                    continue;
                m_targets[p][code] = {next[row], next[row] + part.durationsOf(code)};
                next[row] = m_targets[p][code].end;
            }
        }
    }

    Result<void> gather(std::size_t part, const Segment& segment, Rows taken, const RowMask& mask)
    {
        const auto column = durationColumn(m_scan.reader(), segment);
        if (!column)
            return column.error();
        if (*column == nullptr)
            return {};
        KeyReader& keys = m_scan.keysOf(part);
        const std::size_t spare = m_spare + part;
        std::array<std::uint32_t, stepBlockRows> codes;    // NOLINT: written before they are read
        visitSteps<Value>(**column, m_scale, taken, mask, [&](RowBlock block, std::uint32_t count, const Value* steps, auto rowAt) {
            keys.codes(block, codes.data());
            if (m_targets[part].size() < keys.size())
                m_targets[part].resize(keys.size());
            Target* const targets = m_targets[part].data();
            for (std::uint32_t i = 0; i < count; ++i) {
                if (i + prefetchDistance < count)
                    __builtin_prefetch(&m_values[targets[codes[rowAt(i + prefetchDistance)]].position], 1);
                put(targets[codes[rowAt(i)]], spare, steps[i]);
            }
        });
        return {};
    }

    void put(Target& target, std::size_t spare, Value value)
    {
        const bool hasRoom = target.position < target.end;
        m_values[hasRoom ? target.position : spare] = value;
        target.position += hasRoom ? 1U : 0U;
    }

    bool isFilled() const
    {
        return std::all_of(m_targets.begin(), m_targets.end(), [](const std::vector<Target>& targets) {
            return std::all_of(targets.begin(), targets.end(), [](Target target) { return target.position == target.end; });
        });
    }

    DurationPercentiles percentilesOf(std::size_t begin, std::size_t end)
    {
        const std::size_t count = end - begin;
        if (count == 0)
            return {};
        Value* const values = m_values.get() + begin;
        const std::array<std::size_t, 3> ranks{nearestRank(count, 50), nearestRank(count, 95), nearestRank(count, 99)};
        std::array<Value, 3> found{};
        if (count >= histogramFrom)
            selectByHistogram(values, count, ranks, found);
        else
            selectByPartition(values, count, ranks, found);
        return {m_scale.durationOf(found[0]), m_scale.durationOf(found[1]), m_scale.durationOf(found[2])};
    }

    BreakdownScan& m_scan;
    DurationScale m_scale;
    std::unique_ptr<Value[]> m_values;    ///< a spare place a part behind the last
    std::size_t m_spare = 0;
    std::vector<std::size_t> m_begins;
    std::vector<std::size_t> m_ends;
    std::vector<std::vector<Target>> m_targets;    ///< by part and code
};

template <typename Value>
Result<void> gatherAll(BreakdownScan& scan, DurationScale scale, const std::vector<std::uint32_t>& rows,
                       std::vector<DurationPercentiles>& results)
{
    Gatherer<Value> gatherer(scan, scale);
    for (std::size_t first = 0; first < rows.size();) {
        std::size_t last = first;
        std::uint64_t durations = 0;
        while (last < rows.size() && (last == first || durations + scan.rows()[rows[last]].durations <= gatherLimit))
            durations += scan.rows()[rows[last++]].durations;
        if (auto done = gatherer.run(rows, first, last, results); !done)
            return done;
        first = last;
    }
    return {};
}

}    // namespace

Result<std::vector<DurationPercentiles>> durationPercentiles(BreakdownScan& scan, const std::vector<std::uint32_t>& rows)
{
    std::vector<DurationPercentiles> results(rows.size());
    if (!scan.hasDurations() || rows.empty())
        return results;
    const auto scale = durationScale(scan);
    if (!scale)
        return scale.error();
    auto done = paysToRank(scan, *scale, rows)                           ? percentilesByRank(scan, *scale, rows, results)
        : scale->steps < std::numeric_limits<std::uint16_t>::max() ? gatherAll<std::uint16_t>(scan, *scale, rows, results)
        : scale->steps < std::numeric_limits<std::uint32_t>::max()       ? gatherAll<std::uint32_t>(scan, *scale, rows, results)
                                                                         : gatherAll<std::uint64_t>(scan, *scale, rows, results);
    if (!done)
        return done.error();
    return results;
}

}    // namespace faultline
