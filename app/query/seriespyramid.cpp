#include "app/query/seriespyramid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace faultline {
namespace {

constexpr std::size_t leafSamples = 16;
constexpr std::size_t fan = 4;
constexpr std::size_t pointsOfAColumn = 4;
constexpr std::size_t fineness = 4;    // a bucket a quarter of a column long may lie on its edge

std::uint64_t distance(Timestamp first, Timestamp second)
{
    return static_cast<std::uint64_t>(nanosecondsOf(second)) - static_cast<std::uint64_t>(nanosecondsOf(first));
}

bool isBefore(const Sample& sample, Timestamp time) { return sample.time < time; }

/// The window cut into columns of equal length, what lies before and after it in columns of their own.
class Columns {
public:
    Columns(TimeRange window, std::size_t count)
        : m_window(window), m_width(std::max<std::uint64_t>(distance(window.begin, window.end) / std::max<std::size_t>(count, 1), 1))
    {
    }

    std::uint64_t of(Timestamp time) const
    {
        if (time < m_window.begin)
            return 0;
        return time >= m_window.end ? std::numeric_limits<std::uint64_t>::max() : 1 + distance(m_window.begin, time) / m_width;
    }
    bool fits(const SeriesBucket& bucket) const
    {
        return distance(bucket.first.time, bucket.last.time) <= m_width / fineness || of(bucket.first.time) == of(bucket.last.time);
    }

private:
    TimeRange m_window;
    std::uint64_t m_width;
};

/// Collects the buckets of a column and writes its points when the next column begins.
class ColumnWriter {
public:
    ColumnWriter(const Columns& columns, const GapRule& gaps, std::vector<Sample>& points)
        : m_columns(columns), m_gaps(gaps), m_points(points)
    {
    }

    void take(const SeriesBucket& bucket)
    {
        if (bucket.count == 0 || m_open.count == 0)
            return m_open.add(bucket, m_gaps);
        if (m_columns.of(bucket.first.time) == m_columns.of(m_open.first.time))
            return m_open.add(bucket, m_gaps);
        m_open.appendPoints(m_points);
        if (m_open.isGapTo(bucket, m_gaps)) {
            m_points.push_back({m_gaps.momentBetween(m_open.last.time, bucket.first.time), std::numeric_limits<double>::quiet_NaN()});
        }
        m_open = bucket;
    }

    void finish()
    {
        if (m_open.count != 0)
            m_open.appendPoints(m_points);
    }

private:
    const Columns& m_columns;
    const GapRule& m_gaps;
    std::vector<Sample>& m_points;
    SeriesBucket m_open;
};

SeriesBucket bucketOf(const Sample& sample, const GapRule& gaps)
{
    SeriesBucket bucket;
    bucket.add(sample, gaps);
    return bucket;
}

}    // namespace

SeriesPyramid::SeriesPyramid(std::vector<Sample> samples, Nanoseconds step) : m_gaps(step), m_samples(std::move(samples))
{
    std::vector<SeriesBucket> leaves((m_samples.size() + leafSamples - 1) / leafSamples);
    for (std::size_t i = 0; i < m_samples.size(); ++i)
        leaves[i / leafSamples].add(m_samples[i], m_gaps);
    for (const SeriesBucket& leaf : leaves)
        m_count += leaf.count;
    if (!leaves.empty())
        m_levels.push_back(std::move(leaves));
    addLevels();
}

void SeriesPyramid::addLevels()
{
    while (!m_levels.empty() && m_levels.back().size() > 1) {
        const std::vector<SeriesBucket>& below = m_levels.back();
        std::vector<SeriesBucket> level((below.size() + fan - 1) / fan);
        for (std::size_t i = 0; i < below.size(); ++i)
            level[i / fan].add(below[i], m_gaps);
        m_levels.push_back(std::move(level));
    }
}

TimeRange SeriesPyramid::range() const
{
    if (isEmpty())
        return {Timestamp{}, Timestamp{}};
    const SeriesBucket& all = m_levels.back().front();
    return {all.first.time, all.last.time == Timestamp::max() ? all.last.time : all.last.time + Nanoseconds(1)};
}

std::size_t SeriesPyramid::memory() const
{
    std::size_t bytes = m_samples.capacity() * sizeof(Sample);
    for (const auto& level : m_levels)
        bytes += level.capacity() * sizeof(SeriesBucket);
    return bytes;
}

std::size_t SeriesPyramid::unitsOfBucket(std::size_t level) const
{
    return (isSummary() ? std::size_t{1} : leafSamples) << (2 * level);
}

SeriesPyramid::Units SeriesPyramid::unitsIn(TimeRange window) const
{
    if (isEmpty() || window.begin >= window.end)
        return {};
    if (!isSummary()) {
        const auto first = std::lower_bound(m_samples.begin(), m_samples.end(), window.begin, isBefore);
        const auto last = std::lower_bound(first, m_samples.end(), window.end, isBefore);
        return {static_cast<std::size_t>(first - m_samples.begin()), static_cast<std::size_t>(last - m_samples.begin())};
    }
    const std::vector<SeriesBucket>& leaves = m_levels.front();
    const auto first = std::lower_bound(leaves.begin(), leaves.end(), window.begin,
                                        [](const SeriesBucket& leaf, Timestamp time) { return leaf.last.time < time; });
    const auto last = std::lower_bound(first, leaves.end(), window.end,
                                       [](const SeriesBucket& leaf, Timestamp time) { return leaf.first.time < time; });
    return {static_cast<std::size_t>(first - leaves.begin()), static_cast<std::size_t>(last - leaves.begin())};
}

template <typename Fits, typename Take>
void SeriesPyramid::walk(Units units, const Fits& fits, const Take& take) const
{
    if (units.begin < units.end)
        walkBucket(m_levels.size() - 1, 0, units, fits, take);
}

template <typename Fits, typename Take>
void SeriesPyramid::walkBucket(std::size_t level, std::size_t index, Units units, const Fits& fits, const Take& take) const
{
    const std::size_t size = unitsOfBucket(level);
    const std::size_t begin = index * size;
    const std::size_t end = std::min(begin + size, this->units());
    if (begin >= units.end || end <= units.begin)
        return;
    const SeriesBucket& bucket = m_levels[level][index];
    const bool isInside = begin >= units.begin && end <= units.end;
    if ((isInside && (bucket.count == 0 || fits(bucket))) || (level == 0 && isSummary()))
        return take(bucket);
    if (level == 0) {
        for (std::size_t i = std::max(begin, units.begin); i < std::min(end, units.end); ++i)
            take(bucketOf(m_samples[i], m_gaps));
        return;
    }
    const std::size_t last = std::min((index + 1) * fan, m_levels[level - 1].size());
    for (std::size_t child = index * fan; child < last; ++child)
        walkBucket(level - 1, child, units, fits, take);
}

std::vector<Sample> SeriesPyramid::points(TimeRange window, std::size_t count) const
{
    if (!window.isBounded() && !isEmpty())
        window = {std::max(window.begin, range().begin), std::min(window.end, range().end)};
    std::vector<Sample> result;
    Units units = unitsIn(window);
    if (isEmpty() || window.begin >= window.end)
        return result;
    units.begin -= units.begin > 0 ? 1U : 0U;
    units.end += units.end < this->units() ? 1U : 0U;
    if (!isSummary() && units.end - units.begin <= count + 2)
        return allPoints(units);
    const Columns columns(window, count / pointsOfAColumn);
    result.reserve(std::min(count, m_count) + 16);
    ColumnWriter writer(columns, m_gaps, result);
    walk(units, [&columns](const SeriesBucket& bucket) { return columns.fits(bucket); },
         [&writer](const SeriesBucket& bucket) { writer.take(bucket); });
    writer.finish();
    return result;
}

std::vector<Sample> SeriesPyramid::allPoints(Units units) const
{
    std::vector<Sample> result;
    result.reserve(units.end - units.begin + 8);
    for (std::size_t i = units.begin; i < units.end; ++i) {
        const Sample& sample = m_samples[i];
        const bool wasGap = !result.empty() && std::isnan(result.back().value);
        if (wasGap && std::isnan(sample.value))
            continue;
        if (!result.empty() && !wasGap && !std::isnan(sample.value) && m_gaps.isBetween(result.back().time, sample.time))
            result.push_back({m_gaps.momentBetween(result.back().time, sample.time), std::numeric_limits<double>::quiet_NaN()});
        result.push_back(sample);
    }
    return result;
}

/// Whether the value of a sample still stands at a later time. `next`: of the sample after it.
bool SeriesPyramid::isCurrent(const Sample& sample, Timestamp time, const Timestamp* next) const
{
    if (std::isnan(sample.value))
        return false;
    const bool isLinked = next != nullptr && !m_gaps.isBetween(sample.time, *next);
    const auto step = static_cast<std::uint64_t>(m_gaps.step().count());
    return isLinked || step == 0 || distance(sample.time, time) < step;
}

std::optional<Sample> SeriesPyramid::at(Timestamp time) const
{
    if (isSummary())
        return atInSummary(time);
    const auto next = std::upper_bound(m_samples.begin(), m_samples.end(), time,
                                       [](Timestamp moment, const Sample& sample) { return moment < sample.time; });
    if (next == m_samples.begin())
        return {};
    const Timestamp* const nextTime = next != m_samples.end() && !std::isnan(next->value) ? &next->time : nullptr;
    const Sample& sample = *std::prev(next);
    return isCurrent(sample, time, nextTime) ? std::optional(sample) : std::nullopt;
}

std::optional<Sample> SeriesPyramid::atInSummary(Timestamp time) const
{
    const std::vector<SeriesBucket>& leaves = m_levels.front();
    const auto next = std::upper_bound(leaves.begin(), leaves.end(), time,
                                       [](Timestamp moment, const SeriesBucket& leaf) { return moment < leaf.first.time; });
    if (next == leaves.begin())
        return {};
    const SeriesBucket& leaf = *std::prev(next);
    if (time < leaf.last.time) {
        Sample latest = leaf.first;
        for (const Sample* sample : {&leaf.lowest, &leaf.highest})
            if (sample->time <= time && sample->time > latest.time)
                latest = *sample;
        return latest;
    }
    const bool isLinked = next != leaves.end() && !leaf.isGapTo(*next, m_gaps);
    return isCurrent(leaf.last, time, isLinked ? &next->first.time : nullptr) ? std::optional(leaf.last) : std::nullopt;
}

SeriesBucket SeriesPyramid::total(TimeRange window) const
{
    SeriesBucket sum;
    walk(unitsIn(window), [](const SeriesBucket&) { return true; }, [&](const SeriesBucket& bucket) { sum.add(bucket, m_gaps); });
    return sum;
}

std::optional<SeriesPyramid::Extent> SeriesPyramid::extent(TimeRange window) const
{
    const SeriesBucket sum = total(window);
    return sum.count == 0 ? std::nullopt : std::optional(Extent{sum.lowest.value, sum.highest.value});
}

std::optional<double> SeriesPyramid::mean(TimeRange window) const
{
    const SeriesBucket sum = total(window);
    return sum.count == 0 ? std::nullopt : std::optional(sum.sum / sum.count);
}

std::size_t SeriesPyramid::samplesIn(TimeRange window) const
{
    const Units found = unitsIn(window);
    return isSummary() ? total(window).count : found.end - found.begin;
}

std::vector<Sample> SeriesPyramid::values(Pick pick) const
{
    if (!isSummary())
        return m_samples;
    std::vector<Sample> values;
    const std::vector<SeriesBucket>& leaves = m_levels.front();
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        const SeriesBucket& leaf = leaves[i];
        if (i > 0 && leaves[i - 1].isGapTo(leaf, m_gaps))
            values.push_back({m_gaps.momentBetween(leaves[i - 1].last.time, leaf.first.time), std::numeric_limits<double>::quiet_NaN()});
        values.push_back(pick == Pick::Last ? leaf.last : Sample{leaf.first.time, leaf.sum / leaf.count});
    }
    return values;
}

Nanoseconds SeriesPyramid::valueStep() const
{
    if (!isSummary())
        return step();
    return range().length() / static_cast<std::int64_t>(m_levels.front().size());
}

}    // namespace faultline
