#include "app/query/recordseriescounter.h"

#include "app/base/parallel.h"
#include "app/query/columnnumbers.h"
#include "app/query/durationsteps.h"
#include "app/query/percentiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

constexpr double nanosecondsPerSecond = 1e9;
constexpr std::size_t mostGathered = std::size_t{8} << 20;    // durations held at once
constexpr std::size_t bucketsOfATask = 256;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

void addSaturating(std::int64_t& sum, std::int64_t value)
{
    if (__builtin_add_overflow(sum, value, &sum))
        sum = std::numeric_limits<std::int64_t>::max();
}

/// Calls take(row, bucket) for the selected rows whose time lies in a bucket.
template <typename Take>
void forEachRow(const std::vector<std::int64_t>& times, const TimeBuckets& buckets, Rows rows, const RowMask& mask, const Take& take)
{
    BucketCursor cursor(buckets);
    for (std::uint32_t row = 0; row < times.size(); ++row) {
        if ((rows == Rows::Some && mask[row] == 0) || times[row] == absent)
            continue;
        const std::size_t bucket = cursor.of(times[row]);
        if (bucket != BucketCursor::none)
            take(row, bucket);
    }
}

bool isFlag(Measure measure)
{
    return measure == Measure::Errors || measure == Measure::ErrorShare || measure == Measure::Abandoned;
}

/// 1 for the records that the measure counts, 0 for the others.
void markStates(const ColumnData& states, RecordKind kind, Measure measure, std::vector<std::uint8_t>& marks)
{
    constexpr std::int64_t top = std::numeric_limits<std::int64_t>::max();
    const RowBlock all{0, states.rows};
    if (kind != RecordKind::Request) {
        if (measure != Measure::Abandoned)
            flagRange(states, all, {static_cast<std::int64_t>(Severity::Error), top}, 1, marks.data());
        return;
    }
    if (measure != Measure::Abandoned)
        return flagRange(states, all, {500, top}, 1, marks.data());
    flagRange(states, all, {499, 499}, 1, marks.data());
    flagRange(states, all, {460, 460}, 1, marks.data());    // AWS load balancers write it for 499
    flagRange(states, all, {0, 0}, 1, marks.data());
}

}    // namespace

BucketCounter::BucketCounter(BreakdownScan& scan, Measure measure, const TimeBuckets& buckets)
    : m_scan(scan), m_measure(measure), m_buckets(buckets), m_sums(scan.parts().size())
{
    for (Sums& sums : m_sums) {
        sums.records.assign(buckets.count, 0);
        if (measure != Measure::Rate)
            sums.amounts.assign(buckets.count, 0);
    }
}

Result<void> BucketCounter::run()
{
    return m_scan.visitWindow([this](std::size_t part, const Segment& segment, Rows rows, const RowMask& mask) {
        return count(m_sums[part], segment, rows, mask);
    });
}

Result<void> BucketCounter::amountsOf(const Segment& segment, std::vector<std::int64_t>& amounts) const
{
    const bool isRequest = segment.kind == RecordKind::Request;
    if (m_measure == Measure::BytesPerSecond)
        return numbersOf(m_scan.reader(), segment, isRequest ? Field::BytesOut : Field::ResponseBytes, amounts);
    if (m_measure == Measure::DurationSum)
        return numbersOf(m_scan.reader(), segment, Field::Duration, amounts);
    amounts.clear();
    if (!isFlag(m_measure))
        return {};
    std::vector<std::uint8_t> marks(segment.rows, 0);
    auto states = m_scan.reader().column(segment, isRequest ? Field::Status : Field::Severity);
    if (!states)
        return states.error();
    if (*states && !(*states)->isText && (*states)->rows == segment.rows)
        markStates(**states, segment.kind, m_measure, marks);
    amounts.assign(marks.begin(), marks.end());
    return {};
}

Result<void> BucketCounter::count(Sums& sums, const Segment& segment, Rows rows, const RowMask& mask)
{
    std::vector<std::int64_t> times;
    std::vector<std::int64_t> amounts;
    if (auto done = m_scan.selector().times(segment, times); !done)
        return done;
    if (auto done = amountsOf(segment, amounts); !done)
        return done;
    if (amounts.empty())
        forEachRow(times, m_buckets, rows, mask, [&](std::uint32_t, std::size_t bucket) { ++sums.records[bucket]; });
    else
        forEachRow(times, m_buckets, rows, mask, [&](std::uint32_t row, std::size_t bucket) {
            ++sums.records[bucket];
            if (amounts[row] > 0)
                addSaturating(sums.amounts[bucket], amounts[row]);
        });
    return {};
}

std::vector<double> BucketCounter::values() const
{
    const double seconds = static_cast<double>(m_buckets.step) / nanosecondsPerSecond;
    std::vector<double> values(m_buckets.count);
    for (std::size_t bucket = 0; bucket < values.size(); ++bucket) {
        std::int64_t records = 0;
        std::int64_t amount = 0;
        for (const Sums& sums : m_sums) {
            records += sums.records[bucket];
            if (!sums.amounts.empty())
                addSaturating(amount, sums.amounts[bucket]);
        }
        if (m_measure == Measure::Rate)
            values[bucket] = static_cast<double>(records) / seconds;
        else if (m_measure == Measure::ErrorShare)
            values[bucket] = records == 0 ? nothing : static_cast<double>(amount) / static_cast<double>(records);
        else if (m_measure == Measure::DurationSum)
            values[bucket] = static_cast<double>(amount) / static_cast<double>(m_buckets.step);
        else
            values[bucket] = static_cast<double>(amount) / seconds;
    }
    return values;
}

BucketPercentiles::BucketPercentiles(BreakdownScan& scan, std::size_t percent, const TimeBuckets& buckets)
    : m_scan(scan), m_percent(percent), m_buckets(buckets),
      m_counts(scan.parts().size(), std::vector<std::uint32_t>(buckets.count, 0)), m_values(buckets.count, nothing)
{
}

/// Calls take(part, bucket, duration) for the records of the buckets that have a duration.
template <typename Take>
Result<void> BucketPercentiles::visit(std::size_t firstBucket, std::size_t lastBucket, const Take& take)
{
    const TimeRange wanted{m_buckets.timeOf(firstBucket), TimeBuckets{m_buckets.begin, m_buckets.step, lastBucket}.range().end};
    return m_scan.visitWindow([&](std::size_t part, const Segment& segment, Rows rows, const RowMask& mask) -> Result<void> {
        if (m_scan.selector().overlap(segment, wanted) == Rows::None)
            return {};
        const auto column = durationColumn(m_scan.reader(), segment);
        if (!column)
            return column.error();
        if (*column == nullptr)
            return {};
        std::vector<std::int64_t> times;
        std::vector<std::int64_t> durations;
        if (auto done = m_scan.selector().times(segment, times); !done)
            return done;
        (*column)->expand(durations);
        forEachRow(times, m_buckets, rows, mask, [&](std::uint32_t row, std::size_t bucket) {
            if (durations[row] >= 0 && bucket >= firstBucket && bucket < lastBucket)
                take(part, bucket, durations[row]);
        });
        return {};
    });
}

Result<void> BucketPercentiles::run()
{
    auto counted = visit(0, m_buckets.count, [this](std::size_t part, std::size_t bucket, std::int64_t) { ++m_counts[part][bucket]; });
    if (!counted)
        return counted;
    const auto total = [this](std::size_t bucket) {
        std::size_t sum = 0;
        for (const auto& counts : m_counts)
            sum += counts[bucket];
        return sum;
    };
    for (std::size_t first = 0; first < m_buckets.count;) {
        std::size_t last = first;
        std::size_t held = 0;
        while (last < m_buckets.count && (last == first || held + total(last) <= mostGathered))
            held += total(last++);
        if (held != 0) {
            if (auto done = gather(first, last); !done)
                return done;
        }
        first = last;
    }
    return {};
}

Result<void> BucketPercentiles::gather(std::size_t firstBucket, std::size_t lastBucket)
{
    // A bucket's durations lie together; each part has a stretch of its own in it and writes without looking at the others.
    std::vector<std::size_t> begins;
    std::vector<std::vector<std::size_t>> next(m_counts.size());
    std::vector<std::vector<std::size_t>> ends(m_counts.size());
    std::size_t position = 0;
    for (std::size_t bucket = firstBucket; bucket < lastBucket; ++bucket) {
        begins.push_back(position);
        for (std::size_t part = 0; part < m_counts.size(); ++part) {
            next[part].push_back(position);
            position += m_counts[part][bucket];
            ends[part].push_back(position);
        }
    }
    begins.push_back(position);
    std::vector<std::int64_t> durations(position);
    auto gathered = visit(firstBucket, lastBucket, [&](std::size_t part, std::size_t bucket, std::int64_t duration) {
        std::size_t& place = next[part][bucket - firstBucket];
        if (place < ends[part][bucket - firstBucket])    // the case may have changed between the passes
            durations[place++] = duration;
    });
    if (!gathered)
        return gathered;
    if (next != ends)
        return Error{ErrorKind::Interrupted, "Cannot finish the query", "the case was changed while it was read", "Run it again"};
    const std::size_t count = lastBucket - firstBucket;
    parallelFor((count + bucketsOfATask - 1) / bucketsOfATask, [&](std::size_t task) {
        for (std::size_t i = task * bucketsOfATask; i < std::min(count, (task + 1) * bucketsOfATask); ++i) {
            const auto begin = durations.begin() + static_cast<std::ptrdiff_t>(begins[i]);
            const std::size_t size = begins[i + 1] - begins[i];
            if (size == 0)
                continue;
            const auto wanted = begin + static_cast<std::ptrdiff_t>(nearestRank(size, m_percent));
            std::nth_element(begin, wanted, begin + static_cast<std::ptrdiff_t>(size));
            m_values[firstBucket + i] = static_cast<double>(*wanted) / nanosecondsPerSecond;
        }
    });
    return {};
}

BucketsUnderWay::BucketsUnderWay(BreakdownScan& scan, const TimeBuckets& buckets)
    : m_scan(scan), m_buckets(buckets), m_sums(scan.parts().size())
{
    for (Sums& sums : m_sums) {
        sums.change.assign(buckets.count + 1, 0);
        sums.whole.assign(buckets.count, 0);
        sums.rest.assign(buckets.count, 0);
    }
}

void BucketsUnderWay::Sums::addPart(std::size_t bucket, std::int64_t length, std::int64_t step)
{
    if (length >= step - rest[bucket]) {
        ++whole[bucket];
        rest[bucket] -= step - length;
    } else {
        rest[bucket] += length;
    }
}

void BucketsUnderWay::add(Sums& sums, std::int64_t arrival, std::int64_t completion) const
{
    const TimeRange range = m_buckets.range();
    const std::int64_t begin = std::max(arrival, nanosecondsOf(range.begin));
    const std::int64_t end = std::min(completion, nanosecondsOf(range.end));
    if (begin >= end)
        return;
    const auto bucketOf = [this](std::int64_t time) { return static_cast<std::size_t>((time - m_buckets.begin) / m_buckets.step); };
    const std::size_t first = bucketOf(begin);
    const std::size_t last = bucketOf(end - 1);
    const std::int64_t step = m_buckets.step;
    if (first == last)
        return sums.addPart(first, end - begin, step);
    sums.addPart(first, step - (begin - nanosecondsOf(m_buckets.timeOf(first))), step);
    sums.addPart(last, end - nanosecondsOf(m_buckets.timeOf(last)), step);
    ++sums.change[first + 1];
    --sums.change[last];
}

Result<void> BucketsUnderWay::run()
{
    return m_scan.visitWindow([this](std::size_t part, const Segment& segment, Rows rows, const RowMask& mask) -> Result<void> {
        std::vector<std::int64_t> arrivals;
        std::vector<std::int64_t> durations;
        if (auto done = m_scan.selector().times(segment, arrivals); !done)
            return done;
        if (auto done = numbersOf(m_scan.reader(), segment, Field::Duration, durations); !done)
            return done;
        for (std::uint32_t row = 0; row < segment.rows; ++row) {
            if ((rows == Rows::Some && mask[row] == 0) || arrivals[row] == absent || durations[row] <= 0)
                continue;
            std::int64_t completion = 0;
            if (__builtin_add_overflow(arrivals[row], durations[row], &completion))
                completion = std::numeric_limits<std::int64_t>::max();
            add(m_sums[part], arrivals[row], completion);
        }
        return {};
    });
}

std::vector<double> BucketsUnderWay::values() const
{
    std::vector<double> values(m_buckets.count);
    std::int64_t filling = 0;
    for (std::size_t bucket = 0; bucket < values.size(); ++bucket) {
        std::int64_t whole = 0;
        double rest = 0;
        for (const Sums& sums : m_sums) {
            filling += sums.change[bucket];
            whole += sums.whole[bucket];
            rest += static_cast<double>(sums.rest[bucket]);
        }
        values[bucket] = static_cast<double>(filling + whole) + rest / static_cast<double>(m_buckets.step);
    }
    return values;
}

}    // namespace faultline
