// Breakdowns of a synthetic case: 5 million requests of one day, URLs with a Zipf-like spread. Prints times, asserts nothing.
// The case is kept between runs in the folder of FAULTLINE_BENCH_FOLDER (default: the working directory).
#include "app/query/breakdown.h"
#include "app/query/rate.h"
#include "app/query/route.h"
#include "app/store/casefile.h"
#include "app/store/importwriter.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>

using namespace faultline;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t origin = 1'713'830'400 * second;
constexpr std::uint64_t requests = 5'000'000;
constexpr std::uint64_t requestsOfABatch = 250'000;

void stopOn(const Error& error)
{
    std::fprintf(stderr, "%s\n", error.message().c_str());
    std::exit(1);
}

template <typename T>
T required(Result<T> result)
{
    if (!result)
        stopOn(result.error());
    return std::move(*result);
}

void addRequest(RecordTable& table, std::uint64_t index, std::uint32_t urls, std::mt19937_64& random)
{
    std::uniform_real_distribution<double> unit(0, 1);
    const double skewed = std::pow(unit(random), 3);    // a tenth of the URLs gets nearly half of the requests
    const auto url = static_cast<std::uint64_t>(skewed * urls);
    table.setNumber(Field::Time, origin + static_cast<std::int64_t>(index * 86'400 / requests) * second);
    table.setNumber(Field::TimeBasis, static_cast<std::int64_t>(TimeBasis::Offset));
    table.setNumber(Field::Line, static_cast<std::int64_t>(index % requestsOfABatch + 1));
    table.setText(Field::Path, "/api/models/org-" + std::to_string(url % 977) + "/model-" + std::to_string(url) + "/resolve");
    table.setText(Field::Method, random() % 5 == 0 ? "POST" : "GET");
    table.setNumber(Field::Status, random() % 50 == 0 ? 503 : 200);
    table.setNumber(Field::BytesOut, static_cast<std::int64_t>(random() % 200'000));
    const double milliseconds = std::exp(3 + 1.2 * std::normal_distribution<double>()(random));
    table.setNumber(Field::Duration, static_cast<std::int64_t>(milliseconds) * 1'000'000);
    table.endRow();
}

void makeCase(const std::string& path, std::uint32_t urls)
{
    CaseFile file = required(CaseFile::open(path, OpenMode::WriteOrCreate));
    Source source;
    source.name = source.path = "access.log";
    source.format = "bench";
    source.options = "{}";
    source.anchor = Anchor::End;
    ImportWriter writer = required(ImportWriter::begin(file.database(), source));
    std::mt19937_64 random(1);
    for (std::uint64_t first = 0; first < requests; first += requestsOfABatch) {
        RecordBatch batch;
        for (std::uint64_t i = first; i < first + requestsOfABatch; ++i)
            addRequest(batch.table(RecordKind::Request), i, urls, random);
        batch.lines = batch.recordLines = batch.records = requestsOfABatch;
        if (auto done = writer.append(batch, first); !done)
            stopOn(done.error());
    }
    required(writer.finish(writer.source()));
    if (auto done = file.close(); !done)
        stopOn(done.error());
}

struct BenchCase {
    CaseFile file;
    Database connection;
    SegmentReader reader;

    explicit BenchCase(const std::string& path)
        : file(required(CaseFile::open(path, OpenMode::Read))), connection(required(file.openReader())), reader(connection)
    {
    }
};

std::unique_ptr<BenchCase> openCase(std::uint32_t urls)
{
    const char* const folder = std::getenv("FAULTLINE_BENCH_FOLDER");
    const std::string path = std::string(folder != nullptr ? folder : ".") + "/bench-" + std::to_string(urls) + ".faultline";
    if (!std::filesystem::exists(path))
        makeCase(path, urls);
    return std::make_unique<BenchCase>(path);
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
    std::string route;
    for ([[maybe_unused]] auto iteration : state) {
        route.clear();
        appendRoute(path, route);
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
