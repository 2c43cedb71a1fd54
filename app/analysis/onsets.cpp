#include "app/analysis/onsets.h"

#include "app/analysis/clocks.h"
#include "app/analysis/valuetext.h"
#include "app/base/parallel.h"
#include "app/base/text.h"
#include "app/query/timebuckets.h"
#include "app/store/casereader.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t mostSteps = 180;           // of the window, for what is measured of records
constexpr std::size_t mostImportedSteps = 1000;
constexpr std::int64_t baselineLengths = 5;      // four and the guard
constexpr double wasConstantFrom = 1e6;          // spreads
constexpr std::int64_t stepsBefore = 24;
constexpr std::int64_t stepsAfter = 12;
constexpr std::size_t leastHistory = 20;
constexpr Nanoseconds second{1'000'000'000};

CandidatesRequest requestOf(const OnsetsRequest& request, Nanoseconds step)
{
    const Nanoseconds length = request.window.length();
    CandidatesRequest asked;
    asked.step = step;
    asked.window = {request.window.begin - std::max(length * (baselineLengths + 1), step * (stepsBefore + static_cast<std::int64_t>(leastHistory))),
                    request.window.end + step * stepsAfter};
    asked.selection = request.window;
    asked.filter = request.filter;
    asked.windowTime = request.windowTime;
    return asked;
}

/// A grid wider than the data would be gaps only.
void narrow(CandidatesRequest& asked, TimeRange data, TimeRange window)
{
    asked.window.begin = std::min(std::max(asked.window.begin, data.begin), window.begin);
    asked.window.end = std::max(std::min(asked.window.end, data.end), window.end);
}

/// Imported series keep their own steps, down to a fine one.
CandidatesRequest ofImported(CandidatesRequest asked)
{
    asked.step = roundStep(asked.selection, mostImportedSteps, second);
    return asked;
}

std::string sentenceOf(const OnsetRow& row)
{
    const Nanoseconds around = std::max(row.interval.end - row.time, row.time - row.interval.begin);
    std::string text = std::string(row.isFall ? "falls" : "rises") + " from " + valueText(row.before, row.unit) + " to " + valueText(row.after, row.unit);
    if (row.strength >= wasConstantFrom)
        text += ", was constant before";
    else
        text += " (" + formatGrouped(std::llround(row.strength)) + " spreads of its baseline)";
    return text + ", give or take " + formatDuration(around);
}

Result<std::vector<SeriesCandidate>> subjectsOf(Database& database, SegmentReader& reader, const FilterContext& context, const OnsetsRequest& request,
                                                TimeRange data, const TaskControl& control)
{
    CandidatesRequest asked = requestOf(request, roundStep(request.window, mostSteps, second));
    narrow(asked, data, request.window);
    if (request.subjects.empty())
        return allCandidates(database, reader, context, ofImported(asked), asked, control);
    std::vector<SeriesCandidate> all;
    for (const SeriesSubject& subject : request.subjects) {
        auto candidate = seriesCandidate(database, reader, context, subject, subject.isImported() ? ofImported(asked) : asked, control);
        if (!candidate)
            return candidate.error();
        all.push_back(std::move(*candidate));
    }
    return all;
}

void addCascade(std::vector<OnsetRow>& rows)
{
    std::vector<std::optional<TimedOnset>> timed;
    for (const OnsetRow& row : rows)
        timed.push_back(TimedOnset{row.time, row.interval});
    std::size_t number = 0;
    for (const CascadeStep& step : cascadeOf(timed)) {
        for (const std::size_t index : step.series)
            rows[index].step = number;
        ++number;
    }
    std::stable_sort(rows.begin(), rows.end(), [](const OnsetRow& left, const OnsetRow& right) {
        return left.step != right.step ? left.step < right.step : left.time < right.time;
    });
}

}    // namespace

Result<Onsets> onsets(Database& database, SegmentReader& reader, const FilterContext& context, const OnsetsRequest& request,
                      const TaskControl& control)
{
    if (!request.window.isBounded() || request.window.length().count() <= 0)
        return Error{ErrorKind::Usage, "Cannot look for onsets", "The window has no beginning or no end", "Give --from and --to"};
    CaseReader cases(database);
    const auto data = cases.range();
    if (!data)
        return data.error();
    Onsets result;
    if (!*data || (*data)->end <= request.window.begin || (*data)->begin >= request.window.end) {
        result.notes.emplace_back("The case has nothing in this window");
        return result;
    }
    const auto candidates = subjectsOf(database, reader, context, request, **data, control);
    if (!candidates)
        return candidates.error();
    std::vector<std::optional<Onset>> found(candidates->size());
    parallelFor(candidates->size(), [&](std::size_t i) {
        const ValueGrid& grid = (*candidates)[i].grid;
        found[i] = onsetOf(grid, indexRange(grid, request.window));
    });
    for (std::size_t i = 0; i < found.size(); ++i) {
        const SeriesCandidate& candidate = (*candidates)[i];
        if (!found[i]) {
            ++result.quiet;
            continue;
        }
        OnsetRow& row = result.rows.emplace_back();
        row.subject = candidate.subject;
        row.name = candidate.name;
        row.unit = candidate.unit;
        row.time = candidate.grid.timeOf(found[i]->index);
        row.interval = {candidate.grid.timeOf(found[i]->interval.begin), candidate.grid.timeOf(found[i]->interval.end)};
        row.strength = found[i]->strength;
        row.before = found[i]->before;
        row.after = found[i]->after;
        row.isFall = found[i]->isFall;
        row.sentence = sentenceOf(row);
        if (candidate.resets > 0)
            row.sentence += "; " + formatCount(static_cast<std::int64_t>(candidate.resets), "counter reset") + " left out";
    }
    addCascade(result.rows);
    const auto sources = cases.sources();
    if (!sources)
        return sources.error();
    result.notes = clockNotes(*sources);
    return result;
}

}    // namespace faultline
