// Which component is at fault: PetShop (issues against normal operation, with a call graph) and Nezha (pods, metrics only).
#include "app/analysis/componentrank.h"
#include "app/analysis/deviation.h"
#include "app/analysis/robustscale.h"
#include "tests/evaluate/readings.h"
#include "tests/evaluate/sets.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <map>
#include <numeric>

namespace faultline::evaluate {

namespace {

namespace fs = std::filesystem;
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

/// Where a name stands, from 1; 0 = nowhere.
std::size_t placeOf(const std::vector<std::string>& names, const std::string& name)
{
    const auto at = std::find(names.begin(), names.end(), name);
    return at == names.end() ? 0 : static_cast<std::size_t>(at - names.begin()) + 1;
}

double isWithin(std::size_t place, std::size_t most)
{
    return place > 0 && place <= most ? 1 : 0;
}

std::vector<std::string> namesOf(const std::vector<RankedComponent>& components)
{
    std::vector<std::string> names;
    for (const RankedComponent& component : components)
        names.push_back(component.name);
    return names;
}

/// The plain way: components by the largest distance from the mean in deviations, whichever direction.
struct PlainRanking {
    std::map<std::string, double> scores;

    void add(const std::string& component, const std::vector<double>& baseline, const std::vector<double>& selection)
    {
        const std::vector<double> before = finiteValues(baseline);
        const std::vector<double> during = finiteValues(selection);
        if (before.empty() || during.empty())
            return;
        const double n = static_cast<double>(before.size());
        const double mean = std::accumulate(before.begin(), before.end(), 0.0) / n;
        double squares = 0;
        for (const double value : before)
            squares += (value - mean) * (value - mean);
        const double deviation = squares > 0 ? std::sqrt(squares / n) : 1;
        for (const double value : during)
            scores[component] = std::max(scores[component], std::abs(value - mean) / deviation);
    }
    std::vector<std::string> names() const
    {
        std::vector<std::pair<double, std::string>> order;
        for (const auto& [name, score] : scores)
            order.emplace_back(-score, name);
        std::sort(order.begin(), order.end());
        std::vector<std::string> names;
        for (const auto& [score, name] : order)
            names.push_back(name);
        return names;
    }
};

/// Columns of PetShop's metrics: component, metric, statistic over the values, then one row a time.
struct PetShopMetrics {
    Table table;

    std::size_t columns() const { return table.size() < 4 ? 0 : table[0].size(); }
    bool is(std::size_t column, const std::string& metric, const std::string& statistic) const
    {
        return column < table[1].size() && column < table[2].size() && table[1][column] == metric && table[2][column] == statistic;
    }
    std::vector<double> values(std::size_t column) const
    {
        std::vector<double> values;
        for (std::size_t row = 4; row < table.size(); ++row)
            values.push_back(column < table[row].size() ? numberOf(table[row][column]) : notANumber);
        return values;
    }
    /// The row nearest to `seconds`: stamps are those of the samples, a trigger lies half a minute to either side of one.
    double valueAt(std::size_t column, double seconds) const
    {
        double value = notANumber;
        double nearest = std::numeric_limits<double>::infinity();
        for (std::size_t row = 4; row < table.size(); ++row) {
            const double distance = table[row].empty() ? nearest : std::abs(numberOf(table[row][0]) - seconds);
            if (distance < nearest) {
                nearest = distance;
                value = column < table[row].size() ? numberOf(table[row][column]) : notANumber;
            }
        }
        return value;
    }
};

std::vector<Dependency> petShopGraph(const std::string& path)
{
    std::vector<Dependency> dependencies;
    const Table table = readTable(path).value_or(Table());
    for (std::size_t row = 1; row < table.size(); ++row) {
        for (std::size_t column = 1; column < table[row].size() && column < table[0].size(); ++column) {
            if (numberOf(table[row][column]) > 0)
                dependencies.push_back({table[row][0], table[0][column]});
        }
    }
    return dependencies;
}

struct PetShopIssue {
    std::vector<ComponentSeries> series;
    PlainRanking plain;
    std::string symptom, culprit;
};

/// The row at the trigger alone, against normal operation, in the metric of the symptom and the direction in which it is bad.
std::optional<PetShopIssue> petShopIssue(const fs::path& folder, const PetShopMetrics& normal)
{
    const nlohmann::json target = nlohmann::json::parse(readText((folder / "target.json").string()).value_or("{}"), nullptr, false);
    const PetShopMetrics metrics{readTable((folder / "metrics.csv").string()).value_or(Table())};
    if (!target.is_object() || metrics.columns() == 0)
        return std::nullopt;
    PetShopIssue issue;
    issue.symptom = target.at("target").at("node");
    issue.culprit = target.at("root_cause").at("node");
    const std::string metric = target.at("target").at("metric");
    const std::string statistic = target.at("target").at("agg");
    const bool isBadDown = badDirectionOf(metric) == BadDirection::Down;
    for (std::size_t column = 1; column < metrics.columns(); ++column) {
        if (!metrics.is(column, metric, statistic))
            continue;
        const std::string& component = metrics.table[0][column];
        const double value = metrics.valueAt(column, target.at("target").at("timestamp"));
        for (std::size_t other = 1; other < normal.columns() && std::isfinite(value); ++other) {
            if (!normal.is(other, metric, statistic) || normal.table[0][other] != component)
                continue;
            const RobustScale scale = robustScale(normal.values(other));
            if (scale.n < leastBaseline)
                continue;
            const double z = scale.deviationOf(value);
            const double score = std::max(0.0, isBadDown ? -z : z);
            issue.series.push_back({component, metric, score, true, scale.isConstant, std::nullopt});
            issue.plain.add(component, normal.values(other), {value});
        }
    }
    return issue;
}

std::vector<fs::path> foldersIn(const fs::path& root, std::string_view start)
{
    std::vector<fs::path> folders;
    std::error_code error;
    if (!fs::is_directory(root, error))
        return folders;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root, error)) {
        if (entry.is_directory() && entry.path().filename().string().rfind(start, 0) == 0)
            folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

}    // namespace

std::vector<Figure> evaluatePetShop(const Settings& settings)
{
    std::vector<Outcome> first, three, graphFirst, graphThree;
    const fs::path root = settings.folder + "/rca/petshop";
    for (const fs::path& traffic : settings.folder.empty() ? std::vector<fs::path>() : foldersIn(root, "")) {
        const PetShopMetrics normal{readTable((traffic / "noissue" / "metrics.csv").string()).value_or(Table())};
        if (normal.columns() == 0)
            continue;
        const std::vector<Dependency> graph = petShopGraph((traffic / "graph.csv").string());
        for (const fs::path& folder : foldersIn(traffic, "issue_")) {
            const std::optional<PetShopIssue> issue = petShopIssue(folder, normal);
            if (!issue)
                continue;
            const std::string name = traffic.filename().string() + folder.filename().string();
            // The symptom's own component is no answer to what is behind the symptom, unless it is all there is.
            const std::size_t alone = placeOf(namesOf(rankComponents(issue->series)), issue->culprit);
            const std::size_t along = placeOf(namesOf(rankComponents(issue->series, {.dependencies = graph, .symptom = issue->symptom})), issue->culprit);
            const std::size_t plain = placeOf(issue->plain.names(), issue->culprit);
            first.push_back({name, isWithin(alone, 1), isWithin(plain, 1)});
            three.push_back({name, isWithin(alone, 3), isWithin(plain, 3)});
            graphFirst.push_back({name, isWithin(along, 1), isWithin(plain, 1)});
            graphThree.push_back({name, isWithin(along, 3), isWithin(plain, 3)});
            if (settings.isVerbose) {
                std::fprintf(stderr, "petshop %s: place %zu, with calls %zu, plain %zu; first:", name.c_str(), alone, along, plain);
                for (const RankedComponent& component : rankComponents(issue->series, {.dependencies = graph, .symptom = issue->symptom}))
                    if (component.deviates)
                        std::fprintf(stderr, " %s %.1f%s", component.name.c_str(), component.strongest, component.isPreferred ? "*" : "");
                std::fprintf(stderr, "\n");
            }
        }
    }
    if (first.empty())
        return {};
    return {figureOf({"petshop", "AC@1, no calls known", "issues", "largest z", "", {}}, first),
            figureOf({"petshop", "AC@3, no calls known", "issues", "largest z", "naive .50 (high)", 0.65}, three),
            figureOf({"petshop", "AC@1, with calls", "issues", "largest z", "official notebook .62 (high)", 0.65}, graphFirst),
            figureOf({"petshop", "AC@3, with calls", "issues", "largest z", "official notebook .88 (high)", 0.92}, graphThree)};
}

namespace {

struct NezhaFault {
    std::string name, pod, kind;
    Timestamp time;
};

std::vector<NezhaFault> nezhaFaults(const fs::path& day)
{
    std::vector<NezhaFault> faults;
    const std::string list = (day / (day.filename().string() + "-fault_list.json")).string();
    const nlohmann::json document = nlohmann::json::parse(readText(list).value_or("{}"), nullptr, false);
    for (const auto& [hour, rows] : document.items()) {
        for (const nlohmann::json& row : rows) {
            // The label's inject_timestamp is wrong in places, inject_time is right and UTC.
            if (const std::optional<Timestamp> time = timeOf(row.at("inject_time").get<std::string>()))
                faults.push_back({day.filename().string() + row.at("inject_time").get<std::string>(), row.at("inject_pod"), row.at("inject_type"), *time});
        }
    }
    std::sort(faults.begin(), faults.end(), [](const NezhaFault& a, const NezhaFault& b) { return a.time < b.time; });
    return faults;
}

struct PodSeries {
    std::string pod, name;
    ValueGrid grid;
};

/// Metrics of the pods; those of the node a pod runs on are the node's.
std::vector<PodSeries> nezhaSeries(const fs::path& day)
{
    std::vector<PodSeries> all;
    std::error_code error;
    std::vector<std::string> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(day / "metric", error)) {
        if (entry.path().filename().string().find("_metric.csv") != std::string::npos)
            files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) {
        const Table table = readTable(file).value_or(Table());
        for (std::size_t column = 3; table.size() > 1 && column < table[0].size(); ++column) {
            if (table[0][column].rfind("Node", 0) == 0)
                continue;
            std::vector<Sample> samples;
            for (std::size_t row = 1; row < table.size(); ++row) {
                if (column >= table[row].size())
                    continue;
                // The stamp in text: the other column is six years off for one of the pods.
                const double value = numberOf(table[row][column]);
                if (const std::optional<Timestamp> time = timeOf(table[row][0]); time && std::isfinite(value))
                    samples.push_back({*time, value});
            }
            if (samples.empty())
                continue;
            const TimeRange range{samples.front().time, samples.back().time + std::chrono::minutes(1)};
            const ValueGrid grid = gridOf(samples, SeriesKind::Gauge, range, std::chrono::minutes(1), std::chrono::minutes(2)).grid;
            all.push_back({table[1][2], table[0][column], grid});
        }
    }
    return all;
}

}    // namespace

std::vector<Figure> evaluateNezha(const Settings& settings)
{
    std::vector<Outcome> first, three, strongFirst, strongThree;
    const fs::path root = settings.folder + "/rca/nezha";
    for (const fs::path& day : settings.folder.empty() ? std::vector<fs::path>() : foldersIn(root, "20")) {
        const std::vector<NezhaFault> faults = nezhaFaults(day);
        const std::vector<PodSeries> pods = nezhaSeries(day);
        for (const NezhaFault& fault : faults) {
            std::vector<ComponentSeries> series;
            PlainRanking plain;
            for (const PodSeries& one : pods) {
                const TimeRange window{fault.time, fault.time + std::chrono::minutes(3)};
                const IndexRange selection = indexRange(one.grid, window);
                std::vector<IndexRange> incidents;
                for (const NezhaFault& other : faults) {
                    if (other.time != fault.time)
                        incidents.push_back(indexRange(one.grid, {other.time, other.time + std::chrono::minutes(4)}));
                }
                if (selection.begin > 62)
                    incidents.push_back({0, selection.begin - 62});    // an hour before, as the figures of the specification have it
                const Deviation deviation = deviationOf(one.grid, selection, badDirectionOf(one.name), incidents);
                if (!deviation.score)
                    continue;
                series.push_back({one.pod, one.name, *deviation.score, deviation.isUnusual(), deviation.wasConstant, std::nullopt});
                plain.add(one.pod, baselineOf(one.grid, selection, incidents).values,
                          {one.grid.values.begin() + static_cast<std::ptrdiff_t>(selection.begin),
                           one.grid.values.begin() + static_cast<std::ptrdiff_t>(selection.end)});
            }
            ComponentOptions byBreadth;
            byBreadth.order = ComponentOrder::Broadest;
            const std::vector<RankedComponent> broadest = rankComponents(series, byBreadth);
            const std::size_t broad = placeOf(namesOf(broadest), fault.pod);
            const std::size_t strong = placeOf(namesOf(rankComponents(series)), fault.pod);
            const std::size_t naive = placeOf(plain.names(), fault.pod);
            first.push_back({fault.name, isWithin(broad, 1), isWithin(naive, 1)});
            three.push_back({fault.name, isWithin(broad, 3), isWithin(naive, 3)});
            strongFirst.push_back({fault.name, isWithin(strong, 1), isWithin(naive, 1)});
            strongThree.push_back({fault.name, isWithin(strong, 3), isWithin(naive, 3)});
            if (settings.isVerbose) {
                std::fprintf(stderr, "nezha %s %s %s: place %zu, strongest first %zu, plain %zu;", fault.name.c_str(), fault.pod.c_str(),
                             fault.kind.c_str(), broad, strong, naive);
                for (const RankedComponent& c : broadest)
                    std::fprintf(stderr, " %.8s %s %.1f/%.2f", c.name.c_str(), c.strongestSeries.c_str(), c.strongest, c.broadest);
                std::fprintf(stderr, "\n");
            }
        }
    }
    if (first.empty())
        return {};
    return {figureOf({"nezha", "AC@1, metrics only, broadest first", "faults", "largest z", "naive .34; Nezha .93 with logs and traces", 0.45}, first),
            figureOf({"nezha", "AC@3, metrics only, broadest first", "faults", "largest z", "naive .61; Nezha .96 with logs and traces", 0.65}, three),
            figureOf({"nezha", "AC@1, strongest series first", "faults", "largest z", "naive .34", {}}, strongFirst),
            figureOf({"nezha", "AC@3, strongest series first", "faults", "largest z", "naive .61", {}}, strongThree)};
}

}    // namespace faultline::evaluate
