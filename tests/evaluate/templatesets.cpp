// Made logs over the addresses of services: which requests share a template, and that no hot URL disappears in one.
#include "app/query/adaptiveroutes.h"
#include "app/query/templatelearner.h"
#include "tests/evaluate/madeapis.h"
#include "tests/evaluate/randomnumbers.h"
#include "tests/evaluate/sets.h"
#include "tests/support/realdata.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <unordered_map>

namespace faultline::evaluate {

namespace {

constexpr std::size_t logsOfAnApi = 6;
constexpr std::uint64_t firstSeed = 70'000;

/// What callers put in for a name: whole numbers, hexadecimal numbers, words ...
class ValueMaker {
public:
    explicit ValueMaker(RandomNumbers& random) : m_random(random) {}

    /// `before`: the value of the name before it, to which this one belongs.
    std::string value(std::string_view name, std::size_t& before)
    {
        auto known = m_pools.find(std::string(name));
        if (known == m_pools.end())
            known = m_pools.emplace(std::string(name), std::size_t(std::exp(m_random.uniform(5, 10)))).first;
        const std::size_t pool = known->second;
        before = (before * 31 + rank(std::max<std::size_t>(pool / (before == 0 ? 1 : 20), 4))) % pool + 1;
        return spelled(name, before);
    }

    /// Few have most.
    std::size_t rank(std::size_t count)
    {
        return std::min(count - 1, static_cast<std::size_t>(std::exp(m_random.uniform() * std::log(static_cast<double>(count) + 1)) - 1));
    }

private:
    static std::string hexadecimal(std::size_t number, std::size_t digits)
    {
        std::string text;
        std::uint64_t state = number * 0x9e3779b97f4a7c15ULL + 0x1234567;
        while (text.size() < digits) {
            state ^= state >> 29;
            state *= 0xbf58476d1ce4e5b9ULL;
            text += "0123456789abcdef"[(state >> 40) & 15U];
        }
        text.front() = static_cast<char>('0' + number % 10);    // of forty digits one is no letter
        return text;
    }
    static std::string word(std::size_t number)
    {
        static constexpr std::string_view syllables[] = {"al", "be", "cor", "da", "el", "fin", "gra", "ho", "in", "ja", "ker", "lo", "mi", "nor", "os", "pra"};
        std::string text;
        for (std::size_t rest = number + 16; rest != 0; rest /= 16)
            text += syllables[(rest * 7 + rest / 16) % 16];
        return text;
    }
    static std::string spelled(std::string_view name, std::size_t number)
    {
        static constexpr std::string_view suffixes[] = {".json", ".bin", ".txt", ".py", ".md", ".safetensors"};
        const auto has = [name](std::string_view part) { return name.find(part) != std::string_view::npos; };
        if (has("uuid")) {
            const std::string hex = hexadecimal(number, 32);
            return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) + '-' + hex.substr(20);
        }
        if (has("sha") || has("hex") || has("digest"))
            return hexadecimal(number, 40);
        if (name.ends_with("_id") || name == "id" || has("number"))
            return std::to_string(number * 17 + 3);
        if (has("rev") || has("ref") || has("branch") || has("tag"))
            return number % 3 == 0 ? 'v' + std::to_string(number / 100) + '.' + std::to_string(number % 100) : hexadecimal(number, 40);
        if (has("file") || has("path"))
            return word(number) + std::string(suffixes[number % 6]);
        if (has("domain"))
            return word(number) + ".example.org";
        if (has("address") || has("ip"))
            return "192.0.2." + std::to_string(number % 256);
        return number % 4 == 0 ? word(number) + '-' + std::to_string(number % 9) : word(number);
    }

    RandomNumbers& m_random;
    std::unordered_map<std::string, std::size_t> m_pools;
};

/// A day of requests: distinct paths, how often each was asked for, and the route that it is of.
struct RouteLog {
    std::vector<std::string> paths;
    std::vector<std::uint64_t> counts;
    std::vector<std::size_t> routes;
    std::vector<std::uint64_t> window;    ///< of the counts, those of ten minutes with a burst

    std::vector<PathCount> pathCounts() const
    {
        std::vector<PathCount> all;
        for (std::size_t i = 0; i < paths.size(); ++i)
            all.push_back({paths[i], counts[i]});
        return all;
    }
};

std::string pathOf(std::string_view route, ValueMaker& values)
{
    std::string path;
    std::size_t before = 0;
    while (!route.empty()) {
        const std::size_t open = std::min(route.find('{'), route.size());
        path += route.substr(0, open);
        route.remove_prefix(open);
        const std::size_t close = route.find('}');
        if (close == std::string_view::npos)
            break;
        path += values.value(route.substr(1, close - 1), before);
        route.remove_prefix(close + 1);
    }
    return path;
}

RouteLog logOf(const std::vector<std::string>& routes, std::uint64_t seed)
{
    RandomNumbers random(seed);
    ValueMaker values(random);
    std::vector<std::size_t> order(routes.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        std::swap(order[i] = i, order[random.below(i + 1)]);
    RouteLog log;
    std::unordered_map<std::string, std::size_t> known;
    const auto add = [&](const std::string& path, std::size_t route, std::uint64_t requests, bool isInWindow) {
        const auto [at, isNew] = known.try_emplace(path, log.paths.size());
        if (isNew) {
            log.paths.push_back(path);
            log.counts.push_back(0);
            log.window.push_back(0);
            log.routes.push_back(route);
        }
        log.counts[at->second] += requests;
        log.window[at->second] += isInWindow ? requests : 0;
    };
    const std::size_t rows = 40'000 + random.below(160'000);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t route = order[values.rank(routes.size())];
        add(pathOf(routes[route], values), route, 1, row > rows / 20 * 19);
    }
    const std::size_t culprit = random.below(log.paths.size());    // a URL like any other, until something asks for it all the time
    add(std::string(log.paths[culprit]), log.routes[culprit], std::max<std::uint64_t>(6, rows / 20 * (1 + random.below(8)) / 90), true);
    return log;
}

struct Grouping {
    double accuracy = 0;    ///< requests whose template has the requests of their route and no others
    double f1 = 0;          ///< of templates
};

Grouping compare(const RouteLog& log, const UrlTemplates& templates)
{
    struct Group {
        std::uint64_t requests = 0;
        std::size_t route = 0;
        bool isPure = true;
    };
    std::map<std::string, Group> groups;
    std::map<std::size_t, std::uint64_t> requestsOf;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < log.paths.size(); ++i) {
        Group& group = groups[templates.of(log.paths[i])];
        group.isPure = group.isPure && (group.requests == 0 || group.route == log.routes[i]);
        group.route = log.routes[i];
        group.requests += log.counts[i];
        requestsOf[log.routes[i]] += log.counts[i];
        all += log.counts[i];
    }
    std::uint64_t right = 0;
    std::size_t rightGroups = 0;
    for (const auto& [text, group] : groups) {
        if (!group.isPure || group.requests != requestsOf[group.route])
            continue;
        right += group.requests;
        ++rightGroups;
    }
    return {static_cast<double>(right) / static_cast<double>(all),
            2.0 * static_cast<double>(rightGroups) / static_cast<double>(groups.size() + requestsOf.size())};
}

/// URLs with at least 1 % of the window's requests that are not a row of their own.
std::size_t hiddenUrls(const RouteLog& log, const UrlTemplates& templates)
{
    const auto paths = static_cast<std::uint32_t>(log.paths.size());
    const RouteIndex index(paths, [&](std::uint32_t i) -> std::string_view { return log.paths[i]; }, templates);
    std::uint64_t all = 0;
    for (const std::uint64_t requests : log.window)
        all += requests;
    AdaptiveRoutes routes(index, templates, all);
    for (std::uint32_t i = 0; i < paths; ++i)
        routes.add(i, log.window[i]);
    std::size_t hidden = 0;
    for (std::uint32_t i = 0; i < paths; ++i) {
        const bool isHot = log.window[i] >= 5 && log.window[i] * 100 >= all;
        std::string row;
        if (routes.keepsValues(i, log.window[i]))
            routes.appendRow(i, log.paths[i], log.window[i], row);
        hidden += isHot && row != log.paths[i] ? 1U : 0U;
    }
    return hidden;
}

struct Outcomes {
    std::vector<Outcome> accuracy, f1, hidden;

    Outcome worst() const
    {
        Outcome worst{"worst", 1, 1};
        for (const Outcome& each : accuracy) {
            worst.ours = std::min(worst.ours, each.ours);
            worst.baseline = std::min(worst.baseline, each.baseline);
        }
        return worst;
    }
};

void evaluate(const MadeApi& api, std::size_t logs, bool isVerbose, Outcomes& outcomes)
{
    for (std::size_t i = 0; i < logs; ++i) {
        const std::string name = api.name + ' ' + std::to_string(firstSeed + i);
        const RouteLog log = logOf(api.routes, firstSeed + i);
        const UrlTemplates learned(learnTemplates(log.pathCounts()));
        const Grouping ours = compare(log, learned), plain = compare(log, UrlTemplates());
        const auto hidden = static_cast<double>(hiddenUrls(log, learned));
        outcomes.accuracy.push_back({name, ours.accuracy, plain.accuracy});
        outcomes.f1.push_back({name, ours.f1, plain.f1});
        outcomes.hidden.push_back({name, hidden, 0});
        if (isVerbose)
            std::fprintf(stderr, "templates %s%s: %zu paths, accuracy %.3f (by shape %.3f), F1 %.3f (%.3f), hidden %.0f\n", name.c_str(),
                         isHeldOut(name) ? " [held out]" : "", log.paths.size(), ours.accuracy, plain.accuracy, ours.f1, plain.f1, hidden);
    }
}

std::vector<Figure> figuresOf(const std::string& set, const Outcomes& outcomes)
{
    const std::vector<Outcome> worst{outcomes.worst()};
    return {figureOf({set, "requests grouped as their routes (GA), mean", "logs", "shapes alone", "Drain .11-.76 on logs of such routes", 0.92}, outcomes.accuracy),
            figureOf({set, "the same, worst log", "log", "shapes alone", "", 0.70, Better::Higher, false}, worst),
            figureOf({set, "templates that are routes (FGA), mean", "logs", "shapes alone", "Drain .00-.33 on logs of such routes", {}}, outcomes.f1),
            figureOf({set, "URLs with 1 % of a window that are no row, a log", "logs", "", "", 0.0, Better::Lower, false}, outcomes.hidden)};
}

}    // namespace

std::vector<Figure> evaluateTemplates(const Settings& settings)
{
    Outcomes made;
    for (const MadeApi& api : madeApis())
        evaluate(api, casesOf(settings, logsOfAnApi), settings.isVerbose, made);
    std::vector<Figure> figures = figuresOf("URLs of made services", made);
    Outcomes real;
    for (const char* name : {"github", "digitalocean", "huggingface"}) {
        const auto text = settings.folder.empty() ? std::nullopt : test::fileText(settings.folder + "/routes/" + name + ".txt");
        if (text)
            evaluate({name, routesIn(*text)}, casesOf(settings, logsOfAnApi), settings.isVerbose, real);
    }
    if (!real.accuracy.empty())
        for (Figure& figure : figuresOf("URLs of real routes", real))
            figures.push_back(std::move(figure));
    return figures;
}

}    // namespace faultline::evaluate
