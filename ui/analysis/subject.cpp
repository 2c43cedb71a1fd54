#include "ui/analysis/subject.h"

#include "app/base/text.h"
#include "app/query/valuefilter.h"
#include "app/timeline/evidencereference.h"
#include "ui/convert.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::int64_t stepsShown = 60;
constexpr Nanoseconds second{1'000'000'000};

/// The value of a filter "field = "value"" as filterOf() writes it.
std::optional<SeriesSubject> valueFrom(const LineSpec& line)
{
    const std::size_t sign = line.filter.find(" = ");
    if (sign == std::string::npos)
        return {};
    SeriesSubject subject{0, line.records, line.measure, line.filter.substr(0, sign), {}, false};
    const std::string_view rest = std::string_view(line.filter).substr(sign + 3);
    if (rest.size() < 2 || rest.front() != '"' || rest.back() != '"')
        return {};
    for (std::size_t i = 1; i + 1 < rest.size(); ++i)
        subject.value += rest[i] == '\\' ? rest[++i] : rest[i];
    return filterOf(subject) == line.filter ? std::optional(subject) : std::nullopt;
}

}    // namespace

std::string filterOf(const SeriesSubject& subject)
{
    if (subject.isImported() || subject.field.empty())
        return {};
    BreakdownRow row;
    row.value = subject.value;
    row.isAbsent = subject.isAbsent;
    return filterOfRow(subject.records, subject.field, row, {});
}

LineSpec lineOf(const SeriesSubject& subject, const std::string& title)
{
    if (subject.isImported())
        return metricLine(subject.seriesId);
    LineSpec line = recordsLine(subject.records, subject.measure, filterOf(subject));
    if (!subject.field.empty())
        line.title = title;
    return line;
}

std::optional<SeriesSubject> subjectOf(const LineSpec& line)
{
    switch (line.kind) {
    case LineKind::Metric: return SeriesSubject{line.seriesId, RecordKind::Request, Measure::Rate, {}, {}, false};
    case LineKind::Records:
        return line.filter.empty() ? SeriesSubject{0, line.records, line.measure, {}, {}, false} : valueFrom(line);
    case LineKind::Derived:
    case LineKind::Sql: break;
    }
    return {};
}

Evidence evidenceOf(const SeriesSubject& subject, TimeRange window, const std::string& caseFilter, const QString& caption)
{
    if (subject.isImported())
        return evidenceOf(SeriesReference{subject.seriesId, window}, toStd(caption));
    return evidenceOf(subject.records, filterOf(subject), window, caseFilter, caption);
}

Evidence evidenceOf(RecordKind kind, const std::string& filter, TimeRange window, const std::string& caseFilter, const QString& caption)
{
    return evidenceOf(WindowReference{window, kind, bothFilters(caseFilter, filter)}, toStd(caption));
}

std::optional<EvidenceRequest> recordsOf(const SeriesSubject& subject, TimeRange window, const std::string& caseFilter, const QString& caption)
{
    if (subject.isImported())
        return {};
    return recordsOf(subject.records, filterOf(subject), window, caseFilter, caption);
}

EvidenceRequest recordsOf(RecordKind kind, const std::string& filter, TimeRange window, const std::string& caseFilter, const QString& caption)
{
    EvidenceRequest records;
    records.window = window;
    records.kind = kind;
    records.filter = bothFilters(caseFilter, filter);
    records.caption = caption;
    return records;
}

Evidence evidenceOfEvent(const Event& event, const CaseContents& contents)
{
    const Source* source = contents.source(event.sourceId);
    const std::string name = source ? source->name : std::string();
    if (source && event.line > 0)
        return evidenceOf(LineReference{source->id, event.line}, name + ':' + std::to_string(event.line));
    return evidenceOf(WindowReference{{event.start.utc, event.start.utc + second}, {}, {}}, name.empty() ? event.title : name + ": " + event.title);
}

Result<std::vector<Sparkline>> sparklinesOf(CaseQueries& queries, const FilterContext& context, const SparklinesRequest& request,
                                            const std::vector<Finding>& findings, const TaskControl& control)
{
    CandidatesRequest asked;
    asked.window = asked.selection = request.window;
    asked.step = std::max(second, request.window.length() / stepsShown / second.count() * second.count());
    asked.filter = request.filter;
    asked.windowTime = request.windowTime;
    const auto valuesOf = [&](const SeriesSubject& subject) -> Result<std::vector<double>> {
        auto candidate = seriesCandidate(queries.database, queries.segments, context, subject, asked, control);
        if (!candidate)
            return candidate.error();
        return std::move(candidate->grid.values);
    };
    std::vector<double> beside;
    if (request.target) {
        auto values = valuesOf(*request.target);
        if (!values)
            return values.error();
        beside = std::move(*values);
    }
    std::vector<Sparkline> lines(findings.size());
    for (std::size_t i = 0; i < findings.size(); ++i) {
        if (!findings[i].about)
            continue;
        auto values = valuesOf(*findings[i].about);
        if (!values)
            return values.error();
        lines[i].own = std::move(*values);
        lines[i].other = beside;
    }
    return lines;
}

}    // namespace faultline
