#include "app/query/seriesquery.h"

#include "app/store/casereader.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

constexpr std::int64_t gapSteps = 3;
constexpr std::size_t samplesOfABucket = 4;

std::uint64_t distance(Timestamp first, Timestamp second)
{
    return static_cast<std::uint64_t>(nanosecondsOf(second)) - static_cast<std::uint64_t>(nanosecondsOf(first));
}

/// Collects the samples of one bucket and gives back those that shape the line.
class Bucket {
public:
    void add(const Sample& sample)
    {
        if (m_count == 0)
            m_first = m_lowest = m_highest = sample;
        m_last = sample;
        ++m_count;
        // A NaN compares false; an extreme must not stay one that came first.
        if (sample.value < m_lowest.value || std::isnan(m_lowest.value))
            m_lowest = sample;
        if (sample.value > m_highest.value || std::isnan(m_highest.value))
            m_highest = sample;
    }

    void flush(std::vector<Sample>& out)
    {
        if (m_count == 0)
            return;
        const bool isLowFirst = m_lowest.time <= m_highest.time;
        for (const Sample* sample : {&m_first, isLowFirst ? &m_lowest : &m_highest, isLowFirst ? &m_highest : &m_lowest, &m_last}) {
            if (out.empty() || out.back().time < sample->time)
                out.push_back(*sample);
        }
        m_count = 0;
    }

private:
    Sample m_first;
    Sample m_lowest;
    Sample m_highest;
    Sample m_last;
    std::size_t m_count = 0;
};

}    // namespace

std::vector<Sample> reducedSamples(const std::vector<Sample>& samples, TimeRange window, Nanoseconds step, std::size_t points)
{
    std::vector<Sample> result;
    if (samples.empty() || window.begin >= window.end)
        return result;
    const bool keepsAll = points == 0 || samples.size() <= points;
    const std::uint64_t buckets = std::max<std::size_t>(points / samplesOfABucket, 1);
    const std::uint64_t width = std::max<std::uint64_t>(distance(window.begin, window.end) / buckets, 1);
    const std::uint64_t largestStep = step.count() <= 0 ? std::numeric_limits<std::uint64_t>::max()
                                                        : static_cast<std::uint64_t>(step.count()) * gapSteps;
    Bucket bucket;
    std::uint64_t open = 0;
    const Sample* previous = nullptr;
    for (const Sample& sample : samples) {
        if (!window.contains(sample.time))
            continue;
        const std::uint64_t index = std::min(distance(window.begin, sample.time) / width, buckets - 1);
        const bool isGap = previous != nullptr && distance(previous->time, sample.time) > largestStep;
        const bool isWrittenGap = std::isnan(sample.value);
        if (keepsAll || isGap || isWrittenGap || index != open)
            bucket.flush(result);
        open = index;
        if (isGap && !std::isnan(previous->value))
            result.push_back({previous->time + step, std::numeric_limits<double>::quiet_NaN()});
        const bool isSecondNaN = isWrittenGap && !result.empty() && std::isnan(result.back().value);
        if (isWrittenGap && !isSecondNaN)
            result.push_back(sample);
        if (!isWrittenGap)
            bucket.add(sample);
        previous = &sample;
    }
    bucket.flush(result);
    return result;
}

Result<SeriesValues> seriesValues(Database& database, std::int64_t seriesId, TimeRange window, std::size_t points,
                                  const TaskControl& control)
{
    CaseReader reader(database);
    const auto all = reader.series();
    if (!all)
        return all.error();
    const auto found
        = std::find_if(all->begin(), all->end(), [seriesId](const SeriesInfo& series) { return series.id == seriesId; });
    if (found == all->end()) {
        return Error{ErrorKind::Usage, "Cannot read the series", "the case has no series " + std::to_string(seriesId),
                     "'series' lists those it has"};
    }
    if (control.stopRequested())
        return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
    const auto samples = reader.samples(seriesId, window);
    if (!samples)
        return samples.error();
    SeriesValues values;
    values.series = *found;
    values.window = window;
    if (!samples->empty()) {
        if (window.begin == Timestamp::min())
            values.window.begin = samples->front().time;
        if (window.end == Timestamp::max())
            values.window.end = samples->back().time + Nanoseconds(samples->back().time == Timestamp::max() ? 0 : 1);
    }
    values.samplesInWindow = samples->size();
    values.samples = reducedSamples(*samples, values.window, found->step, points);
    return values;
}

}    // namespace faultline
