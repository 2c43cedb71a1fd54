// Breakdowns of a synthetic case: 5 million requests of one day, URLs with a Zipf-like spread. Prints times, asserts nothing.
// The case is kept between runs in the folder of FAULTLINE_BENCH_FOLDER (default: the working directory).
#include "app/query/breakdown.h"
#include "app/query/rate.h"
#include "app/query/urltemplates.h"
#include "tests/bench/benchcase.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <string>

using namespace faultline;
using namespace faultline::bench;

namespace {

std::unique_ptr<BenchCase> openCase(std::uint32_t urls)
{
    return std::make_unique<BenchCase>(caseOfRequests(urls));
}

void run(benchmark::State& state, const BreakdownRequest& request)
{
    const auto file = openCase(static_cast<std::uint32_t>(state.range(0)));
    std::uint64_t values = required(breakdown(file->reader, {}, request)).values;
    for ([[maybe_unused]] auto iteration : state)
        values = required(breakdown(file->reader, {}, request)).values;
    state.counters["values"] = static_cast<double>(values);
}

TimeRange hour(int begin) { return {timestampFrom(origin + begin * 3600 * second), timestampFrom(origin + (begin + 1) * 3600 * second)}; }

void allRowsAllValues(benchmark::State& state)
{
    BreakdownRequest request;
    request.top = 0;
    run(state, request);
}

void allRowsTop20(benchmark::State& state) { run(state, {}); }

void oneHourTop20(benchmark::State& state)
{
    BreakdownRequest request;
    request.window = hour(12);
    run(state, request);
}

void oneHourAllValues(benchmark::State& state)
{
    BreakdownRequest request;
    request.window = hour(12);
    request.top = 0;
    run(state, request);
}

void oneHourAgainstAnotherByChange(benchmark::State& state)
{
    BreakdownRequest request;
    request.window = hour(12);
    request.baseline = hour(6);
    request.sort = BreakdownSort::Change;
    run(state, request);
}

void allRowsFiltered(benchmark::State& state)
{
    BreakdownRequest request;
    request.filter = required(Filter::parse("status>=500 and path~\"^/api/models/org-1\""));
    run(state, request);
}

void allRowsByStatus(benchmark::State& state)
{
    BreakdownRequest request;
    request.by = "status";
    run(state, request);
}

void allRowsByRoute(benchmark::State& state)
{
    BreakdownRequest request;
    request.by = "route";
    run(state, request);
}

void coldAllRowsAllValues(benchmark::State& state)
{
    const auto file = openCase(static_cast<std::uint32_t>(state.range(0)));
    BreakdownRequest request;
    request.top = 0;
    for ([[maybe_unused]] auto iteration : state) {
        file->reader.dropCache();
        benchmark::DoNotOptimize(required(breakdown(file->reader, {}, request)).values);
    }
}

void rateOfAllRows(benchmark::State& state)
{
    const auto file = openCase(static_cast<std::uint32_t>(state.range(0)));
    for ([[maybe_unused]] auto iteration : state)
        benchmark::DoNotOptimize(required(rate(file->reader, {}, {})).buckets);
}

void routeOfAPath(benchmark::State& state)
{
    const std::string path = "/api/models/sentence-transformers/all-mpnet-base-v2/revision/5f1a9c3e77/42";
    const UrlTemplates templates;
    std::string route;
    for ([[maybe_unused]] auto iteration : state) {
        route.clear();
        templates.append(path, route);
        benchmark::DoNotOptimize(route.data());
    }
}

void arguments(benchmark::internal::Benchmark* bench)
{
    bench->Arg(50'000)->Arg(300'000)->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK(allRowsAllValues)->Apply(arguments);
BENCHMARK(allRowsTop20)->Apply(arguments);
BENCHMARK(oneHourTop20)->Apply(arguments);
BENCHMARK(oneHourAllValues)->Apply(arguments);
BENCHMARK(oneHourAgainstAnotherByChange)->Apply(arguments);
BENCHMARK(allRowsFiltered)->Apply(arguments);
BENCHMARK(allRowsByStatus)->Apply(arguments);
BENCHMARK(allRowsByRoute)->Apply(arguments);
BENCHMARK(coldAllRowsAllValues)->Apply(arguments);
BENCHMARK(rateOfAllRows)->Apply(arguments);
BENCHMARK(routeOfAPath);

}    // namespace
