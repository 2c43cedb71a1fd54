#include "ui/analysis/suspectspage.h"

#include "app/analysis/suspects.h"
#include "app/base/text.h"
#include "app/query/trends.h"
#include "app/query/valuefilter.h"
#include "ui/analysis/subject.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/plaintext.h"
#include "ui/timetext.h"
#include "ui/views/breakdownheader.h"

#include <map>

namespace faultline {

namespace {

constexpr std::size_t rowsShown = 30;

std::uint64_t countOf(const RecordCounts& counts, RecordKind kind)
{
    switch (kind) {
    case RecordKind::Request: return counts.requests;
    case RecordKind::Operation: return counts.operations;
    case RecordKind::LogLine: return counts.logLines;
    }
    return 0;
}

Sparkline sparklineOf(const Trend& trend)
{
    Sparkline line;
    line.own.assign(trend.baseline.begin(), trend.baseline.end());
    line.turn = line.own.size();
    line.own.insert(line.own.end(), trend.window.begin(), trend.window.end());
    return line;
}

/// The counts over time of the values found, a scan a field.
Result<std::vector<Sparkline>> sparklines(CaseQueries& queries, const FilterContext& context, const SuspectsRequest& request, TimeRange baseline,
                                          const std::vector<Finding>& found, const TaskControl& control)
{
    std::vector<Sparkline> lines(found.size());
    std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> byField;    // and what its values are counted within
    for (std::size_t i = 0; i < found.size(); ++i)
        byField[{found[i].about->field, found[i].within}].push_back(i);
    for (const auto& [key, places] : byField) {
        const Result<Filter> within = key.second.empty() ? Filter{} : Filter::parse(key.second);
        if (!within)
            return within.error();
        TrendsRequest asked;
        asked.breakdown.kind = request.kind;
        asked.breakdown.by = key.first;
        asked.breakdown.window = request.window;
        asked.breakdown.baseline = baseline;
        asked.breakdown.filter = bothFilters(request.filter, *within);
        asked.breakdown.windowTime = request.windowTime;
        for (const std::size_t place : places) {
            BreakdownRow row;
            row.value = found[place].about->value;
            asked.rows.push_back(std::move(row));
        }
        const auto trend = trends(queries.segments, context, asked, control);
        if (!trend)
            return trend.error();
        for (std::size_t i = 0; i < places.size() && i < trend->size(); ++i)
            lines[places[i]] = sparklineOf((*trend)[i]);
    }
    return lines;
}

/// What the words of a finding need of the session, copied for the other thread.
struct Words {
    std::string filterText;
    QString baseline;
};

Finding findingOf(const Suspect& suspect, const SuspectsRequest& request, const Words& words)
{
    Finding finding;
    QStringList parts;
    for (const FieldValue& part : suspect.parts)
        parts << QStringLiteral("%1 = %2").arg(toQString(part.field), shownText(part.value, 300));
    finding.subject = parts.join(SuspectsPage::tr(" and "));
    const std::string filter = filterOf(request.kind, suspect);
    // Of two, the one whose values are the same whatever else is selected is counted within the other: routes keep what is hot.
    const bool isSecond = suspect.parts.size() > 1 && suspect.parts.front().field == "route";
    const FieldValue& counted = suspect.parts[isSecond ? 1 : 0];
    finding.about = SeriesSubject{0, request.kind, Measure::Rate, counted.field, counted.value, false};
    if (suspect.parts.size() > 1) {
        Suspect other = suspect;
        other.parts = {suspect.parts[isSecond ? 0 : 1]};
        finding.within = filterOf(request.kind, other);
    }
    finding.sentence = toQString(suspect.sentence);
    finding.count = toQString(formatGrouped(static_cast<std::int64_t>(suspect.row.effect(ContrastMeasure::Count).seen)));
    finding.baseline = words.baseline;
    finding.method = SuspectsPage::tr("more than its share of the baseline");
    finding.window = request.window;
    finding.at = request.window.begin;
    finding.lines = {recordsLine(request.kind, Measure::Rate, filter)};
    finding.lines.front().title = suspect.row.value;
    finding.records = recordsOf(request.kind, filter, request.window, words.filterText, finding.subject);
    finding.evidence = {evidenceOf(request.kind, filter, request.window, words.filterText, QStringLiteral("%1: %2").arg(finding.subject, finding.sentence))};
    return finding;
}

}    // namespace

std::vector<AnalysisPage::Choice> SuspectsPage::choices(const CaseContents& contents) const
{
    std::vector<Choice> all;
    for (const auto& [kind, text] : {std::pair(RecordKind::Request, tr("requests")), std::pair(RecordKind::Operation, tr("operations")),
                                     std::pair(RecordKind::LogLine, tr("log lines"))})
        if (countOf(contents.counts, kind) > 0)
            all.push_back({text, static_cast<int>(kind)});
    return all;
}

AnalysisQuestion SuspectsPage::ask(const AnalysisSubject& subject) const
{
    const CaseSession& session = subject.session;
    AnalysisQuestion question;
    SuspectsRequest request;
    request.kind = static_cast<RecordKind>(subject.choice);
    request.window = session.window();
    request.baseline = session.look().baseline;
    request.filter = session.filter();
    request.top = rowsShown;
    const TimeRange baseline = request.baseline.value_or(TimeRange{request.window.begin - 4 * request.window.length(), request.window.begin});
    const QString against = spanText(baseline, session);
    question.key = QStringLiteral("different %1 %2").arg(subject.choice).arg(keyOf(session));
    question.caption = tr("%1 against %2").arg(spanText(request.window, session), against);
    if (countOf(session.contents().counts, request.kind) == 0) {
        question.missing = tr("There are no requests, operations or log lines to compare. Import a log with Ctrl+I.");
        return question;
    }
    question.run = [request, context = session.filterContext(), words = Words{session.filterText(), against}](
                       CaseQueries& queries, const TaskControl& control) -> Result<Findings> {
        const auto found = suspects(queries.segments, context, request, control);
        if (!found)
            return found.error();
        Findings findings;
        for (const Suspect& suspect : found->rows)
            findings.rows.push_back(findingOf(suspect, request, words));
        for (const std::string& note : found->notes)
            findings.notes << toQString(note);
        findings.nothing = tr("Nothing stands out: every value has about its share of the baseline. Select the minutes when it was bad.");
        return findings;
    };
    question.draw = [request, context = session.filterContext(), baseline](CaseQueries& queries, const std::vector<Finding>& found, const TaskControl& control) {
        return sparklines(queries, context, request, baseline, found, control);
    };
    return question;
}

}    // namespace faultline
