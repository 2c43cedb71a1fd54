#include "ui/charts/derivation.h"

#include "app/query/timebuckets.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t mostBuckets = 2'000'000;
constexpr double nanosecondsPerSecond = 1e9;

using Operands = std::vector<std::shared_ptr<const SeriesPyramid>>;

/// The steps of the coarsest operand over all of them.
std::optional<TimeBuckets> commonBuckets(const Operands& operands)
{
    TimeRange range{Timestamp::max(), Timestamp::min()};
    Nanoseconds step{0};
    for (const auto& operand : operands) {
        if (operand->isEmpty())
            return {};
        range = {std::min(range.begin, operand->range().begin), std::max(range.end, operand->range().end)};
        step = std::max(step, operand->valueStep());
    }
    if (step.count() <= 0)
        step = std::chrono::seconds(1);
    while (static_cast<std::size_t>(range.length() / step) >= mostBuckets)
        step *= 2;
    const auto buckets = TimeBuckets::of(range, step, mostBuckets + 1);
    return buckets ? std::optional(*buckets) : std::nullopt;
}

/// The mean of each bucket. A bucket that a sample just missed takes the value before it.
std::vector<double> averaged(const SeriesPyramid& operand, const TimeBuckets& buckets)
{
    std::vector<double> sums(buckets.count, 0);
    std::vector<std::uint32_t> counts(buckets.count, 0);
    std::vector<std::uint8_t> gaps(buckets.count, 0);
    BucketCursor cursor(buckets);
    for (const Sample& sample : operand.values(SeriesPyramid::Pick::Mean)) {
        const std::size_t bucket = cursor.of(nanosecondsOf(sample.time));
        if (bucket == BucketCursor::none)
            continue;
        if (std::isnan(sample.value)) {
            gaps[bucket] = 1;
            continue;
        }
        sums[bucket] += sample.value;
        ++counts[bucket];
    }
    std::vector<double> means(buckets.count, nothing);
    for (std::size_t i = 0; i < means.size(); ++i) {
        if (counts[i] != 0)
            means[i] = sums[i] / counts[i];
        else if (i > 0 && counts[i - 1] != 0 && gaps[i] == 0)
            means[i] = means[i - 1];
    }
    return means;
}

double joined(Derivation derivation, double left, double right)
{
    switch (derivation) {
    case Derivation::Sum: return left + right;
    case Derivation::Difference: return left - right;
    case Derivation::Ratio: return right == 0 ? nothing : left / right;
    case Derivation::PerSecond: break;
    }
    return left;
}

}    // namespace

SeriesPyramid perSecond(const SeriesPyramid& pyramid, CounterResets resets)
{
    const std::vector<Sample> values = pyramid.values(SeriesPyramid::Pick::Last);
    const GapRule gaps(pyramid.valueStep());
    std::vector<Sample> changes;
    changes.reserve(values.size());
    for (std::size_t i = 1; i < values.size(); ++i) {
        const Sample& before = values[i - 1];
        const Sample& now = values[i];
        if (now.time <= before.time)
            continue;
        const bool isGap = std::isnan(before.value) || std::isnan(now.value) || gaps.isBetween(before.time, now.time);
        const bool isReset = resets == CounterResets::Handled && now.value < before.value;
        const double change = isReset ? now.value : now.value - before.value;
        const double seconds = static_cast<double>((now.time - before.time).count()) / nanosecondsPerSecond;
        changes.push_back({now.time, isGap ? nothing : change / seconds});
    }
    return {std::move(changes), pyramid.valueStep()};
}

SeriesPyramid combined(Derivation derivation, const Operands& operands)
{
    const auto buckets = commonBuckets(operands);
    if (!buckets)
        return {};
    std::vector<double> result = averaged(*operands.front(), *buckets);
    for (std::size_t i = 1; i < operands.size(); ++i) {
        const std::vector<double> next = averaged(*operands[i], *buckets);
        for (std::size_t bucket = 0; bucket < result.size(); ++bucket)
            result[bucket] = joined(derivation, result[bucket], next[bucket]);
    }
    std::vector<Sample> samples;
    samples.reserve(result.size());
    for (std::size_t bucket = 0; bucket < result.size(); ++bucket)
        samples.push_back({buckets->timeOf(bucket), result[bucket]});
    return {std::move(samples), Nanoseconds(buckets->step)};
}

}    // namespace faultline
