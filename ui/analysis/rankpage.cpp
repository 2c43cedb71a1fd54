#include "ui/analysis/rankpage.h"

#include "app/analysis/rank.h"
#include "app/analysis/ranktext.h"
#include "ui/analysis/subject.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/plaintext.h"
#include "ui/timetext.h"
#include "ui/views/breakdownheader.h"

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

/// The first line of the selected chart that is shown; without a selected chart, of the first one.
const LineSpec* targetLine(const CaseSession& session)
{
    const auto& charts = session.charts();
    const auto selected = std::find_if(charts.begin(), charts.end(), [&](const ChartSpec& chart) { return chart.id == session.selectedChart(); });
    const auto chart = selected != charts.end() ? selected : charts.begin();
    if (chart == charts.end())
        return nullptr;
    for (std::size_t i = 0; i < chart->lines.size(); ++i)
        if (std::find(chart->hidden.begin(), chart->hidden.end(), static_cast<int>(i)) == chart->hidden.end())
            return &chart->lines[i];
    return nullptr;
}

const RankWindow* bestOf(const RankRow& row)
{
    const RankWindow* best = nullptr;
    for (const RankWindow& window : row.windows)
        if (window.lag.rho && (!best || std::abs(*window.lag.rho) > std::abs(*best->lag.rho)))
            best = &window;
    return best;
}

QString lagText(const RankWindow& window)
{
    if (std::abs(window.lag.lead) < 0.5)
        return RankPage::tr("together");
    const auto seconds = std::llround(std::abs(window.lag.lead) * std::chrono::duration<double>(window.step).count());
    const QString by = durationText(std::chrono::seconds(seconds));
    return window.lag.lead > 0 ? RankPage::tr("%1 ahead").arg(by) : RankPage::tr("%1 behind").arg(by);
}

Finding findingOf(const RankRow& row, TimeRange window, const std::string& caseFilter)
{
    Finding finding;
    const QString name = shownText(nameInList(row), 300);
    finding.subject = row.subject.field.empty() ? name : QStringLiteral("%1 = %2").arg(toQString(row.subject.field), name);
    finding.sentence = toQString(row.sentence);
    if (!row.same.empty())
        finding.sentence += RankPage::tr("; the same as %1").arg(shownText(row.same.front(), 80));
    finding.about = row.subject;
    if (const RankWindow* best = bestOf(row)) {
        finding.count = RankPage::tr("%1 steps").arg(best->lag.n);
        finding.lag = lagText(*best);
        finding.baseline = best->lag.placebos > 0 ? RankPage::tr("%1 earlier windows").arg(best->lag.placebos) : QString();
    }
    finding.method = RankPage::tr("correlation at the best lag");
    finding.window = window;
    finding.at = window.begin;
    finding.lines = {lineOf(row.subject, row.name)};
    finding.evidence = {evidenceOf(row.subject, window, caseFilter, QStringLiteral("%1: %2").arg(finding.subject, finding.sentence))};
    finding.records = recordsOf(row.subject, window, caseFilter, finding.subject);
    return finding;
}

}    // namespace

std::vector<AnalysisPage::Choice> RankPage::choices(const CaseContents&) const
{
    std::vector<Choice> all;
    for (const int minutes : {5, 30, 120})
        all.push_back({durationText(std::chrono::minutes(minutes)), minutes});
    return all;
}

AnalysisQuestion RankPage::ask(const AnalysisSubject& subject) const
{
    const CaseSession& session = subject.session;
    AnalysisQuestion question;
    const LineSpec* line = targetLine(session);
    const auto target = line ? subjectOf(*line) : std::nullopt;
    question.key = QStringLiteral("moved %1 %2 %3").arg(subject.choice).arg(keyOf(session),
                                                                             line ? QString::fromUtf8(linesToJson({*line})) : QString());
    if (!target) {
        question.missing = line ? tr("The first line of the selected chart is computed from others. Select a chart of a series, or of records.")
                                : tr("There is no chart to compare with. Put a series on a chart first.");
        return question;
    }
    question.caption = tr("with %1, %2").arg(titleOf(*line, session.contents()), spanText(session.window(), session));
    RankRequest request;
    request.target = *target;
    request.windows = {session.window()};
    request.mostLag = std::chrono::minutes(subject.choice);
    request.filter = session.filter();
    const FilterContext context = session.filterContext();
    question.run = [request, context, caseFilter = session.filterText()](CaseQueries& queries, const TaskControl& control) -> Result<Findings> {
        const auto found = rank(queries.database, queries.segments, context, request, control);
        if (!found)
            return found.error();
        Findings findings;
        for (const RankRow& row : found->rows)
            findings.rows.push_back(findingOf(row, request.windows.front(), caseFilter));
        for (const std::string& note : found->notes)
            findings.notes << toQString(note);
        findings.nothing = tr("Nothing moves with it in this window.");
        return findings;
    };
    question.draw = [asked = SparklinesRequest{session.window(), target, session.filter(), request.windowTime}, context](
                        CaseQueries& queries, const std::vector<Finding>& found, const TaskControl& control) {
        return sparklinesOf(queries, context, asked, found, control);
    };
    return question;
}

}    // namespace faultline
