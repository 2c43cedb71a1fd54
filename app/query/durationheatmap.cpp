#include "app/query/recordseries.h"

#include "app/query/breakdownscan.h"
#include "app/query/durationsteps.h"
#include "app/query/timebuckets.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace faultline {
namespace {

constexpr std::size_t mostColumns = 10'000;
constexpr double decades = 13;    // 1 ns to 10,000 s; what is longer stands in the last bin

/// Logarithmic bins of durations from 1 ns on, as whole nanoseconds, so that a duration is placed without a logarithm.
class DurationBins {
public:
    explicit DurationBins(double perDecade) : m_perDecade(perDecade)
    {
        const auto bins = static_cast<std::size_t>(std::ceil(decades * perDecade));
        for (std::size_t bin = 0; bin < bins; ++bin)
            m_begins.push_back(static_cast<std::int64_t>(std::ceil(edge(bin) - 1e-6)));
        for (std::size_t bits = 0; bits < m_firstOfBits.size(); ++bits) {
            const std::int64_t smallest = std::int64_t{1} << bits;
            const auto next = std::upper_bound(m_begins.begin(), m_begins.end(), smallest);
            m_firstOfBits[bits] = static_cast<std::size_t>(next - m_begins.begin()) - 1;
        }
    }

    std::size_t count() const { return m_begins.size(); }
    double edge(std::size_t bin) const { return std::pow(10.0, static_cast<double>(bin) / m_perDecade); }
    std::size_t of(std::int64_t duration) const    // > 0
    {
        std::size_t bin = m_firstOfBits[static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(duration))) - 1];
        while (bin + 1 < m_begins.size() && m_begins[bin + 1] <= duration)
            ++bin;
        return bin;
    }

private:
    double m_perDecade;
    std::vector<std::int64_t> m_begins;
    std::array<std::size_t, 63> m_firstOfBits{};
};

/// Counts of one part: column by column; the last bin of each is that of durations of nothing.
using PartCounts = std::vector<std::uint32_t>;

Result<void> countSegment(BreakdownScan& scan, const Segment& segment, Rows rows, const RowMask& mask, const TimeBuckets& columns,
                          const DurationBins& bins, PartCounts& counts)
{
    const auto column = durationColumn(scan.reader(), segment);
    if (!column)
        return column.error();
    if (*column == nullptr)
        return {};
    std::vector<std::int64_t> times;
    std::vector<std::int64_t> durations;
    if (auto done = scan.selector().times(segment, times); !done)
        return done;
    (*column)->expand(durations);
    BucketCursor cursor(columns);
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
        if ((rows == Rows::Some && mask[row] == 0) || times[row] == absent || durations[row] < 0)
            continue;
        const std::size_t bucket = cursor.of(times[row]);
        if (bucket == BucketCursor::none)
            continue;
        const std::size_t bin = durations[row] == 0 ? bins.count() : bins.of(durations[row]);
        ++counts[bucket * (bins.count() + 1) + bin];
    }
    return {};
}

/// Cuts the bins that nothing fell into off at both ends. Durations of nothing go to the lowest that is left.
void store(const std::vector<PartCounts>& parts, const DurationBins& bins, DurationHeatmap& heatmap)
{
    const std::size_t width = bins.count() + 1;
    PartCounts all(heatmap.columns * width, 0);
    for (const PartCounts& part : parts)
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] += part[i];
    std::size_t lowest = bins.count();
    std::size_t highest = 0;
    bool hasZeros = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t bin = i % width;
        if (all[i] != 0 && bin == bins.count())
            hasZeros = true;
        if (all[i] == 0 || bin == bins.count())
            continue;
        lowest = std::min(lowest, bin);
        highest = std::max(highest, bin);
    }
    if (lowest > highest && !hasZeros)
        return;
    if (lowest > highest)
        lowest = highest = 0;
    heatmap.lowest = Nanoseconds(std::llround(bins.edge(lowest)));
    heatmap.bins = highest - lowest + 1;
    heatmap.counts.assign(heatmap.columns * heatmap.bins, 0);
    for (std::size_t column = 0; column < heatmap.columns; ++column) {
        std::uint32_t* const to = &heatmap.counts[column * heatmap.bins];
        std::copy_n(&all[column * width + lowest], heatmap.bins, to);
        to[0] += all[column * width + bins.count()];
        heatmap.largest = std::max(heatmap.largest, *std::max_element(to, to + heatmap.bins));
    }
}

}    // namespace

Result<DurationHeatmap> durationHeatmap(SegmentReader& reader, const FilterContext& context,
                                        const DurationHeatmapRequest& request, const TaskControl& control)
{
    BreakdownRequest scanned;
    scanned.kind = request.kind;
    scanned.by = "source";
    scanned.window = request.window;
    scanned.filter = request.filter;
    scanned.windowTime = request.windowTime;
    auto scan = BreakdownScan::run(reader, context, scanned, control, BreakdownScan::Measures::None);
    if (!scan)
        return scan.error();
    const TimeRange window = (*scan)->window();
    const std::size_t most = std::clamp<std::size_t>(request.columns, 1, mostColumns);
    const auto columns = TimeBuckets::of(window, request.step.count() != 0 ? request.step : roundStep(window, most), mostColumns);
    if (!columns)
        return columns.error();
    const DurationBins bins(std::clamp(request.binsPerDecade, 1.0, 100.0));
    std::vector<PartCounts> parts((*scan)->parts().size(), PartCounts(columns->count * (bins.count() + 1), 0));
    auto visited = (*scan)->visitWindow([&](std::size_t part, const Segment& segment, Rows rows, const RowMask& mask) {
        return countSegment(**scan, segment, rows, mask, *columns, bins, parts[part]);
    });
    if (!visited)
        return visited.error();
    DurationHeatmap heatmap;
    heatmap.begin = timestampFrom(columns->begin);
    heatmap.step = Nanoseconds(columns->step);
    heatmap.columns = columns->count;
    heatmap.binsPerDecade = std::clamp(request.binsPerDecade, 1.0, 100.0);
    store(parts, bins, heatmap);
    return heatmap;
}

}    // namespace faultline
