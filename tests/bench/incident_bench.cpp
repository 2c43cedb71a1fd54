// The questions of an incident on a case: what is different here, what moves with this, who moved first. The cases are kept between runs in
// the folder of FAULTLINE_BENCH_FOLDER (default: the working directory). Prints times, asserts nothing.
#include "app/analysis/onsets.h"
#include "app/analysis/rank.h"
#include "app/analysis/suspects.h"
#include "app/store/casereader.h"
#include "tests/bench/benchcase.h"

#include <benchmark/benchmark.h>

#include <string>

using namespace faultline;
using namespace faultline::bench;

namespace {

TimeRange between(double from, double to)
{
    const auto at = [](double hours) { return timestampFrom(origin + static_cast<std::int64_t>(hours * 3600) * second); };
    return {at(from), at(to)};
}

void different(benchmark::State& state, SuspectsRequest request)
{
    BenchCase file(caseOfIncident(static_cast<std::uint64_t>(state.range(0)), static_cast<std::uint32_t>(state.range(1))));
    request.window = between(19.2, 24);
    request.windowTime = WindowTime::Written;
    Suspects found = required(suspects(file.reader, {}, request));
    for ([[maybe_unused]] auto iteration : state)
        found = required(suspects(file.reader, {}, request));
    state.counters["rows"] = static_cast<double>(found.rows.size());
    if (!found.rows.empty())
        state.SetLabel(found.rows.front().field + " = " + found.rows.front().row.value);
}

void suspectsOfAllFields(benchmark::State& state)
{
    SuspectsRequest request;
    request.fieldsTogether = 1;
    different(state, request);
}

/// No single value explains enough, so that pairs are looked for.
void suspectsAndPairs(benchmark::State& state)
{
    SuspectsRequest request;
    const auto hot = static_cast<std::uint64_t>(state.range(1) / 2);
    request.filter = required(Filter::parse("path != \"/api/models/org-" + std::to_string(hot % 977) + "/model-" + std::to_string(hot) + "/resolve\""));
    different(state, request);
}

void rankOfUrls(benchmark::State& state)
{
    BenchCase file(caseOfIncident(static_cast<std::uint64_t>(state.range(0)), static_cast<std::uint32_t>(state.range(1))));
    RankRequest request;
    request.target.seriesId = required(CaseReader(file.connection).series()).front().id;
    request.windows = {between(18.5, 20.5)};
    request.among = {"path"};
    Ranking ranking = required(rank(file.connection, file.reader, {}, request));
    for ([[maybe_unused]] auto iteration : state)
        ranking = required(rank(file.connection, file.reader, {}, request));
    state.counters["candidates"] = static_cast<double>(ranking.candidates);
}

void rankOfSeries(benchmark::State& state)
{
    BenchCase file(caseOfMetrics(static_cast<int>(state.range(0))));
    RankRequest request;
    request.target.seriesId = required(CaseReader(file.connection).series()).front().id;
    request.windows = {between(18.5, 20.5)};
    request.among = {"series"};
    Ranking ranking = required(rank(file.connection, file.reader, {}, request));
    for ([[maybe_unused]] auto iteration : state)
        ranking = required(rank(file.connection, file.reader, {}, request));
    state.counters["candidates"] = static_cast<double>(ranking.candidates);
}

void onsetsOfSeries(benchmark::State& state)
{
    BenchCase file(caseOfMetrics(static_cast<int>(state.range(0))));
    OnsetsRequest request;
    request.window = between(19, 20);
    Onsets found = required(onsets(file.connection, file.reader, {}, request));
    for ([[maybe_unused]] auto iteration : state)
        found = required(onsets(file.connection, file.reader, {}, request));
    state.counters["rows"] = static_cast<double>(found.rows.size());
}

}    // namespace

BENCHMARK(suspectsOfAllFields)->Args({500'000, 50'000})->Args({5'000'000, 50'000})->Args({5'000'000, 300'000})->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(suspectsAndPairs)->Args({500'000, 50'000})->Args({5'000'000, 50'000})->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(rankOfUrls)->Args({500'000, 10'000})->Args({5'000'000, 10'000})->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(rankOfSeries)->Arg(300)->Arg(3'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(onsetsOfSeries)->Arg(300)->Arg(3'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();
