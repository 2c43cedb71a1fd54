#include "app/query/breakdown.h"

#include "app/base/parallel.h"
#include "app/query/breakdownscan.h"
#include "app/query/percentiles.h"
#include "app/query/roworder.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace faultline {
namespace {

constexpr double nanosecondsPerSecond = 1e9;
constexpr double nanosecondsPerMillisecond = 1e6;
constexpr std::size_t rowsPerTask = 2048;
constexpr std::size_t prefetchDistance = 8;

double secondsOf(const TimeRange& range)
{
    return static_cast<double>(nanosecondsOf(range.end)) / nanosecondsPerSecond
        - static_cast<double>(nanosecondsOf(range.begin)) / nanosecondsPerSecond;
}

double rateOf(std::uint64_t count, double seconds) { return seconds > 0 ? static_cast<double>(count) / seconds : 0; }

/// Expectation-based Poisson log-likelihood ratio of a count against the baseline scaled to the window's length; half a record
/// is added to the baseline so that new values stay finite. Negative when there are fewer than expected.
double gainOf(std::uint64_t count, std::uint64_t baselineCount, double windowSeconds, double baselineSeconds)
{
    if (windowSeconds <= 0 || baselineSeconds <= 0)
        return 0;
    const auto seen = static_cast<double>(count);
    const double expected = (static_cast<double>(baselineCount) + 0.5) * windowSeconds / baselineSeconds;
    const double gain = (count == 0 ? 0 : seen * std::log(seen / expected)) - (seen - expected);
    return seen >= expected ? gain : -gain;
}

struct Lengths {
    double window = 0;
    double baseline = 0;
};

double sortKey(const ScanRow& row, BreakdownSort sort, Lengths lengths)
{
    switch (sort) {
    case BreakdownSort::Count:
        return static_cast<double>(row.count);
    case BreakdownSort::Duration:
        return static_cast<double>(row.durationSum);
    case BreakdownSort::Bytes:
        return static_cast<double>(row.bytes);
    case BreakdownSort::Errors:
        return static_cast<double>(row.errors);
    case BreakdownSort::Change:
        return gainOf(row.count, row.baselineCount, lengths.window, lengths.baseline);
    }
    return 0;
}

/// Rows in the order asked for, cut to `top`; equal keys by value, the absent one last.
std::vector<std::uint32_t> orderedRows(const BreakdownScan& scan, const BreakdownRequest& request, Lengths lengths)
{
    std::vector<RowKey> keys(scan.rows().size());
    for (std::uint32_t row = 0; row < keys.size(); ++row)
        keys[row] = {sortKey(scan.rows()[row], request.sort, lengths), 0, row};
    return inOrder(scan, std::move(keys), request.top);
}

std::optional<double> milliseconds(std::int64_t nanoseconds)
{
    if (nanoseconds == absent)
        return std::nullopt;
    return static_cast<double>(nanoseconds) / nanosecondsPerMillisecond;
}

class RowWriter {
public:
    RowWriter(const BreakdownScan& scan, const BreakdownRequest& request, Lengths lengths)
        : m_scan(scan), m_request(request), m_lengths(lengths)
    {
    }

    void write(const ScanRow& sums, const DurationPercentiles& percentiles, BreakdownRow& row) const
    {
        row.value = m_scan.valueOf(sums);
        row.route = m_scan.routeOf(sums);
        row.isAbsent = sums.isAbsent;
        row.count = sums.count;
        row.share = m_scan.records() == 0 ? 0 : static_cast<double>(sums.count) / static_cast<double>(m_scan.records());
        row.ratePerSecond = rateOf(sums.count, m_lengths.window);
        row.errors = sums.errors;
        if (m_request.kind == RecordKind::Request)
            row.abandoned = sums.abandoned;
        if (m_scan.hasDurations() && sums.durations != 0)
            row.durationSumSeconds = static_cast<double>(sums.durationSum) / nanosecondsPerSecond;
        row.p50Ms = milliseconds(percentiles.p50);
        row.p95Ms = milliseconds(percentiles.p95);
        row.p99Ms = milliseconds(percentiles.p99);
        if (m_scan.hasBytes() && sums.sizes != 0)
            row.bytes = sums.bytes;
        if (m_scan.baseline())
            writeBaseline(sums, row);
    }

private:
    void writeBaseline(const ScanRow& sums, BreakdownRow& row) const
    {
        row.baselineCount = sums.baselineCount;
        row.baselineRatePerSecond = rateOf(sums.baselineCount, m_lengths.baseline);
        if (row.baselineRatePerSecond > 0)
            row.ratio = row.ratePerSecond / row.baselineRatePerSecond;
        row.changePerSecond = row.ratePerSecond - row.baselineRatePerSecond;
        row.gain = gainOf(sums.count, sums.baselineCount, m_lengths.window, m_lengths.baseline);
    }

    const BreakdownScan& m_scan;
    const BreakdownRequest& m_request;
    Lengths m_lengths;
};

}    // namespace

Result<Breakdown> breakdown(SegmentReader& reader, const FilterContext& context, const BreakdownRequest& request,
                            const TaskControl& control)
{
    auto ran = BreakdownScan::run(reader, context, request, control);
    if (!ran)
        return ran.error();
    BreakdownScan& scan = **ran;
    const Lengths lengths{secondsOf(scan.window()), scan.baseline() ? secondsOf(*scan.baseline()) : 0};
    const std::vector<std::uint32_t> order = orderedRows(scan, request, lengths);
    const auto percentiles = durationPercentiles(scan, order);
    if (!percentiles)
        return percentiles.error();

    Breakdown result;
    result.records = scan.records();
    result.baselineRecords = scan.baselineRecords();
    result.values = scan.rows().size();
    result.window = scan.window();
    result.baseline = scan.baseline();
    result.rows.resize(order.size());
    const RowWriter writer(scan, request, lengths);
    parallelFor((order.size() + rowsPerTask - 1) / rowsPerTask, [&](std::size_t task) {
        const std::size_t end = std::min(order.size(), (task + 1) * rowsPerTask);
        for (std::size_t i = task * rowsPerTask; i < end; ++i) {
            // Rows and texts lie scattered; fetching them ahead hides the wait.
            if (i + 2 * prefetchDistance < end)
                __builtin_prefetch(&scan.rows()[order[i + 2 * prefetchDistance]]);
            if (i + prefetchDistance < end)
                __builtin_prefetch(scan.rows()[order[i + prefetchDistance]].text.data());
            writer.write(scan.rows()[order[i]], (*percentiles)[i], result.rows[i]);
        }
    });
    return result;
}

}    // namespace faultline
