// The analyses on arrays, with ten times as many series beside the sizes of a large case. Prints times, asserts nothing.
#include "app/analysis/changepoints.h"
#include "app/analysis/combinations.h"
#include "app/analysis/deviation.h"
#include "app/analysis/lag.h"
#include "app/analysis/onset.h"
#include "app/analysis/unusual.h"
#include "app/base/parallel.h"
#include "tests/support/noise.h"

#include <benchmark/benchmark.h>

#include <vector>

using namespace faultline;

namespace {

constexpr std::size_t steps = 2880;
constexpr IndexRange selection{2400, 2460};
constexpr IndexRange lagWindow{2400, 2640};    // four times the longest lead

/// Noise that wanders, and rises at 2,420 in every third series; one value in two hundred of every fifth is missing.
std::vector<ValueGrid> seriesOf(std::size_t count)
{
    std::vector<ValueGrid> all(count);
    for (std::size_t s = 0; s < count; ++s) {
        test::Noise random(s);
        all[s].begin = timestampFrom(1'700'000'000'000'000'000);
        all[s].step = std::chrono::seconds(30);
        all[s].values.resize(steps);
        double wander = 0;
        for (std::size_t i = 0; i < steps; ++i) {
            wander = 0.9 * wander + random.around();
            const bool isGap = s % 5 == 0 && i % 200 == 7;
            all[s].values[i] = isGap ? std::numeric_limits<double>::quiet_NaN() : 50 + wander + (s % 3 == 0 && i >= 2420 ? 12 : 0);
        }
    }
    return all;
}

void deviations(benchmark::State& state)
{
    const std::vector<ValueGrid> series = seriesOf(static_cast<std::size_t>(state.range(0)));
    std::vector<Deviation> results(series.size());
    for ([[maybe_unused]] auto iteration : state)
        parallelFor(series.size(), [&](std::size_t i) { results[i] = deviationOf(series[i], selection); });
    benchmark::DoNotOptimize(results);
}

void onsets(benchmark::State& state)
{
    const std::vector<ValueGrid> series = seriesOf(static_cast<std::size_t>(state.range(0)));
    std::vector<std::optional<Onset>> results(series.size());
    for ([[maybe_unused]] auto iteration : state)
        parallelFor(series.size(), [&](std::size_t i) { results[i] = onsetOf(series[i], selection); });
    benchmark::DoNotOptimize(results);
}

void lags(benchmark::State& state)
{
    const std::vector<ValueGrid> series = seriesOf(static_cast<std::size_t>(state.range(0)));
    LagOptions options;
    options.mostLag = 60;
    for ([[maybe_unused]] auto iteration : state)
        benchmark::DoNotOptimize(lagsOf(series, series[1], lagWindow, options));
}

void changePoints(benchmark::State& state)
{
    const std::vector<ValueGrid> series = seriesOf(static_cast<std::size_t>(state.range(0)));
    std::vector<ChangePoints> results(series.size());
    for ([[maybe_unused]] auto iteration : state)
        parallelFor(series.size(), [&](std::size_t i) { results[i] = changePointsOf(series[i].values); });
    benchmark::DoNotOptimize(results);
}

void unusual(benchmark::State& state)
{
    const std::vector<ValueGrid> series = seriesOf(static_cast<std::size_t>(state.range(0)));
    std::vector<std::vector<UnusualMoment>> results(series.size());
    for ([[maybe_unused]] auto iteration : state)
        parallelFor(series.size(), [&](std::size_t i) { results[i] = unusualMoments(series[i].values); });
    benchmark::DoNotOptimize(results);
}

/// Leaves of four fields, ten values in each of the first three.
void combinations(benchmark::State& state)
{
    test::Noise random(1);
    LeafTable table;
    table.fields = 4;
    const auto last = static_cast<std::uint32_t>(state.range(0) / 1000);
    for (std::uint32_t i = 0; i < 1000; ++i) {
        for (std::uint32_t d = 0; d < last; ++d) {
            table.codes.insert(table.codes.end(), {i / 100, i / 10 % 10, i % 10, d});
            const double expected = 20 * random.next();
            table.expected.push_back(expected);
            table.seen.push_back(expected * (1 + 0.2 * random.around()) * (i / 100 == 3 && d < 2 ? 3 : 1));
        }
    }
    for ([[maybe_unused]] auto iteration : state)
        benchmark::DoNotOptimize(combinationsOf(table));
}

}    // namespace

BENCHMARK(deviations)->Arg(3'000)->Arg(30'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(onsets)->Arg(3'000)->Arg(30'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(lags)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(changePoints)->Arg(3'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(unusual)->Arg(3'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
BENCHMARK(combinations)->Arg(48'000)->Arg(480'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();
