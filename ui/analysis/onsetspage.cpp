#include "ui/analysis/onsetspage.h"

#include "app/analysis/onsets.h"
#include "ui/analysis/subject.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/plaintext.h"
#include "ui/timetext.h"
#include "ui/views/breakdownheader.h"

namespace faultline {

namespace {

/// What the words of a finding need of the session, copied for the other thread.
struct Words {
    TimeRange window;
    std::string filterText;
    TimeZone zone;
};

/// Of rows whose intervals overlap no order is claimed.
QString distanceText(const OnsetRow& row, const std::vector<OnsetRow>& rows, std::size_t place)
{
    if (place > 0 && rows[place - 1].step == row.step)
        return OnsetsPage::tr("together");
    if (place == 0)
        return OnsetsPage::tr("first");
    return OnsetsPage::tr("%1 after the first").arg(durationText(row.time - rows.front().time));
}

Finding findingOf(const std::vector<OnsetRow>& rows, std::size_t place, const Words& words)
{
    const OnsetRow& row = rows[place];
    Finding finding;
    finding.subject = shownText(row.name, 300);
    finding.sentence = OnsetsPage::tr("%1: %2").arg(clockText(row.time, words.zone, detailFor(words.window.length())), toQString(row.sentence));
    finding.entry = QStringLiteral("%1 %2").arg(finding.subject, toQString(row.sentence));
    finding.lag = distanceText(row, rows, place);
    finding.method = OnsetsPage::tr("first jump of four spreads");
    finding.baseline = OnsetsPage::tr("four windows before");
    finding.about = row.subject;
    finding.window = words.window;
    finding.at = row.time;
    finding.isMoment = true;
    finding.lines = {lineOf(row.subject, row.name)};
    finding.evidence = {evidenceOf(row.subject, words.window, words.filterText, QStringLiteral("%1: %2").arg(finding.subject, finding.sentence))};
    return finding;
}

}    // namespace

AnalysisQuestion OnsetsPage::ask(const AnalysisSubject& subject) const
{
    const CaseSession& session = subject.session;
    AnalysisQuestion question;
    question.key = QStringLiteral("first %1").arg(keyOf(session));
    question.caption = spanText(session.window(), session);
    OnsetsRequest request;
    request.window = session.window();
    request.filter = session.filter();
    const FilterContext context = session.filterContext();
    question.run = [request, context, words = Words{session.window(), session.filterText(), session.zone()}](
                       CaseQueries& queries, const TaskControl& control) -> Result<Findings> {
        const auto found = onsets(queries.database, queries.segments, context, request, control);
        if (!found)
            return found.error();
        Findings findings;
        for (std::size_t place = 0; place < found->rows.size(); ++place)
            findings.rows.push_back(findingOf(found->rows, place, words));
        for (const std::string& note : found->notes)
            findings.notes << toQString(note);
        if (found->quiet > 0)
            findings.notes << tr("%n series did not change enough, or had too few values", nullptr, static_cast<int>(found->quiet));
        findings.nothing = tr("No series left its usual course in this window. Select the minutes when it began.");
        return findings;
    };
    question.draw = [asked = SparklinesRequest{session.window(), {}, session.filter(), request.windowTime}, context](
                        CaseQueries& queries, const std::vector<Finding>& found, const TaskControl& control) {
        return sparklinesOf(queries, context, asked, found, control);
    };
    return question;
}

}    // namespace faultline
