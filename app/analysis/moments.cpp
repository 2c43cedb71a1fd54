#include "app/analysis/moments.h"

#include "app/analysis/robustscale.h"
#include "app/analysis/valuetext.h"
#include "app/base/parallel.h"
#include "app/base/text.h"
#include "app/query/timebuckets.h"
#include "app/store/casereader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t mostSteps = 2880;           // of the whole case
constexpr std::size_t around = 24;                // steps that say what is usual
constexpr std::size_t stays = 96;                 // steps that say what stays
constexpr double leastDeviations = 4;             // from what was before, in spreads of it
constexpr double stayingShare = 1.0 / 3;          // of the peak
constexpr std::size_t peakWithin = 7;             // steps: a moment of the scale of six may lie before its peak
constexpr std::ptrdiff_t leastKnown = 50;         // steps of a series
constexpr double leastRecords = 5;                // more or fewer than before: a single request is no moment
constexpr Nanoseconds second{1'000'000'000};
constexpr Nanoseconds day = std::chrono::hours(24);

Error stopped()
{
    return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
}

/// Where there are values: events may lie days before them.
Result<std::optional<TimeRange>> rangeOfValues(Database& database, SegmentReader& reader)
{
    std::optional<TimeRange> range;
    const auto include = [&range](Timestamp first, Timestamp last) {
        range = range ? TimeRange{std::min(range->begin, first), std::max(range->end, last + Nanoseconds(1))} : TimeRange{first, last + Nanoseconds(1)};
    };
    CaseReader cases(database);
    const auto series = cases.series();
    if (!series)
        return series.error();
    for (const SeriesInfo& each : *series) {
        if (each.samples > 0)
            include(each.first, each.last);
    }
    for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine}) {
        const auto segments = reader.segments(kind);
        if (!segments)
            return segments.error();
        for (const Segment& segment : *segments)
            include(segment.first, segment.last);
    }
    return range;
}

double medianIn(const std::vector<double>& values, std::size_t begin, std::size_t end)
{
    std::vector<double> known = finiteValues(std::span(values).subspan(begin, end - begin));
    return known.empty() ? std::numeric_limits<double>::quiet_NaN() : quantile(known, 0.5);
}

/// The first and the last step of records are only partly covered by them: a rate that seems to jump.
void leaveOutEnds(SeriesCandidate& candidate)
{
    if (candidate.subject.isImported())
        return;
    std::vector<double>& values = candidate.grid.values;
    const auto isKnown = [](double value) { return std::isfinite(value); };
    const auto first = std::find_if(values.begin(), values.end(), isKnown);
    if (first == values.end())
        return;
    *first = std::numeric_limits<double>::quiet_NaN();
    const auto last = std::find_if(values.rbegin(), values.rend(), isKnown);
    if (last != values.rend())
        *last = std::numeric_limits<double>::quiet_NaN();
}

Result<std::vector<SeriesCandidate>> candidatesOf(Database& database, SegmentReader& reader, const FilterContext& context,
                                                  const MomentsRequest& request, const CandidatesRequest& asked, Moments& result,
                                                  const TaskControl& control)
{
    if (request.subjects.empty())
        return allCandidates(database, reader, context, asked, asked, control);
    std::vector<SeriesCandidate> all;
    for (const SeriesSubject& subject : request.subjects) {
        if (control.stopRequested())
            return stopped();
        auto candidate = seriesCandidate(database, reader, context, subject, asked, control);
        if (candidate)
            all.push_back(std::move(*candidate));
        else if (candidate.error().kind == ErrorKind::Usage)    // too little of a value, a series that is gone: the others are told
            result.notes.push_back(candidate.error().what);
        else
            return candidate.error();
    }
    return all;
}

bool isTooShort(const SeriesCandidate& candidate)
{
    const std::vector<double>& values = candidate.grid.values;
    return std::count_if(values.begin(), values.end(), [](double value) { return std::isfinite(value); }) < leastKnown;
}

std::string sentenceOf(const MomentRow& row)
{
    const std::string from = valueText(row.before, row.unit);
    const std::string to = valueText(row.after, row.unit);
    if (row.kind == UnusualKind::LevelShift)
        return std::string(row.isRise ? "rises from " : "falls from ") + from + " to " + to + " and stays there";
    return std::string(row.isRise ? "rises to " : "falls to ") + to + " from " + from + ", for " + formatDuration(row.span.length());
}

/// The furthest value near the moment.
std::size_t peakOf(const std::vector<double>& values, std::size_t at, double sign)
{
    std::size_t peak = at;
    for (std::size_t i = at; i < std::min(at + peakWithin, values.size()); ++i) {
        if (std::isfinite(values[i]) && !(sign * values[i] <= sign * values[peak]))
            peak = i;
    }
    return peak;
}

/// How long the series stays beyond half of the way to its peak.
TimeRange spanAround(const ValueGrid& grid, std::size_t peak, double sign, double half)
{
    const std::vector<double>& values = grid.values;
    std::size_t begin = peak;
    while (begin > 0 && sign * values[begin - 1] > sign * half)
        --begin;
    std::size_t end = peak + 1;
    while (end < values.size() && sign * values[end] > sign * half)
        ++end;
    return {grid.timeOf(begin), grid.timeOf(end)};
}

/// The widest scale sees a shift hours before it happens; there the values themselves do nothing.
bool isTold(const MomentRow& row, const std::vector<double>& values, std::size_t at)
{
    const double change = (row.isRise ? 1 : -1) * (row.after - row.before);
    const std::size_t history = std::min(at, stays);
    const double spread = robustScale(std::span(values).subspan(at - history, history)).spread;
    return change > 0 && change >= leastDeviations * spread && valueText(row.after, row.unit) != valueText(row.before, row.unit);
}

/// Whether it counts records, and the moment is about fewer than five of them.
bool isTooFewRecords(const MomentRow& row, Nanoseconds step)
{
    const Measure measure = row.subject.measure;
    if (row.subject.isImported() || (measure != Measure::Rate && measure != Measure::Errors && measure != Measure::Abandoned))
        return false;
    const Nanoseconds length = row.kind == UnusualKind::Spike ? row.span.length() : step * static_cast<std::int64_t>(stays);
    return std::abs(row.after - row.before) * static_cast<double>(length.count()) < leastRecords * static_cast<double>(second.count());
}

/// What was before, and the peak or the level after. Nothing where the values themselves do not show it.
std::optional<MomentRow> rowOf(const SeriesCandidate& candidate, const UnusualMoment& moment)
{
    const ValueGrid& grid = candidate.grid;
    const std::size_t at = moment.index;
    const double sign = moment.isRise ? 1 : -1;
    MomentRow row;
    row.subject = candidate.subject;
    row.name = candidate.name;
    row.unit = candidate.unit;
    row.kind = moment.kind;
    row.isRise = moment.isRise;
    row.score = moment.score;
    row.before = medianIn(grid.values, at > around ? at - around : 0, at);
    if (!std::isfinite(row.before))
        row.before = medianIn(grid.values, at, std::min(at + around, grid.values.size()));
    const std::size_t peak = peakOf(grid.values, at, sign);
    const double height = sign * (grid.values[peak] - row.before);
    const double level = medianIn(grid.values, at, std::min(at + stays, grid.values.size()));
    if (row.kind == UnusualKind::LevelShift && !(sign * (level - row.before) >= stayingShare * height))
        row.kind = UnusualKind::Spike;    // it came back most of the way
    row.after = row.kind == UnusualKind::Spike ? grid.values[peak] : level;
    row.span = {grid.timeOf(at), grid.timeOf(at + 1)};
    if (row.kind == UnusualKind::Spike) {
        row.span = spanAround(grid, peak, sign, (row.before + row.after) / 2);
        if (row.span.length() > grid.step * static_cast<std::int64_t>(stays)) {
            row.kind = UnusualKind::LevelShift;
            row.after = level;
            row.span = {grid.timeOf(at), grid.timeOf(at + 1)};
        }
    }
    if (!isTold(row, grid.values, at) || isTooFewRecords(row, grid.step))
        return {};
    row.sentence = sentenceOf(row);
    if (candidate.resets > 0)
        row.sentence += "; " + formatCount(static_cast<std::int64_t>(candidate.resets), "counter reset") + " left out";
    return row;
}

std::vector<MomentRow> rowsOf(const SeriesCandidate& candidate, const MomentsRequest& request)
{
    UnusualOptions options;
    options.most = 0;
    options.alwaysShown = request.least;
    options.season = static_cast<std::size_t>(day / std::max(candidate.grid.step, Nanoseconds(1)));
    std::vector<MomentRow> rows;
    for (const UnusualMoment& moment : unusualMoments(candidate.grid.values, options)) {
        if (auto row = rowOf(candidate, moment))
            rows.push_back(std::move(*row));
    }
    return rows;
}

}    // namespace

Result<Moments> moments(Database& database, SegmentReader& reader, const FilterContext& context, const MomentsRequest& request,
                        const TaskControl& control)
{
    const auto data = rangeOfValues(database, reader);
    if (!data)
        return data.error();
    Moments result;
    if (!*data) {
        result.notes.emplace_back("The case has neither series nor records");
        return result;
    }
    CandidatesRequest asked;
    asked.window = asked.selection = **data;
    asked.step = result.step = roundStep(**data, mostSteps, second);
    asked.filter = request.filter;
    asked.windowTime = request.windowTime;
    auto candidates = candidatesOf(database, reader, context, request, asked, result, control);
    if (!candidates)
        return candidates.error();
    std::for_each(candidates->begin(), candidates->end(), leaveOutEnds);
    result.tooShort = std::erase_if(*candidates, isTooShort);
    std::vector<std::vector<MomentRow>> found(candidates->size());
    parallelFor(candidates->size(), [&](std::size_t i) {
        if (!control.stopRequested())
            found[i] = rowsOf((*candidates)[i], request);
    });
    if (control.stopRequested())
        return stopped();
    for (std::vector<MomentRow>& rows : found) {
        result.quiet += rows.empty() ? 1U : 0U;
        for (MomentRow& row : rows) {
            if (request.window.overlaps(row.span.begin, row.span.end))
                result.rows.push_back(std::move(row));
        }
    }
    std::stable_sort(result.rows.begin(), result.rows.end(), [](const MomentRow& left, const MomentRow& right) {
        return left.span.begin != right.span.begin ? left.span.begin < right.span.begin : left.score > right.score;
    });
    return result;
}

}    // namespace faultline
