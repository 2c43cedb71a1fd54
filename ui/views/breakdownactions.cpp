// What a breakdown does with its rows.
#include "app/query/valuefilter.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/applyatdialog.h"
#include "ui/filterobstacle.h"
#include "ui/goto.h"
#include "ui/plaintext.h"
#include "ui/views/breakdownheader.h"
#include "ui/views/breakdownview.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMimeData>
#include <QTreeView>

#include <array>

namespace faultline {

namespace {

constexpr qsizetype longestTitle = 160;

std::string likelySecondField(RecordKind kind, const std::string& by)
{
    switch (kind) {
    case RecordKind::Request: return by == "status" ? "path" : "status";
    case RecordKind::Operation: return by == "op" ? "target" : "op";
    case RecordKind::LogLine: return by == "severity" ? "component" : "severity";
    }
    return {};
}

}    // namespace

QModelIndex BreakdownView::current() const
{
    return m_table->currentIndex().siblingAtColumn(0);
}

void BreakdownView::filterTo()
{
    if (current().isValid())
        m_session.addChip(toQString(m_model->filterOf(current())));
}

void BreakdownView::exclude()
{
    if (current().isValid())
        m_session.addChip(toQString("not (" + m_model->filterOf(current()) + ')'));
}

void BreakdownView::chartValue()
{
    if (!current().isValid())
        return;
    const RecordKind kind = m_model->answer().request.kind;
    LineSpec line = recordsLine(kind, Measure::Rate, m_model->filterOf(current()));
    line.title = m_model->row(current())->isAbsent ? toStd(m_model->titleOf(current())) : toStd(current().data().toString());
    m_session.addLine(line, chartWith(m_session.charts(), recordsLine(kind, Measure::Rate)));
}

void BreakdownView::showLines()
{
    if (!current().isValid())
        return;
    EvidenceRequest request;
    request.window = m_model->answer().request.window;
    request.filter = bothFilters(m_session.filterText(), m_model->filterOf(current()));
    request.kind = m_model->answer().request.kind;
    request.caption = m_model->titleOf(current());
    m_session.showEvidence(request);
}

/// The entry rests on the records of the value in this window.
void BreakdownView::addToTimeline()
{
    const BreakdownRow* row = m_model->row(current());
    if (!row)
        return;
    const BreakdownRequest& asked = m_model->answer().request;
    EvidenceRequest records;
    records.window = asked.window;
    records.kind = asked.kind;
    records.filter = bothFilters(m_session.filterText(), m_model->filterOf(current()));
    records.caption = m_model->titleOf(current());
    EntryDraft draft;
    const auto cursor = m_session.look().cursor;
    draft.start = cursor && asked.window.contains(*cursor) ? *cursor : asked.window.begin;
    draft.title = tr("%1 rises").arg(shownText(current().data().toString(), longestTitle));
    draft.evidence.push_back(evidenceOf(records));
    m_session.draftEntry(draft);
}

void BreakdownView::fold()
{
    const QModelIndex index = current();
    if (!m_table->isExpanded(index) && index.parent().isValid())
        m_table->setCurrentIndex(index.parent());
    else
        m_table->collapse(index);
}

void BreakdownView::unfold()
{
    const QModelIndex index = current();
    const int row = index.row();
    if (!index.isValid() || index.parent().isValid())
        return;
    if (m_model->thenBy().empty()) {
        m_header->setThenBy(likelySecondField(m_header->kind(), m_header->by()));
        m_table->setCurrentIndex(m_model->index(row, 0));
    }
    const QModelIndex now = m_model->index(row, 0);
    if (m_table->isExpanded(now) && m_model->rowCount(now) > 0)
        m_table->setCurrentIndex(m_model->index(0, 0, now));
    else
        m_table->expand(now);
}

void BreakdownView::copy()
{
    copyTable(TableText::Tabs);
}

void BreakdownView::copyMarkdown()
{
    copyTable(TableText::Markdown);
}

/// The chosen rows; all of them when no more than the current one is chosen.
void BreakdownView::copyTable(TableText plain)
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows(0);
    if (rows.size() < 2)
        rows.clear();
    std::sort(rows.begin(), rows.end());
    QApplication::clipboard()->setMimeData(mimeDataOf(m_model->table(rows), plain));
}

void BreakdownView::showMenu(const QPoint& position)
{
    QMenu menu(this);
    for (const char* id : {"breakdown.filterTo", "breakdown.exclude", "", "breakdown.chart", "breakdown.evidence", "breakdown.add", "breakdown.unfold",
                           "", "breakdown.applyAt"}) {
        if (*id == 0)
            menu.addSeparator();
        else
            menu.addAction(m_actions.action(id));
    }
    menu.addSeparator();
    menu.addAction(tr("Copy Table"), this, &BreakdownView::copy);
    menu.addAction(tr("Copy Table as Markdown"), this, &BreakdownView::copyMarkdown);
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

/// The same question at another time: the window moves there, as long as it is.
void BreakdownView::applyAt()
{
    auto* dialog = new ApplyAtDialog(m_session, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (const auto there = dialog->window())
            askAt(m_session, *there);
    });
    dialog->open();
}

/// Says which part of the filter leaves nothing, or that there is nothing.
void BreakdownView::explainEmpty()
{
    const BreakdownRequest asked = m_model->answer().request;
    const QString nothing = m_session.contents().isEmpty() ? tr("The case is empty. Import logs, metrics or a timeline (Ctrl+I).")
                                                           : tr("There are no such records in this window. Zoom out or choose another time.");
    if (!hasFilter(m_session))
        return showMessage(nothing, {}, {});
    showMessage(tr("Nothing in this window matches the filter."), {}, {});
    findObstacle(m_session, this, {asked.window, {}, asked.kind, asked.windowTime}, [this, nothing](const std::optional<FilterObstacle>& found) {
        if (m_model->rowCount() != 0)
            return;
        if (!found)
            return showMessage(nothing, {}, {});
        showMessage((found->isAll ? tr("Nothing matches “%1”. Without it there are %2.")
                                  : tr("Nothing matches: “%1” removes the most, without it there are %2."))
                        .arg(found->expression, recordsText(found->without, m_model->answer().request.kind)),
                    found->chip ? tr("Remove This Condition") : tr("Clear the Filter Text"),
                    [this, obstacle = *found] { removeObstacle(m_session, obstacle); });
    });
}

}    // namespace faultline
