// What the analysis panel does with its findings.
#include "ui/actions.h"
#include "ui/analysis/kept.h"
#include "ui/casesession.h"
#include "ui/charts/laneitem.h"
#include "ui/commands/edithypothesis.h"
#include "ui/convert.h"
#include "ui/models/findingsmodel.h"
#include "ui/views/analyseview.h"
#include "ui/views/elidedlabel.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QMenu>
#include <QMimeData>
#include <QTabBar>
#include <QTreeView>

#include <algorithm>

namespace faultline {

namespace {

constexpr int hintMargins = 40;

}    // namespace

const Finding* AnalyseView::current() const
{
    return m_model->finding(m_table->currentIndex());
}

void AnalyseView::showFinding()
{
    const Finding* finding = current();
    if (!finding)
        return;
    if (finding->eventId)
        return showEventOf(*finding);
    if (finding->records)
        return m_session.showEvidence(*finding->records);
    if (finding->isMoment)
        return showMomentOf(*finding);
    chartFinding();
}

void AnalyseView::goTo(const Finding& finding)
{
    const Timestamp at = finding.at;
    if (m_session.view().contains(at))
        return;
    const Nanoseconds half = m_session.view().length() / 2;
    m_session.setView({at - half, at + half});
}

/// Compares before and after the instant, and goes there when it is not visible. The setters may take the finding away.
void AnalyseView::showMomentOf(const Finding& given)
{
    const Finding finding = given;
    goTo(finding);
    m_session.setComparedMoment(ComparedMoment{finding.at, finding.subject, comparedSpan(m_session.view())});
    m_session.setCursor(finding.at);
    m_session.show(Panel::Charts);
}

void AnalyseView::updateHint()
{
    const Finding* finding = current();
    if (!finding)
        return m_hint->setFullText({});
    const QString show = finding->eventId || finding->isMoment ? tr("before and after")
                         : finding->records                    ? tr("its lines")
                                                               : tr("chart");
    QStringList parts;
    const std::pair<const char*, QString> all[]{{"analysis.show", show}, {"analysis.chart", finding->eventId ? QString() : tr("chart")},
                                                {"analysis.add", tr("to the timeline")}, {"analysis.keep", tr("suspect")}};
    for (const auto& [id, what] : all)
        if (const QList<QKeySequence> keys = m_actions.keysOf(id); !what.isEmpty() && !keys.isEmpty())
            parts << tr("%1: %2").arg(keys.front().toString(QKeySequence::NativeText), what);
    // As many as there is room for, the first one first; the menu of the row has them all.
    const int room = width() - m_tabs->sizeHint().width() - (m_choice->isHidden() ? 0 : m_choice->sizeHint().width()) - hintMargins;
    while (parts.size() > 1 && m_hint->fontMetrics().horizontalAdvance(parts.join(QStringLiteral(" · "))) > room)
        parts.removeLast();
    m_hint->setFullText(parts.join(QStringLiteral(" · ")));
}

/// Compares before and after the change, and goes there when it is not visible.
void AnalyseView::showEventOf(const Finding& given)
{
    const Finding finding = given;
    m_session.selectEvent(finding.eventId);
    goTo(finding);
    m_session.setComparedMoment(ComparedMoment{finding.at, finding.subject, comparedSpan(m_session.view())});
}

void AnalyseView::chartFinding()
{
    const Finding* finding = current();
    if (!finding)
        return;
    if (finding->eventId)
        return showEventOf(*finding);
    const std::vector<LineSpec> lines = finding->lines;    // the charts may ask anew
    for (const LineSpec& line : lines) {
        const bool isRate = line.kind == LineKind::Records && line.measure == Measure::Rate;
        m_session.addLine(line, isRate ? chartWith(m_session.charts(), recordsLine(line.records, Measure::Rate)) : std::nullopt);
    }
}

void AnalyseView::addToTimeline()
{
    const Finding* finding = current();
    if (!finding)
        return;
    EntryDraft draft;
    draft.start = finding->at;
    draft.title = finding->entry.isEmpty() ? finding->subject : finding->entry;
    draft.evidence = finding->evidence;
    m_session.draftEntry(draft);
}

/// Another finding about the same is more evidence for the same suspect.
void AnalyseView::keep()
{
    const Finding* finding = current();
    if (!finding)
        return;
    const auto& all = m_session.contents().hypotheses;
    if (const Hypothesis* known = keptAs(all, *finding, m_session.zone())) {
        Hypothesis more = *known;
        for (const Evidence& one : finding->evidence)
            if (std::none_of(more.supporting.begin(), more.supporting.end(),
                             [&](const Evidence& each) { return each.kind == one.kind && each.reference == one.reference; }))
                more.supporting.push_back(one);
        if (more.supporting.size() > known->supporting.size())
            m_session.edit(EditHypothesis::change(m_session, *known, std::move(more), tr("add evidence for a suspect")));
        return;
    }
    Hypothesis kept;
    kept.title = toStd(titleToKeep(all, *finding, m_session.zone()));
    kept.method = page().method();
    kept.window = finding->window;
    kept.supporting = finding->evidence;
    m_session.edit(EditHypothesis::add(m_session, std::move(kept)));
}

void AnalyseView::copy()
{
    copyTable(TableText::Tabs);
}

void AnalyseView::copyMarkdown()
{
    copyTable(TableText::Markdown);
}

void AnalyseView::copyTable(TableText plain)
{
    if (m_model->rowCount() > 0)
        QApplication::clipboard()->setMimeData(mimeDataOf(m_model->table({}), plain));
}

void AnalyseView::showMenu(const QPoint& position)
{
    QMenu menu(this);
    for (const char* id : {"analysis.show", "analysis.chart", "analysis.add", "analysis.keep"})
        menu.addAction(m_actions.action(id));
    menu.addSeparator();
    menu.addAction(tr("Copy Table"), this, &AnalyseView::copy);
    menu.addAction(tr("Copy Table as Markdown"), this, &AnalyseView::copyMarkdown);
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

}    // namespace faultline
