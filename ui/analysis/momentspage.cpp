#include "ui/analysis/momentspage.h"

#include "app/analysis/moments.h"
#include "app/timeline/changesbefore.h"
#include "ui/analysis/subject.h"
#include "ui/casesession.h"
#include "ui/charts/laneitem.h"
#include "ui/convert.h"
#include "ui/plaintext.h"
#include "ui/timetext.h"
#include "ui/views/breakdownheader.h"

#include <set>

namespace faultline {

namespace {

enum MomentsChoice { OnTheCharts, AllSeries };

constexpr std::chrono::hours lookback{72};
constexpr std::size_t changesTold = 3;
constexpr std::size_t rowsShown = 500;

/// What the words of a finding need of the session, copied for the other thread.
struct Words {
    TimeRange window;
    std::string filterText;
    TimeZone zone;
    std::vector<Event> events;
};

/// "12 min after deploy hub 1841; 2 h after flag new-cache off"
QString changesText(const std::vector<Event>& events, const std::vector<ChangeBefore>& changes)
{
    QStringList told;
    for (const ChangeBefore& change : changes) {
        if (told.size() == changesTold)
            break;
        const QString label = laneLabel(events[change.event]);
        told << MomentsPage::tr("%1 after %2").arg(durationText(change.delay), change.isEnd ? MomentsPage::tr("the end of %1").arg(label) : label);
    }
    return told.join(QStringLiteral("; "));
}

Finding findingOf(const MomentRow& row, const Words& words)
{
    Finding finding;
    const std::vector<ChangeBefore> changes = changesBefore(words.events, row.span.begin, Nanoseconds(lookback));
    const QString what = toQString(row.sentence);
    finding.subject = shownText(row.name, 300);
    finding.sentence = QStringLiteral("%1: %2").arg(instantText(row.span.begin, words.zone), what);
    if (const QString told = changesText(words.events, changes); !told.isEmpty())
        finding.sentence += QStringLiteral(" · ") + told;
    finding.lag = changes.empty() ? QString() : MomentsPage::tr("%1 before").arg(durationText(changes.front().delay));
    finding.count = QString::number(row.score, 'f', 1);
    finding.method = MomentsPage::tr("jump on four time scales");
    finding.entry = QStringLiteral("%1 %2").arg(finding.subject, what);
    finding.about = row.subject;
    finding.window = words.window;
    finding.at = row.span.begin;
    finding.isMoment = true;
    finding.lines = {lineOf(row.subject, row.name)};
    finding.evidence = {evidenceOf(row.subject, words.window, words.filterText, finding.entry)};
    return finding;
}

/// Of the lines on the charts, each once.
std::vector<SeriesSubject> subjectsOnCharts(const CaseSession& session)
{
    std::set<SeriesSubject> found;
    for (const ChartSpec& chart : session.charts())
        for (const LineSpec& line : chart.lines)
            if (const auto subject = subjectOf(line))
                found.insert(*subject);
    return {found.begin(), found.end()};
}

}    // namespace

std::vector<AnalysisPage::Choice> MomentsPage::choices(const CaseContents&) const
{
    return {{tr("on the charts"), OnTheCharts}, {tr("all series"), AllSeries}};
}

AnalysisQuestion MomentsPage::ask(const AnalysisSubject& subject) const
{
    const CaseSession& session = subject.session;
    MomentsRequest request;
    request.window = session.window();
    request.filter = session.filter();
    request.windowTime = session.look().windowTime;
    AnalysisQuestion question;
    question.caption = tr("in %1, against the whole case").arg(spanText(session.window(), session));
    question.key = QStringLiteral("unusual %1 %2 %3").arg(subject.choice).arg(static_cast<int>(request.windowTime)).arg(keyOf(session));
    if (subject.choice == OnTheCharts) {
        request.subjects = subjectsOnCharts(session);
        if (request.subjects.empty()) {
            question.missing = tr("There is no chart of a series, or of records. Put one on the charts, or look at all series.");
            return question;
        }
        for (const SeriesSubject& each : request.subjects)
            question.key += QString::fromUtf8(linesToJson({lineOf(each, each.value)}));
    }
    question.run = [request, context = session.filterContext(), words = Words{session.window(), session.filterText(), session.zone(), session.contents().events}](
                       CaseQueries& queries, const TaskControl& control) -> Result<Findings> {
        const auto found = moments(queries.database, queries.segments, context, request, control);
        if (!found)
            return found.error();
        Findings findings;
        for (const MomentRow& row : found->rows)
            if (findings.rows.size() < rowsShown)
                findings.rows.push_back(findingOf(row, words));
        if (found->rows.size() > rowsShown)
            findings.notes << tr("the first %1 of %2").arg(rowsShown).arg(found->rows.size());
        for (const std::string& note : found->notes)
            findings.notes << toQString(note);
        if (found->tooShort > 0)
            findings.notes << tr("%n series had too few values", nullptr, static_cast<int>(found->tooShort));
        findings.countTitle = tr("Strength");
        findings.lagTitle = tr("Nearest change");
        findings.nothing = tr("No series spikes or changes its level in this window. Press Ctrl+0 to see the whole case.");
        return findings;
    };
    question.draw = [asked = SparklinesRequest{session.window(), {}, session.filter(), request.windowTime}, context = session.filterContext()](
                        CaseQueries& queries, const std::vector<Finding>& found, const TaskControl& control) {
        return sparklinesOf(queries, context, asked, found, control);
    };
    return question;
}

}    // namespace faultline
