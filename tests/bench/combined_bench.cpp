// How fast one core takes combined lines apart, into a sink that keeps nothing.

#include "importers/requests/combined.h"
#include "tests/bench/nullsink.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <random>
#include <string>
#include <vector>

using namespace faultline;

namespace {

/// About 208 bytes a line, 300 lines a second, 50,000 paths.
std::string combinedText(std::size_t lines, const char* tail)
{
    std::mt19937 random(20240423);
    constexpr const char* agents[] = {
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
        "python-requests/2.31.0", "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example/about.html)"};
    std::string text;
    char line[512];
    for (std::size_t i = 0; i < lines; ++i) {
        const unsigned second = static_cast<unsigned>(i / 300 % 86400);
        const int length = std::snprintf(
            line, sizeof line,
            "203.0.113.%u - - [23/Apr/2024:%02u:%02u:%02u +0200] \"GET /api/models/organisation-%u/model-%u/resolve/main?download=true "
            "HTTP/1.1\" %u %u \"https://hub.example/models\" \"%s\"%s\n",
            static_cast<unsigned>(random() % 254 + 1), second / 3600, second / 60 % 60, second % 60, static_cast<unsigned>(random() % 500),
            static_cast<unsigned>(random() % 100), random() % 50 == 0 ? 502U : 200U, static_cast<unsigned>(random() % 100000),
            agents[random() % 3], tail);
        text.append(line, static_cast<std::size_t>(length));
    }
    return text;
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return lines;
}

void readLines(benchmark::State& state, const char* tail)
{
    const std::string text = combinedText(200'000, tail);
    const std::vector<std::string_view> lines = linesOf(text);
    const CombinedImporter importer;
    bench::NullSink sink;
    for ([[maybe_unused]] const auto round : state) {
        const auto reader = importer.open({});
        for (const std::string_view line : lines)
            reader->line(line, sink);
    }
    benchmark::DoNotOptimize(sink.sum);
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(text.size()));
    state.SetItemsProcessed(static_cast<std::int64_t>(sink.records));
    state.counters["bytes_a_line"] = static_cast<double>(text.size()) / static_cast<double>(lines.size());
}

void combinedLines(benchmark::State& state)
{
    readLines(state, "");
}
BENCHMARK(combinedLines)->Unit(benchmark::kMillisecond);

void combinedLinesWithTimes(benchmark::State& state)
{
    readLines(state, " \"198.51.100.7\" 0.123 0.120");
}
BENCHMARK(combinedLinesWithTimes)->Unit(benchmark::kMillisecond);

}    // namespace
