#include "app/analysis/valuegrid.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

/// Rates a second between neighbours, stamped at the later one; a fall is a reset.
std::vector<Sample> ratesOf(std::span<const Sample> samples, std::size_t& resets)
{
    std::vector<Sample> rates;
    rates.reserve(samples.size());
    const Sample* before = nullptr;
    for (const Sample& sample : samples) {
        if (std::isnan(sample.value)) {
            rates.push_back(sample);
            before = nullptr;
            continue;
        }
        if (before != nullptr && sample.time > before->time) {
            const double seconds = std::chrono::duration<double>(sample.time - before->time).count();
            if (sample.value < before->value)
                ++resets;
            else
                rates.push_back({sample.time, (sample.value - before->value) / seconds});
        }
        before = &sample;
    }
    return rates;
}

}    // namespace

IndexRange indexRange(const ValueGrid& grid, TimeRange range)
{
    const std::int64_t count = static_cast<std::int64_t>(grid.values.size());
    if (grid.step.count() <= 0 || count == 0 || range.end <= range.begin)
        return {};
    const auto clamped = [&](Timestamp time, bool roundUp) {
        if (time <= grid.begin)
            return std::int64_t{0};
        if (time >= grid.timeOf(grid.values.size()))
            return count;
        const std::int64_t distance = (time - grid.begin).count();
        return std::min(count, distance / grid.step.count() + (roundUp && distance % grid.step.count() != 0 ? 1 : 0));
    };
    return {static_cast<std::size_t>(clamped(range.begin, false)), static_cast<std::size_t>(clamped(range.end, true))};
}

GriddedSeries gridOf(std::span<const Sample> samples, SeriesKind kind, TimeRange range, Nanoseconds step, Nanoseconds hold)
{
    GriddedSeries result;
    result.grid.begin = range.begin;
    result.grid.step = step;
    if (step.count() <= 0 || range.end <= range.begin)
        return result;
    const std::int64_t length = (range.end - range.begin).count();
    const auto count = static_cast<std::size_t>(length / step.count() + (length % step.count() != 0 ? 1 : 0));
    result.grid.values.assign(count, notANumber);

    std::vector<Sample> rates;
    if (kind == SeriesKind::Counter) {
        rates = ratesOf(samples, result.resets);
        samples = rates;
    }
    std::vector<std::uint32_t> counts(count, 0);
    const auto first = std::lower_bound(samples.begin(), samples.end(), range.begin,
                                        [](const Sample& sample, Timestamp time) { return sample.time < time; });
    for (auto sample = first; sample != samples.end() && sample->time < range.end; ++sample) {
        if (std::isnan(sample->value))
            continue;
        const auto at = static_cast<std::size_t>((sample->time - range.begin).count() / step.count());
        double& value = result.grid.values[at];
        value = counts[at] == 0 ? sample->value : value + sample->value;
        ++counts[at];
    }
    double held = notANumber;
    std::int64_t heldFor = 0;
    for (std::size_t i = 0; i < count; ++i) {
        double& value = result.grid.values[i];
        if (counts[i] != 0) {
            value /= static_cast<double>(counts[i]);
            held = value;
            heldFor = 0;
        } else if ((heldFor += step.count()) <= hold.count()) {
            value = held;
        }
    }
    return result;
}

ValueGrid regridded(const ValueGrid& grid, Timestamp begin, Nanoseconds step, std::size_t count)
{
    ValueGrid result{begin, step, std::vector<double>(count, notANumber)};
    if (step.count() <= 0 || grid.step.count() <= 0)
        return result;
    std::vector<std::uint32_t> counts(count, 0);
    for (std::size_t i = 0; i < grid.values.size(); ++i) {
        const Timestamp time = grid.timeOf(i);
        if (time < begin || time >= result.timeOf(count) || !std::isfinite(grid.values[i]))
            continue;
        const auto at = static_cast<std::size_t>((time - begin) / step);
        result.values[at] = counts[at]++ == 0 ? grid.values[i] : result.values[at] + grid.values[i];
    }
    for (std::size_t at = 0; at < count; ++at) {
        const Timestamp time = result.timeOf(at);
        if (counts[at] != 0)
            result.values[at] /= static_cast<double>(counts[at]);
        else if (step < grid.step && time >= grid.begin && time < grid.timeOf(grid.values.size()))
            result.values[at] = grid.values[static_cast<std::size_t>((time - grid.begin) / grid.step)];
    }
    return result;
}

}    // namespace faultline
