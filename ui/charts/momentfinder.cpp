#include "ui/charts/momentfinder.h"

#include "ui/analysis/subject.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/plaintext.h"

#include <algorithm>
#include <set>

namespace faultline {

namespace {

const QString slot = QStringLiteral("moments");

}    // namespace

MomentFinder::MomentFinder(CaseSession& session, QObject* parent) : QObject(parent), m_session(session)
{
    for (const auto signal : {&CaseSession::chartsChanged, &CaseSession::filterChanged, &CaseSession::windowTimeChanged})
        connect(&session, signal, this, &MomentFinder::ask);
    connect(&session, &CaseSession::contentsChanged, this, &MomentFinder::askAgain);
    ask();
}

void MomentFinder::show()
{
    m_isShown = true;
    ask();
    emit changed();
}

void MomentFinder::hide()
{
    m_isShown = false;
    stop();
    emit changed();
}

void MomentFinder::askAgain()
{
    m_key.clear();
    ask();
}

void MomentFinder::stop()
{
    m_session.tasks().cancel(this, slot);
    if (m_isAsking)
        m_key.clear();
    m_isAsking = false;
}

void MomentFinder::ask()
{
    if (!m_isShown)
        return;
    MomentsRequest request;
    std::set<SeriesSubject> subjects;
    for (const ChartSpec& chart : m_session.charts())
        for (const LineSpec& line : chart.lines)
            if (const auto subject = subjectOf(line); subject && subjects.insert(*subject).second)
                request.subjects.push_back(*subject);
    request.filter = m_session.filter();
    request.windowTime = m_session.look().windowTime;
    QString key = toQString(m_session.filterText()) + QString::number(static_cast<int>(request.windowTime));
    for (const SeriesSubject& each : subjects)
        key += QStringLiteral(" %1 %2 %3 ").arg(each.seriesId).arg(static_cast<int>(each.records)).arg(static_cast<int>(each.measure))
            + toQString(filterOf(each));
    if (key == m_key)
        return;
    stop();
    m_key = key;
    if (request.subjects.empty()) {    // an empty list would mean all series
        m_found.clear();
        emit changed();
        return;
    }
    m_isAsking = true;
    m_session.query<Moments>(
        this, slot,
        [request, context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return moments(queries.database, queries.segments, context, request, control);
        },
        [this](Result<Moments> found) {
            m_isAsking = false;
            m_found = found ? std::move(found->rows) : std::vector<MomentRow>();    // a chart that cannot be read says so itself
            emit changed();
        },
        TaskRunner::Priority::Normal, TaskRunner::Lane::Background);
}

std::vector<ChartMoment> MomentFinder::of(const ChartSpec& chart) const
{
    std::vector<ChartMoment> all;
    const bool hasLines = chart.shape == ChartShape::Line || chart.shape == ChartShape::Area;
    for (std::size_t i = 0; m_isShown && hasLines && i < chart.lines.size(); ++i) {
        const auto subject = subjectOf(chart.lines[i]);
        for (const MomentRow& row : m_found)
            if (subject == row.subject)
                all.push_back({static_cast<int>(i), row.span, row.kind, row.isRise, shownText(row.name, 120), toQString(row.sentence)});
    }
    std::stable_sort(all.begin(), all.end(), [](const ChartMoment& left, const ChartMoment& right) { return left.span.begin < right.span.begin; });
    return all;
}

}    // namespace faultline
