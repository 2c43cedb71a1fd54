#include "app/query/recordseries.h"

#include "app/query/recordseriescounter.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>

namespace faultline {
namespace {

constexpr std::size_t mostBuckets = 1'000'000;
constexpr Nanoseconds second{1'000'000'000};

/// The window of the data where the request is open.
Result<TimeRange> boundedWindow(SegmentReader& reader, const FilterContext& context, const RecordSeriesRequest& request,
                                const std::vector<Segment>& segments)
{
    auto everything = FilterMatcher::compile({}, request.kind, context, reader);
    if (!everything)
        return everything.error();
    const bool isUnderWay = request.measure == Measure::InFlight;
    const WindowTime first = isUnderWay ? WindowTime::Arrival : request.windowTime;
    const WindowTime last = isUnderWay ? WindowTime::Completion : request.windowTime;
    TimeRange window = request.window;
    if (window.begin == Timestamp::min())
        window.begin = std::min(RecordSelector(reader, *everything, first).bounds(segments).begin, window.end);
    if (window.end == Timestamp::max())
        window.end = std::max(RecordSelector(reader, *everything, last).bounds(segments).end, window.begin);
    return window;
}

/// The first segment of each source tells: finer buckets than the stamps would be a comb of empty ones.
Result<Nanoseconds> smallestStep(SegmentReader& reader, const std::vector<Segment>& segments)
{
    std::uint64_t resolution = 0;
    std::set<std::int64_t> seen;
    for (const Segment& segment : segments) {
        if (!seen.insert(segment.sourceId).second)
            continue;
        auto times = reader.column(segment, Field::Time);
        if (!times)
            return times.error();
        if (*times == nullptr || (*times)->isText)
            continue;
        resolution = std::gcd(resolution, static_cast<std::uint64_t>((*times)->base));
        if ((*times)->width != 0)
            resolution = std::gcd(resolution, static_cast<std::uint64_t>((*times)->scale));
    }
    const bool isWholeSeconds = resolution % static_cast<std::uint64_t>(second.count()) == 0;
    return isWholeSeconds ? second : Nanoseconds(std::chrono::milliseconds(1));
}

Result<TimeBuckets> bucketsOf(SegmentReader& reader, const FilterContext& context, const RecordSeriesRequest& request,
                              const std::vector<Segment>& segments, Nanoseconds smallest)
{
    const auto window = boundedWindow(reader, context, request, segments);
    if (!window)
        return window.error();
    if (request.step.count() != 0)
        return TimeBuckets::of(*window, request.step, mostBuckets);
    const std::size_t most = std::clamp<std::size_t>(request.maxBuckets, 1, mostBuckets);
    return TimeBuckets::of(*window, roundStep(*window, most, smallest), most);
}

/// Records that arrived before the buckets may still be under way in them.
TimeRange arrivalsOf(const TimeRange& range, const std::vector<Segment>& segments)
{
    Nanoseconds longest{0};
    for (const Segment& segment : segments)
        longest = std::max(longest, segment.maxDuration);
    const bool isFarBack = range.begin <= Timestamp::min() + longest;
    return {isFarBack ? Timestamp::min() : range.begin - longest, range.end};
}

std::size_t percentOf(Measure measure)
{
    return measure == Measure::DurationP50 ? 50 : measure == Measure::DurationP95 ? 95 : 99;
}

Result<std::vector<double>> measured(BreakdownScan& scan, Measure measure, const TimeBuckets& buckets)
{
    const auto finished = [](auto& counter) -> Result<std::vector<double>> {
        if (auto done = counter.run(); !done)
            return done.error();
        return counter.values();
    };
    switch (measure) {
    case Measure::DurationP50:
    case Measure::DurationP95:
    case Measure::DurationP99: {
        BucketPercentiles percentiles(scan, percentOf(measure), buckets);
        return finished(percentiles);
    }
    case Measure::InFlight: {
        BucketsUnderWay underWay(scan, buckets);
        return finished(underWay);
    }
    case Measure::Rate:
    case Measure::Errors:
    case Measure::ErrorShare:
    case Measure::Abandoned:
    case Measure::BytesPerSecond:
    case Measure::DurationSum: break;
    }
    BucketCounter counter(scan, measure, buckets);
    return finished(counter);
}

/// Where the sources have records at all, by source: before, after and between them nothing is known, and nothing is not 0.
std::vector<TimeRange> coverageOf(const std::vector<Segment>& segments, Nanoseconds reach)
{
    std::map<std::int64_t, TimeRange> bySource;
    for (const Segment& segment : segments) {
        TimeRange& range = bySource.try_emplace(segment.sourceId, TimeRange{segment.first, segment.last}).first->second;
        range.begin = std::min(range.begin, segment.first);
        range.end = std::max(range.end, segment.last);
    }
    std::vector<TimeRange> coverage;
    for (const auto& [source, range] : bySource)
        coverage.push_back({range.begin - reach, range.end + reach});
    return coverage;
}

void leaveOutTheUnknown(std::vector<Sample>& samples, Nanoseconds step, const std::vector<TimeRange>& coverage)
{
    for (Sample& sample : samples) {
        const auto covers = [&](const TimeRange& range) { return sample.time <= range.end && sample.time + step > range.begin; };
        if (sample.value == 0 && std::none_of(coverage.begin(), coverage.end(), covers))
            sample.value = std::numeric_limits<double>::quiet_NaN();
    }
}

}    // namespace

Result<RecordSeries> recordSeries(SegmentReader& reader, const FilterContext& context, const RecordSeriesRequest& request,
                                  const TaskControl& control)
{
    const auto segments = reader.segments(request.kind);
    if (!segments)
        return segments.error();
    const auto smallest = smallestStep(reader, *segments);
    if (!smallest)
        return smallest.error();
    const auto buckets = bucketsOf(reader, context, request, *segments, *smallest);
    if (!buckets)
        return buckets.error();

    const bool isUnderWay = request.measure == Measure::InFlight;
    BreakdownRequest scanned;
    scanned.kind = request.kind;
    scanned.by = "source";
    scanned.window = isUnderWay ? arrivalsOf(buckets->range(), *segments) : buckets->range();
    scanned.filter = request.filter;
    scanned.windowTime = isUnderWay ? WindowTime::Arrival : request.windowTime;
    auto scan = BreakdownScan::run(reader, context, scanned, control, BreakdownScan::Measures::None);
    if (!scan)
        return scan.error();
    const auto values = measured(**scan, request.measure, *buckets);
    if (!values)
        return values.error();

    RecordSeries series;
    series.step = Nanoseconds(buckets->step);
    series.smallestStep = *smallest;
    series.window = buckets->range();
    series.samples.reserve(values->size());
    for (std::size_t bucket = 0; bucket < values->size(); ++bucket)
        series.samples.push_back({buckets->timeOf(bucket), (*values)[bucket]});
    Nanoseconds longest{0};
    if (isUnderWay || request.windowTime != WindowTime::Written)
        for (const Segment& segment : *segments)
            longest = std::max(longest, segment.maxDuration);
    leaveOutTheUnknown(series.samples, series.step, coverageOf(*segments, longest));
    return series;
}

}    // namespace faultline
