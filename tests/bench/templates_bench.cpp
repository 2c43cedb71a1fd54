// Learning URL templates from as many distinct URLs as a large day has: app/query/templatelearner.h.
#include "app/query/templatelearner.h"
#include "app/query/urltemplates.h"
#include "tests/support/noise.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

using namespace faultline;

namespace {

std::string word(std::uint64_t number)
{
    std::string text;
    for (number += 600; number != 0; number /= 26)
        text += static_cast<char>('a' + number % 26);
    return text;
}

/// Models of a hub, what is asked of them, and files.
std::vector<std::string> urls(std::size_t count)
{
    test::Noise noise(145);
    const auto below = [&noise](double most) { return static_cast<std::uint64_t>(std::exp(noise.next() * std::log(most))); };
    std::set<std::string> all;
    constexpr const char* parts[] = {"", "/revision/main", "/tree/main", "/discussions", "/refs", "/commits/main"};
    while (all.size() < count) {
        const std::uint64_t owner = below(9000);
        std::string path = "/api/models/" + word(owner) + '/' + word(owner * 31 + below(400)) + parts[below(6) % 6];
        if (below(10) > 4)
            path = "/" + word(owner) + '/' + word(owner * 31 + below(400)) + "/resolve/main/" + word(below(90)) + ".json";
        all.insert(std::move(path));
    }
    return {all.begin(), all.end()};
}

void learn(benchmark::State& state)
{
    const std::vector<std::string> paths = urls(static_cast<std::size_t>(state.range(0)));
    std::vector<PathCount> counts;
    for (std::size_t i = 0; i < paths.size(); ++i)
        counts.push_back({paths[i], 1 + i % 7});
    std::size_t learned = 0;
    for ([[maybe_unused]] auto iteration : state)
        learned = learnTemplates(counts).size();
    state.counters["templates"] = static_cast<double>(learned);
}

void templateOfEach(benchmark::State& state)
{
    const std::vector<std::string> paths = urls(static_cast<std::size_t>(state.range(0)));
    std::vector<PathCount> counts;
    for (const std::string& path : paths)
        counts.push_back({path, 1});
    const UrlTemplates templates(learnTemplates(counts));
    std::string text;
    for ([[maybe_unused]] auto iteration : state) {
        for (const std::string& path : paths) {
            text.clear();
            templates.append(path, text);
            benchmark::DoNotOptimize(text.data());
        }
    }
}

BENCHMARK(learn)->Arg(145'000)->Unit(benchmark::kMillisecond);
BENCHMARK(templateOfEach)->Arg(145'000)->Unit(benchmark::kMillisecond);

}    // namespace

BENCHMARK_MAIN();
