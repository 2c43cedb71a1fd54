#include "app/analysis/components.h"

#include "app/analysis/clocks.h"
#include "app/analysis/deviation.h"
#include "app/analysis/onset.h"
#include "app/analysis/seriescandidate.h"
#include "app/base/parallel.h"
#include "app/base/text.h"
#include "app/query/timebuckets.h"
#include "app/store/casereader.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 21> usualLabels{"service",   "service_name", "service.name", "microservice", "component", "app",  "application",
                                                       "deployment", "pod",         "podname",      "pod_name",     "container", "container_name",
                                                       "instance",  "host",         "hostname",     "host.name",    "node",      "server", "collection", "database"};
constexpr std::size_t mostSteps = 1000;              // of the window
constexpr Nanoseconds second{1'000'000'000};
constexpr Nanoseconds day = 24 * 3600 * second;
constexpr std::int64_t baselineLengths = 6;          // the baseline, its guard, and one more for the onset

std::string_view valueOf(const Labels& labels, std::string_view key)
{
    for (const auto& [name, value] : labels) {
        if (name == key)
            return value;
    }
    return {};
}

struct Named {
    SeriesSubject subject;
    std::string component;
    std::string metric;
};

std::vector<Named> namedSeries(const std::vector<SeriesInfo>& list, const ComponentsRequest& request, Components& result)
{
    std::vector<Named> named;
    for (const SeriesInfo& series : list) {
        if (!request.metric.empty() && series.name != request.metric)
            continue;
        const std::string_view component = valueOf(series.labels, result.label);
        if (component.empty()) {
            ++result.unnamed;
            continue;
        }
        Named one;
        one.subject.seriesId = series.id;
        one.component = component;
        one.metric = series.name;
        for (const auto& [name, value] : series.labels) {
            if (name != result.label)
                one.metric += ' ' + value;
        }
        named.push_back(std::move(one));
    }
    return named;
}

CandidatesRequest candidatesOf(TimeRange window, TimeRange data)
{
    CandidatesRequest asked;
    asked.selection = window;
    asked.step = roundStep(window, mostSteps, second);
    const Nanoseconds history = std::max(day, window.length() * baselineLengths);
    asked.window = {std::max(std::min(data.begin, window.begin), window.begin - history), std::min(std::max(data.end, window.end), window.end + window.length())};
    return asked;
}

std::optional<ComponentSeries> measured(const Named& named, const ValueGrid& grid, const ComponentsRequest& request)
{
    const IndexRange selection = indexRange(grid, request.window);
    std::vector<IndexRange> incidents;
    for (const TimeRange& incident : request.incidents)
        incidents.push_back(indexRange(grid, incident));
    const Deviation deviation = deviationOf(grid, selection, badDirectionOf(named.metric), incidents);
    if (!deviation.score)
        return std::nullopt;
    ComponentSeries series{named.component, named.metric, *deviation.score, !deviation.p || deviation.isUnusual(), deviation.wasConstant, std::nullopt};
    if (const std::optional<Onset> onset = onsetOf(grid, selection))
        series.onset = grid.timeOf(onset->index);
    return series;
}

Result<void> check(const ComponentsRequest& request, const std::vector<SeriesInfo>& list, Components& result)
{
    if (!request.window.isBounded() || request.window.length().count() <= 0)
        return Error{ErrorKind::Usage, "Cannot rank components", "The window has no beginning or no end", "Give --from and --to"};
    result.label = request.label.empty() ? componentLabelOf(list) : request.label;
    const auto carries = [&](const SeriesInfo& series) { return !valueOf(series.labels, result.label).empty(); };
    if (result.label.empty())
        return Error{ErrorKind::Usage, "Cannot rank components", "No label of the series names services, pods or hosts",
                     "Give --label, see the labels with 'faultline-cli series CASE'"};
    if (std::none_of(list.begin(), list.end(), carries))
        return Error{ErrorKind::Usage, "No series has a label '" + result.label + '\'', "", "See the labels with 'faultline-cli series CASE'"};
    return {};
}

}    // namespace

std::string componentLabelOf(const std::vector<SeriesInfo>& series)
{
    std::string best;
    std::size_t place = usualLabels.size();
    std::set<std::string> keys;
    for (const SeriesInfo& one : series) {
        for (const auto& [key, value] : one.labels)
            keys.insert(key);
    }
    for (const std::string& key : keys) {
        const auto at = static_cast<std::size_t>(std::find(usualLabels.begin(), usualLabels.end(), toLower(key)) - usualLabels.begin());
        if (at >= place)
            continue;
        std::set<std::string_view> values;
        std::size_t carriers = 0;
        for (const SeriesInfo& one : series) {
            const std::string_view value = valueOf(one.labels, key);
            carriers += value.empty() ? 0U : 1U;
            if (!value.empty())
                values.insert(value);
        }
        if (values.size() >= 2 && carriers * 2 >= series.size()) {
            best = key;
            place = at;
        }
    }
    return best;
}

Result<Components> components(Database& database, SegmentReader& reader, const ComponentsRequest& request, const TaskControl& control)
{
    CaseReader cases(database);
    const auto list = cases.series();
    if (!list)
        return list.error();
    const auto range = cases.range();
    if (!range)
        return range.error();
    const auto sources = cases.sources();
    if (!sources)
        return sources.error();
    Components result;
    if (auto done = check(request, *list, result); !done)
        return done.error();
    result.notes = clockNotes(*sources);
    const std::vector<Named> named = namedSeries(*list, request, result);
    result.series = named.size();
    std::vector<std::optional<ComponentSeries>> found(named.size());
    const CandidatesRequest asked = candidatesOf(request.window, range->value_or(request.window));
    std::vector<ValueGrid> grids;
    for (const Named& one : named) {
        auto candidate = seriesCandidate(database, reader, {}, one.subject, asked, control);
        if (!candidate)
            return candidate.error();
        grids.push_back(std::move(candidate->grid));
    }
    parallelFor(named.size(), [&](std::size_t i) { found[i] = measured(named[i], grids[i], request); });
    std::vector<ComponentSeries> series;
    for (std::optional<ComponentSeries>& one : found) {
        result.tooShort += one ? 0U : 1U;
        if (one)
            series.push_back(std::move(*one));
    }
    ComponentOptions options;
    options.dependencies = request.calls;
    options.symptom = request.symptom;
    options.order = request.order;
    result.rows = rankComponents(series, options);
    if (result.tooShort > 0)
        result.notes.push_back("Too little data: " + formatGrouped(static_cast<std::int64_t>(result.tooShort))
                               + " series have fewer than 20 values before the window or fewer than three in it");
    if (!request.symptom.empty() && std::none_of(named.begin(), named.end(), [&](const Named& one) { return one.component == request.symptom; }))
        result.notes.push_back("No series is about " + request.symptom);
    return result;
}

}    // namespace faultline
