#include "ui/analysis/changespage.h"

#include "app/analysis/changes.h"
#include "ui/analysis/subject.h"
#include "ui/casesession.h"
#include "ui/charts/laneitem.h"
#include "ui/convert.h"
#include "ui/numbertext.h"
#include "ui/timetext.h"

namespace faultline {

namespace {

constexpr std::size_t rowsShown = 100;
constexpr std::chrono::hours farBack{24 * 365 * 20};

/// What all rows share, ready for the other thread.
struct Words {
    TimeRange window;
    TimeZone zone;
};

Finding findingOf(const Event& event, Timestamp at, bool isEnd, const Words& words)
{
    Finding finding;
    finding.subject = isEnd ? ChangesPage::tr("end of: %1").arg(laneLabel(event)) : laneLabel(event);
    finding.window = words.window;
    finding.at = at;
    finding.eventId = event.id;
    return finding;
}

Finding findingOf(const ChangeRow& row, const Words& words)
{
    Finding finding = findingOf(row.event, row.at, row.isEnd, words);
    finding.sentence = QStringLiteral("%1 · %2").arg(instantText(row.at, words.zone), toQString(row.sentence));
    finding.count = percentText(row.share);
    finding.lag = row.lead.count() >= 0 ? ChangesPage::tr("%1 before").arg(durationText(row.lead)) : ChangesPage::tr("%1 after").arg(durationText(-row.lead));
    finding.method = ChangesPage::tr("weighed against no change at all");
    return finding;
}

Finding findingOf(const MitigationRow& row, const Words& words)
{
    Finding finding = findingOf(row.event, row.at, row.isEnd, words);
    finding.sentence = QStringLiteral("%1 · %2").arg(instantText(row.at, words.zone), toQString(row.sentence));
    finding.lag = ChangesPage::tr("%1 after").arg(durationText(row.delay));
    finding.method = ChangesPage::tr("what it did to the symptom");
    return finding;
}

Findings findingsOf(const Changes& found, const Words& words)
{
    Findings findings;
    for (const ChangeRow& row : found.rows)
        if (findings.rows.size() < rowsShown)
            findings.rows.push_back(findingOf(row, words));
    if (!found.rows.empty())
        findings.notes << ChangesPage::tr("none of these: %1").arg(percentText(found.noneShare));
    if (found.rows.size() > rowsShown)
        findings.notes << ChangesPage::tr("the likeliest %1 of %2").arg(rowsShown).arg(found.rows.size());
    for (const MitigationRow& row : found.responses)
        if (findings.rows.size() < 2 * rowsShown)
            findings.rows.push_back(findingOf(row, words));
    if (!found.symptomName.empty())
        findings.notes << ChangesPage::tr("symptom: %1").arg(toQString(found.symptomName));
    for (const std::string& note : found.notes)
        findings.notes << toQString(note);
    findings.countTitle = ChangesPage::tr("Likely");
    return findings;
}

}    // namespace

std::vector<AnalysisPage::Choice> ChangesPage::choices(const CaseContents&) const
{
    std::vector<Choice> all;
    for (const int hours : {1, 6, 24, 72})
        all.push_back({tr("%1 back").arg(durationText(std::chrono::hours(hours))), hours});
    all.push_back({tr("all"), 0});
    return all;
}

AnalysisQuestion ChangesPage::ask(const AnalysisSubject& subject) const
{
    const CaseSession& session = subject.session;
    ChangesRequest request;
    request.onset = subject.moment.value_or(session.window().begin);
    request.lookback = subject.choice > 0 ? Nanoseconds(std::chrono::hours(subject.choice)) : Nanoseconds(farBack);
    request.filter = session.filter();
    if (const auto& brush = session.look().selection; brush && brush->contains(request.onset))
        request.window = TimeRange{request.onset, brush->end};
    AnalysisQuestion question;
    question.key = QStringLiteral("changed %1 %2 %3").arg(subject.choice).arg(nanosecondsOf(request.onset)).arg(keyOf(session));
    question.caption = tr("before %1").arg(instantWithZone(request.onset, session.zone(), detailFor(session.window().length())));
    if (session.contents().events.empty()) {
        question.missing = tr("No deploys, flags or other events are known. Import them with Ctrl+I.");
        return question;
    }
    const QString nothing = subject.choice > 0 ? tr("Nothing is known to have changed in this time. Look further back.")
                                               : tr("Nothing is known to have changed before. Import deploys and flags with Ctrl+I.");
    question.run = [request, nothing, context = session.filterContext(), words = Words{session.window(), session.zone()}](
                       CaseQueries& queries, const TaskControl& control) -> Result<Findings> {
        const auto found = changes(queries.database, queries.segments, context, request, control);
        if (!found)
            return found.error();
        Findings findings = findingsOf(*found, words);
        findings.nothing = nothing;
        return findings;
    };
    return question;
}

}    // namespace faultline
