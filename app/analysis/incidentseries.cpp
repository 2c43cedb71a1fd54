#include "app/analysis/incidentseries.h"

#include "app/base/text.h"
#include "app/query/timebuckets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr Nanoseconds comparedLength = std::chrono::hours(1);
constexpr Nanoseconds responseLength = std::chrono::hours(24);
constexpr Nanoseconds finestStep = std::chrono::seconds(10);
constexpr Nanoseconds finestEvidenceStep = std::chrono::minutes(1);
constexpr std::size_t mostSteps = 5000;
constexpr std::size_t mostEvidenceSteps = 900;
constexpr std::size_t mostAffected = 8;
constexpr double otherSide = 0.3;
constexpr double deviates = 3;          // spreads
constexpr double farOut = 10;
constexpr double nearlyAsFar = 0.8;
constexpr double calmBefore = 5;         // times as far as the window before
constexpr std::size_t leastPlacebos = 9;
constexpr double unusualP = 0.1;

bool holdsAny(std::string_view name, std::span<const std::string_view> words)
{
    return std::any_of(words.begin(), words.end(), [name](std::string_view word) { return containsIgnoringCase(name, word); });
}

bool isLoad(const SeriesCandidate& candidate)
{
    if (!candidate.subject.isImported())
        return candidate.subject.measure == Measure::Rate && candidate.subject.records == RecordKind::Request;
    constexpr std::array<std::string_view, 9> failures = {"error", "fail", "5xx", "4xx", "abandon", "timeout", "reject", "retr", "drop"};
    constexpr std::array<std::string_view, 8> loads = {"per second", "per_second", "rps", "qps", "requests", "throughput", "req/s", "queries"};
    const bool isRate = candidate.unit == "1/s" || candidate.unit == "req/s" || candidate.unit == "/s";
    return (isRate || holdsAny(candidate.name, loads)) && !holdsAny(candidate.name, failures) && candidate.unit != "s" && candidate.unit != "ms";
}

bool isLatency(const SeriesCandidate& candidate)
{
    if (!candidate.subject.isImported())
        return candidate.subject.measure == Measure::DurationP50 || candidate.subject.measure == Measure::DurationP95;
    constexpr std::array<std::string_view, 6> units = {"s", "ms", "us", "µs", "ns", "min"};
    constexpr std::array<std::string_view, 6> names = {"latency", "duration", "response time", "response_time", "wait", "lock"};
    return std::find(units.begin(), units.end(), candidate.unit) != units.end() || holdsAny(candidate.name, names);
}

std::vector<double> valuesIn(const ValueGrid& grid, IndexRange range, const std::vector<TimeRange>& incidents)
{
    std::vector<double> values;
    for (std::size_t i = range.begin; i < range.end; ++i) {
        const Timestamp time = grid.timeOf(i);
        const bool isInside = std::any_of(incidents.begin(), incidents.end(), [time](const TimeRange& incident) { return incident.contains(time); });
        if (!isInside)
            values.push_back(grid.values[i]);
    }
    return values;
}

/// The median of a range in spreads of the calm time, on the bad side; nothing with fewer than three values.
std::optional<double> scoreIn(const IncidentSeries& series, TimeRange range)
{
    const ValueGrid& grid = series.candidate.grid;
    const IndexRange steps = indexRange(grid, range);
    if (steps.size() == 0)
        return std::nullopt;
    std::vector<double> values = finiteValues(std::span(grid.values).subspan(steps.begin, steps.size()));
    if (values.size() < leastSelection || series.calm.n < leastBaseline)
        return std::nullopt;
    const double z = series.calm.deviationOf(quantile(values, 0.5)) * (series.candidate.bad == BadDirection::Up ? 1 : -1);
    return z >= 0 ? z : -otherSide * z;
}

/// How far the furthest series was from its usual values; loads are no symptoms.
std::optional<double> furthest(const SeriesAroundOnset& series, TimeRange range, std::optional<std::size_t> only)
{
    std::optional<double> most;
    for (std::size_t i = 0; i < series.all.size(); ++i) {
        if (only ? *only != i : series.all[i].isLoad || series.all[i].calm.isConstant)
            continue;
        if (const auto score = scoreIn(series.all[i], range); score && (!most || *score > *most))
            most = score;
    }
    return most;
}

struct EarlierWindow {
    TimeRange range;
    double score = 0;
};

/// As long as what is compared, newest first, without incidents.
std::vector<EarlierWindow> earlierWindows(const SeriesAroundOnset& series, Nanoseconds length, std::optional<std::size_t> only,
                                          const std::vector<TimeRange>& incidents)
{
    std::vector<EarlierWindow> windows;
    for (Timestamp end = series.history.end - length; length.count() > 0 && end - length >= series.history.begin; end -= length) {
        const TimeRange earlier{end - length, end};
        if (std::none_of(incidents.begin(), incidents.end(), [&](const TimeRange& one) { return one.begin < earlier.end && earlier.begin < one.end; }))
            windows.push_back({earlier, furthest(series, earlier, only).value_or(0)});
    }
    return windows;
}

/// Nearly as far out as now, when now is far from what is usual: an earlier incident, which makes this one seem usual.
std::vector<TimeRange> stretchesLike(double now, const std::vector<EarlierWindow>& windows)
{
    std::vector<double> scores;
    for (const EarlierWindow& window : windows)
        scores.push_back(window.score);
    if (scores.empty() || now < calmBefore * quantile(scores, 0.5))
        return {};
    std::vector<TimeRange> stretches;
    for (auto window = windows.rbegin(); window != windows.rend(); ++window) {
        if (window->score < nearlyAsFar * now)
            continue;
        if (!stretches.empty() && stretches.back().end == window->range.begin)
            stretches.back().end = window->range.end;
        else
            stretches.push_back(window->range);
    }
    return stretches;
}

/// A symptom: further out than in nine of ten earlier windows of the same length, without incidents; or far out, and all was calm in the window before
/// (an earlier trouble that nobody marked does not hide this one).
std::optional<bool> deviatesNow(SeriesAroundOnset& series, Nanoseconds length, std::optional<std::size_t> only, const std::vector<TimeRange>& incidents)
{
    const Timestamp onset = series.history.end;
    const std::optional<double> now = furthest(series, {onset, onset + length}, only);
    if (!now)
        return std::nullopt;
    if (*now >= farOut && *now >= calmBefore * furthest(series, {onset - length, onset}, only).value_or(0))
        return true;
    const std::vector<EarlierWindow> windows = earlierWindows(series, length, only, incidents);
    const auto asFar = std::count_if(windows.begin(), windows.end(), [&](const EarlierWindow& window) { return window.score >= *now; });
    const bool isRare = windows.size() < leastPlacebos || static_cast<double>(1 + asFar) / static_cast<double>(1 + windows.size()) < unusualP;
    if (*now >= deviates && isRare)
        return true;
    series.asFarBefore = stretchesLike(*now, windows);
    return false;
}

void choose(SeriesAroundOnset& series, const ChangesRequest& request)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < series.all.size(); ++i) {
        if (series.all[i].score > 0)
            order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return series.all[a].score > series.all[b].score; });
    for (const std::size_t i : order) {
        if (series.affected.size() < mostAffected && !series.all[i].calm.isConstant)
            series.affected.push_back(i);
        const bool isBetter = !series.symptom || (series.all[i].isLatency && !series.all[*series.symptom].isLatency);
        if (!request.symptom && series.all[i].score >= deviates && !series.all[i].isLoad && isBetter)
            series.symptom = i;
    }
}

void add(SeriesAroundOnset& series, SeriesCandidate candidate, const ChangesRequest& request, Nanoseconds length)
{
    IncidentSeries& one = series.all.emplace_back();
    one.candidate = std::move(candidate);
    one.isLoad = isLoad(one.candidate);
    one.isLatency = isLatency(one.candidate);
    one.calm = robustScale(valuesIn(one.candidate.grid, indexRange(one.candidate.grid, series.history), request.incidents));
    one.score = scoreIn(one, {request.onset, request.onset + length}).value_or(0);
}

}    // namespace

Result<SeriesAroundOnset> seriesAroundOnset(Database& database, SegmentReader& reader, const FilterContext& context, const ChangesRequest& request,
                                            TimeRange data, const TaskControl& control)
{
    SeriesAroundOnset series;
    const Nanoseconds lookback = std::min(request.lookback, request.onset - std::min(data.begin, request.onset));
    series.history = {request.onset - lookback, request.onset};
    const Nanoseconds toData = std::max(data.end, request.onset) - request.onset;
    const Nanoseconds toWindow = request.window ? std::max(request.window->end, request.onset) - request.onset + comparedLength : responseLength;
    series.after = {request.onset, request.onset + std::min(toData, toWindow)};
    CandidatesRequest asked;
    asked.window = {series.history.begin, series.after.end};
    if (asked.window.length().count() <= 0)
        return series;
    asked.step = roundStep(asked.window, mostSteps, finestStep);
    asked.selection = series.after;
    asked.filter = request.filter;
    asked.windowTime = request.windowTime;
    auto imported = importedCandidates(database, asked, control);
    if (!imported)
        return imported.error();
    auto records = recordCandidates(database, reader, context, asked, control);
    if (!records)
        return records.error();
    std::move(records->begin(), records->end(), std::back_inserter(*imported));
    Nanoseconds length = std::min(comparedLength, series.after.length());
    if (request.window)
        length = std::clamp(request.window->end - request.onset, Nanoseconds(1), std::max(length, Nanoseconds(1)));
    for (SeriesCandidate& candidate : *imported) {
        if (request.symptom && candidate.subject == *request.symptom)
            series.symptom = series.all.size();
        add(series, std::move(candidate), request, length);
    }
    if (request.symptom && !series.symptom) {
        auto given = seriesCandidate(database, reader, context, *request.symptom, asked, control);
        if (!given)
            return given.error();
        series.symptom = series.all.size();
        add(series, std::move(*given), request, length);
    }
    choose(series, request);
    series.hasSymptom = deviatesNow(series, length, request.symptom ? series.symptom : std::nullopt, request.incidents);
    return series;
}

std::vector<ValueGrid> evidenceGrids(const SeriesAroundOnset& series)
{
    std::vector<ValueGrid> grids;
    if (series.history.length().count() <= 0)
        return grids;
    const Nanoseconds step = roundStep(series.history, mostEvidenceSteps, finestEvidenceStep);
    const auto count = static_cast<std::size_t>(series.history.length() / step);
    const Timestamp begin = series.history.end - step * static_cast<std::int64_t>(count);    // the last step ends at the onset
    for (const std::size_t i : series.affected)
        grids.push_back(regridded(series.all[i].candidate.grid, begin, step, count));
    return grids;
}

}    // namespace faultline
