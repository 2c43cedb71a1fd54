#include "app/analysis/seriescandidate.h"

#include "app/model/seriesname.h"
#include "app/store/casereader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr std::int64_t heldSteps = 3;             // a longer gap stays one
constexpr double rarerBy = 1.5;                   // than the grid: keeps its own step
constexpr std::uint64_t leastRecords = 5;         // of a value in the selection

TimeRange wholeSteps(TimeRange window, Nanoseconds step)
{
    constexpr std::size_t most = 100'000'000;
    const auto buckets = TimeBuckets::of(window, step, most);
    return buckets ? buckets->range() : window;
}

Result<SeriesCandidate> imported(CaseReader& cases, const SeriesInfo& series, const CandidatesRequest& request)
{
    SeriesCandidate candidate;
    candidate.subject.seriesId = series.id;
    candidate.name = fullName(series);
    candidate.unit = series.kind == SeriesKind::Counter && !series.unit.empty() ? series.unit + "/s" : series.unit;
    candidate.bad = badDirectionOf(candidate.name);
    const bool isRarer = static_cast<double>(series.step.count()) > rarerBy * static_cast<double>(request.step.count());
    const Nanoseconds step = isRarer ? series.step : request.step;
    const Nanoseconds hold = heldSteps * std::max(step, series.step);
    const TimeRange window = wholeSteps(request.window, step);
    // The sample before the window is needed for the first rate of a counter, and for what a gauge holds.
    const auto samples = cases.samples(series.id, {window.begin - hold, window.end});
    if (!samples)
        return samples.error();
    GriddedSeries gridded = gridOf(*samples, series.kind, window, step, hold);
    candidate.grid = std::move(gridded.grid);
    candidate.resets = gridded.resets;
    return candidate;
}

Result<SeriesCandidate> total(SegmentReader& reader, const FilterContext& context, const SeriesSubject& subject, const CandidatesRequest& request,
                              const TaskControl& control)
{
    RecordSeriesRequest asked;
    asked.kind = subject.records;
    asked.measure = subject.measure;
    asked.window = request.window;
    asked.step = request.step;
    asked.windowTime = request.windowTime;
    if (subject.records == RecordKind::Request)
        asked.filter = request.filter;
    const auto series = recordSeries(reader, context, asked, control);
    if (!series)
        return series.error();
    SeriesCandidate candidate;
    candidate.subject = subject;
    candidate.name = nameOfMeasure(subject.records, subject.measure);
    candidate.unit = std::string(unitOf(subject.measure));
    candidate.grid.begin = series->window.begin;
    candidate.grid.step = series->step;
    candidate.grid.values.reserve(series->samples.size());
    for (const Sample& sample : series->samples)
        candidate.grid.values.push_back(sample.value);
    return candidate;
}

bool isAllTheSame(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front() || std::isnan(value); });
}

ValueSeriesRequest requestOf(RecordKind kind, const std::string& field, const CandidatesRequest& request)
{
    ValueSeriesRequest asked;
    asked.kind = kind;
    asked.by = field;
    asked.window = request.window;
    asked.step = request.step;
    asked.selection = request.selection;
    asked.mostValues = request.mostValues;
    asked.windowTime = request.windowTime;
    if (kind == RecordKind::Request)
        asked.filter = request.filter;
    return asked;
}

/// Where the records of a kind are known at all: elsewhere a value's 0 is no 0.
Result<std::vector<double>> knownSteps(SegmentReader& reader, const FilterContext& context, RecordKind kind, const CandidatesRequest& request,
                                       const TaskControl& control)
{
    SeriesSubject all;
    all.records = kind;
    auto rate = total(reader, context, all, request, control);
    if (!rate)
        return rate.error();
    return std::move(rate->grid.values);
}

}    // namespace

std::string_view recordNoun(RecordKind kind)
{
    return kind == RecordKind::LogLine ? "line" : nameOf(kind);
}

std::string nameOfMeasure(RecordKind kind, Measure measure)
{
    const std::string noun(recordNoun(kind));
    switch (measure) {
    case Measure::Rate: return noun + " rate";
    case Measure::Errors: return noun + " errors";
    case Measure::ErrorShare: return noun + " error share";
    case Measure::Abandoned: return noun + "s abandoned";
    case Measure::BytesPerSecond: return noun + " bytes";
    case Measure::DurationP50: return noun + " duration p50";
    case Measure::DurationP95: return noun + " duration p95";
    case Measure::DurationP99: return noun + " duration p99";
    case Measure::DurationSum: return noun + " duration sum";
    case Measure::InFlight: return noun + "s in flight";
    }
    return {};
}

Result<SeriesCandidate> seriesCandidate(Database& database, SegmentReader& reader, const FilterContext& context, const SeriesSubject& subject,
                                        const CandidatesRequest& request, const TaskControl& control)
{
    if (!subject.isImported() && subject.field.empty())
        return total(reader, context, subject, request, control);
    if (!subject.isImported()) {
        auto all = valueCandidates(reader, context, subject.records, subject.field, subject.measure, request, control);
        if (!all)
            return all.error();
        for (SeriesCandidate& candidate : *all) {
            if (candidate.subject == subject)
                return std::move(candidate);
        }
        return Error{ErrorKind::Usage, "There is too little of '" + subject.value + "' to look at", "", ""};
    }
    CaseReader cases(database);
    const auto list = cases.series();
    if (!list)
        return list.error();
    for (const SeriesInfo& series : *list) {
        if (series.id == subject.seriesId)
            return imported(cases, series, request);
    }
    return Error{ErrorKind::Usage, "There is no series " + std::to_string(subject.seriesId) + " in this case", "", "See 'faultline-cli series CASE'"};
}

Result<std::vector<SeriesCandidate>> importedCandidates(Database& database, const CandidatesRequest& request, const TaskControl& control)
{
    CaseReader cases(database);
    const auto list = cases.series();
    if (!list)
        return list.error();
    std::vector<SeriesCandidate> candidates;
    for (const SeriesInfo& series : *list) {
        if (control.stopRequested())
            return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
        if (series.samples == 0 || series.last < request.window.begin || series.first >= request.window.end)
            continue;
        auto candidate = imported(cases, series, request);
        if (!candidate)
            return candidate.error();
        candidates.push_back(std::move(*candidate));
    }
    return candidates;
}

Result<std::vector<SeriesCandidate>> recordCandidates(Database&, SegmentReader& reader, const FilterContext& context,
                                                      const CandidatesRequest& request, const TaskControl& control)
{
    constexpr std::array measures{Measure::Rate, Measure::Errors, Measure::Abandoned, Measure::BytesPerSecond, Measure::DurationP50, Measure::DurationP95,
                                  Measure::InFlight};
    std::vector<SeriesCandidate> candidates;
    for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine}) {
        const auto segments = reader.segments(kind);
        if (!segments)
            return segments.error();
        if (segments->empty())
            continue;
        for (const Measure measure : measures) {
            if (kind == RecordKind::LogLine && measure != Measure::Rate && measure != Measure::Errors)
                continue;
            SeriesSubject subject;
            subject.records = kind;
            subject.measure = measure;
            auto candidate = total(reader, context, subject, request, control);
            if (!candidate)
                return candidate.error();
            // What the records do not say (no durations, no statuses) is a line of nothing.
            if (measure == Measure::Rate || !isAllTheSame(candidate->grid.values))
                candidates.push_back(std::move(*candidate));
        }
    }
    return candidates;
}

Result<std::vector<SeriesCandidate>> allCandidates(Database& database, SegmentReader& reader, const FilterContext& context,
                                                   const CandidatesRequest& ofImported, const CandidatesRequest& ofRecords, const TaskControl& control)
{
    auto all = importedCandidates(database, ofImported, control);
    if (!all)
        return all.error();
    auto records = recordCandidates(database, reader, context, ofRecords, control);
    if (!records)
        return records.error();
    std::move(records->begin(), records->end(), std::back_inserter(*all));
    return all;
}

Result<std::unique_ptr<ValueCandidates>> ValueCandidates::of(SegmentReader& reader, const FilterContext& context, RecordKind kind,
                                                             const std::string& field, const CandidatesRequest& request, const TaskControl& control)
{
    auto result = std::make_unique<ValueCandidates>();
    result->m_asked = requestOf(kind, field, request);
    const auto segments = reader.segments(kind);
    if (!segments)
        return segments.error();
    const bool isField = field == "source" || (field == "route" && kind == RecordKind::Request) || findField(kind, field) != nullptr;
    if (segments->empty() || !isField)
        return result;
    auto scan = ValueSeriesScan::run(reader, context, result->m_asked, control);
    if (!scan)
        return scan.error();
    result->m_scan = std::move(*scan);
    auto known = knownSteps(reader, context, kind, request, control);
    if (!known)
        return known.error();
    result->m_known = std::move(*known);
    return result;
}

Result<std::vector<SeriesCandidate>> ValueCandidates::measured(Measure measure)
{
    std::vector<SeriesCandidate> candidates;
    const RecordKind kind = m_asked.kind;
    if (!m_scan || (kind == RecordKind::LogLine && measure != Measure::Rate && measure != Measure::Errors))
        return candidates;
    auto list = m_scan->measured(measure);
    if (!list)
        return list.error();
    for (ValueSeries& line : list->lines) {
        if (line.records < leastRecords || (measure != Measure::Rate && isAllTheSame(line.values)))
            continue;
        for (std::size_t i = 0; i < std::min(line.values.size(), m_known.size()); ++i) {
            if (std::isnan(m_known[i]))
                line.values[i] = std::numeric_limits<double>::quiet_NaN();
        }
        SeriesCandidate& candidate = candidates.emplace_back();
        candidate.subject = {0, kind, measure, m_asked.by, line.value, line.isAbsent};
        candidate.name = line.isAbsent ? "no " + m_asked.by : line.value;
        candidate.unit = std::string(unitOf(measure));
        candidate.grid = {list->buckets.timeOf(0), Nanoseconds(list->buckets.step), std::move(line.values)};
    }
    return candidates;
}

Result<std::vector<SeriesCandidate>> valueCandidates(SegmentReader& reader, const FilterContext& context, RecordKind kind, const std::string& field,
                                                     Measure measure, const CandidatesRequest& request, const TaskControl& control)
{
    auto values = ValueCandidates::of(reader, context, kind, field, request, control);
    if (!values)
        return values.error();
    return (*values)->measured(measure);
}

}    // namespace faultline
