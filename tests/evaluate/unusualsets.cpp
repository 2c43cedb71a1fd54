// Unusual moments against what people labelled: NAB's windows and Microsoft's points.
#include "app/analysis/robustscale.h"
#include "app/analysis/unusual.h"
#include "tests/evaluate/readings.h"
#include "tests/evaluate/sets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>

namespace faultline::evaluate {

namespace {

constexpr std::size_t merged = 6;    // rows: runs of labels nearer than the smallest scale are one window

struct Moment {
    std::size_t at = 0;
    double score = 0;
};

std::vector<Moment> ours(const LabelledSeries& series)
{
    std::vector<Moment> moments;
    for (const UnusualMoment& moment : unusualMoments(series.values, {.season = series.rowsOfADay()}))
        moments.push_back({moment.index, moment.score});
    return moments;
}

/// The plain way: distance from the mean in deviations, the largest first, with the same neighbours left out.
std::vector<Moment> largestDistances(const LabelledSeries& series, double alwaysShown)
{
    const std::vector<double> finite = finiteValues(series.values);
    const double n = static_cast<double>(std::max<std::size_t>(finite.size(), 1));
    const double mean = std::accumulate(finite.begin(), finite.end(), 0.0) / n;
    double squares = 0;
    for (const double value : finite)
        squares += (value - mean) * (value - mean);
    const double deviation = std::max(std::sqrt(squares / n), 1e-12);
    std::vector<Moment> all;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
        if (std::isfinite(series.values[i]))
            all.push_back({i, std::abs(series.values[i] - mean) / deviation});
    }
    std::stable_sort(all.begin(), all.end(), [](const Moment& a, const Moment& b) { return a.score > b.score; });
    const std::size_t apart = std::max<std::size_t>(series.values.size() / 20, 12);
    std::vector<Moment> moments;
    for (const Moment& moment : all) {
        if (moments.size() >= 10 && moment.score < alwaysShown)
            break;
        if (std::none_of(moments.begin(), moments.end(), [&](const Moment& taken) {
                return (taken.at > moment.at ? taken.at - moment.at : moment.at - taken.at) <= apart;
            }))
            moments.push_back(moment);
    }
    return moments;
}

/// Windows, widened by `margin` rows, that one of the first `most` moments hits.
double windowsHit(const std::vector<IndexRange>& windows, const std::vector<Moment>& moments, std::size_t most, std::size_t margin)
{
    return static_cast<double>(std::count_if(windows.begin(), windows.end(), [&](const IndexRange& window) {
        const IndexRange wide{window.begin > margin ? window.begin - margin : 0, window.end + margin};
        return std::any_of(moments.begin(), moments.begin() + static_cast<std::ptrdiff_t>(std::min(most, moments.size())),
                           [&](const Moment& moment) { return wide.holds(moment.at); });
    }));
}

/// Of the first `most` moments, those inside a window.
double momentsInside(const std::vector<IndexRange>& windows, const std::vector<Moment>& moments, std::size_t most)
{
    return static_cast<double>(std::count_if(moments.begin(), moments.begin() + static_cast<std::ptrdiff_t>(std::min(most, moments.size())),
                                             [&](const Moment& moment) { return windowsHit(windows, {moment}, 1, 0) > 0; }));
}

double falseAlarms(const std::vector<IndexRange>& windows, const std::vector<Moment>& moments, double from, std::size_t margin)
{
    return static_cast<double>(std::count_if(moments.begin(), moments.end(), [&](const Moment& moment) {
        return moment.score >= from && windowsHit(windows, {moment}, 1, margin) == 0;
    }));
}

std::vector<IndexRange> mergedWindows(const std::vector<IndexRange>& windows)
{
    std::vector<IndexRange> result;
    for (const IndexRange& window : windows) {
        if (!result.empty() && window.begin < result.back().end + merged)
            result.back().end = window.end;
        else
            result.push_back(window);
    }
    return result;
}

double daysOf(const LabelledSeries& series)
{
    return static_cast<double>(series.values.size()) / static_cast<double>(std::max<std::size_t>(series.rowsOfADay(), 1));
}

}    // namespace

std::vector<Figure> evaluateNab(const Settings& settings)
{
    const std::vector<LabelledSeries> all = nabSeries(settings.folder);
    if (all.empty())
        return {};
    std::vector<Outcome> precision, found, first, alarms;
    for (const LabelledSeries& series : all) {
        const std::vector<Moment> moments = ours(series);
        const std::vector<Moment> plain = largestDistances(series, 3);
        alarms.push_back({series.name, falseAlarms(series.windows, moments, 2, 0) / daysOf(series),
                          falseAlarms(series.windows, plain, 3, 0) / daysOf(series), daysOf(series)});
        if (series.windows.empty())
            continue;
        const std::size_t k = series.windows.size();
        const double weight = static_cast<double>(k);
        precision.push_back({series.name, momentsInside(series.windows, moments, k) / weight, momentsInside(series.windows, plain, k) / weight, weight});
        found.push_back({series.name, windowsHit(series.windows, moments, k, 0) / weight, windowsHit(series.windows, plain, k, 0) / weight, weight});
        first.push_back({series.name, windowsHit(series.windows, moments, 1, 0), windowsHit(series.windows, plain, 1, 0)});
        if (settings.isVerbose)
            std::fprintf(stderr, "nab %s: %.0f of %zu moments inside, plain %.0f\n", series.name.c_str(), precision.back().ours * weight, k,
                         precision.back().baseline * weight);
    }
    return {figureOf({"nab", "first k moments inside a window (R-precision)", "moments", "largest z", "RCF .707", 0.71}, precision),
            figureOf({"nab", "windows found by the first k moments", "windows", "largest z", "", {}}, found),
            figureOf({"nab", "first moment inside a window", "files", "largest z", "ARTime, RCF .83", {}}, first),
            figureOf({"nab", "moments with A ≥ 2 outside windows, a day", "days", "z ≥ 3", "", {}, Better::Lower, false}, alarms)};
}

std::vector<Figure> evaluateMicrosoft(const Settings& settings)
{
    const std::vector<LabelledSeries> all = microsoftSeries(settings.folder);
    if (all.empty())
        return {};
    std::vector<Outcome> hits, first, alarms;
    for (const LabelledSeries& series : all) {
        const std::vector<IndexRange> windows = mergedWindows(series.windows);
        const std::vector<Moment> moments = ours(series);
        const std::vector<Moment> plain = largestDistances(series, 3);
        alarms.push_back({series.name, falseAlarms(windows, moments, 2, merged) / daysOf(series),
                          falseAlarms(windows, plain, 3, merged) / daysOf(series), daysOf(series)});
        if (windows.empty())
            continue;
        const double weight = static_cast<double>(windows.size());
        const auto everything = static_cast<std::size_t>(-1);
        hits.push_back({series.name, windowsHit(windows, moments, everything, merged) / weight,
                        windowsHit(windows, plain, everything, merged) / weight, weight});
        first.push_back({series.name, std::min(windowsHit(windows, moments, 1, merged), 1.0), std::min(windowsHit(windows, plain, 1, merged), 1.0)});
        if (settings.isVerbose)
            std::fprintf(stderr, "microsoft %s: %.0f of %zu windows, plain %.0f; first %.0f / %.0f\n", series.name.c_str(),
                         hits.back().ours * weight, windows.size(), hits.back().baseline * weight, first.back().ours, first.back().baseline);
    }
    return {figureOf({"microsoft", "windows hit by the moments shown", "windows", "z, ten or ≥ 3", "", {}}, hits),
            figureOf({"microsoft", "first moment inside a window", "files", "largest z", "", {}}, first),
            figureOf({"microsoft", "moments with A ≥ 2 outside windows, a day", "days", "z ≥ 3", "", {}, Better::Lower, false}, alarms)};
}

}    // namespace faultline::evaluate
