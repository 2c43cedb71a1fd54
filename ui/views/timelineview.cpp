#include "ui/views/timelineview.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/exportdialog.h"
#include "ui/models/timelinemodel.h"
#include "ui/theme.h"
#include "ui/views/askpopup.h"
#include "ui/views/entrydetail.h"
#include "ui/views/phasebar.h"
#include "ui/views/timelinedelegate.h"
#include "ui/views/entrytable.h"
#include "ui/windowstyle.h"

#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace faultline {

namespace {

QWidget* hairline(QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    line->setFixedHeight(1);
    return line;
}

}    // namespace

TimelineView::TimelineView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme)
{
    m_ask = new AskPopup(theme, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildList(), 1);
    column->addWidget(hairline(this));
    column->addWidget(buildFooter());
    setFocusProxy(m_table);
    bindActions();
    follow();
    showState();
}

QWidget* TimelineView::buildList()
{
    auto* pages = new QWidget(this);
    m_pages = new QStackedLayout(pages);
    auto* splitter = new QSplitter(Qt::Vertical, pages);
    splitter->setChildrenCollapsible(false);
    m_table = new EntryTable(m_session, m_theme, splitter);
    m_detail = new EntryDetail(m_session, m_theme, splitter);
    m_findingsPanel = new QWidget(splitter);
    auto* findings = new QVBoxLayout(m_findingsPanel);
    findings->setContentsMargins(8, 4, 4, 4);
    auto* head = new QHBoxLayout;
    m_findingsTitle = new QLabel(m_findingsPanel);
    m_findingsTitle->setTextFormat(Qt::PlainText);
    auto* close = new QPushButton(tr("Close"), m_findingsPanel);
    setLook(close, ButtonLook::Link);
    close->setAccessibleName(tr("Close the findings"));
    connect(close, &QPushButton::clicked, m_findingsPanel, &QWidget::hide);
    head->addWidget(m_findingsTitle, 1);
    head->addWidget(close);
    findings->addLayout(head);
    m_findings = new QListWidget(m_findingsPanel);
    m_findings->setAccessibleName(tr("What to look at before the timeline is published"));
    m_findings->setFrameShape(QFrame::NoFrame);
    m_findings->setWordWrap(true);
    m_findings->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    findings->addWidget(m_findings);
    m_findingsPanel->hide();
    splitter->addWidget(m_table);
    splitter->addWidget(m_detail);
    splitter->addWidget(m_findingsPanel);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 0);
    splitter->setStretchFactor(2, 1);
    m_empty = new QLabel(pages);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    m_pages->addWidget(splitter);
    m_pages->addWidget(m_empty);
    return pages;
}

QWidget* TimelineView::buildFooter()
{
    auto* footer = new QWidget(this);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(8, 6, 8, 6);
    row->setSpacing(4);
    row->addWidget(new PhaseBar(m_session, m_theme, footer), 1);
    auto* button = new QPushButton(tr("Export…"), footer);
    setLook(button, ButtonLook::Link);
    button->setAccessibleName(tr("Export the timeline"));
    connect(button, &QPushButton::clicked, this, &TimelineView::openExport);
    row->addWidget(button);
    return footer;
}

void TimelineView::bindActions()
{
    m_actions.bind("timeline.add", this, [this] { addAtCursor(); });
    m_actions.bind("timeline.paste", this, [this] { paste(); });
    m_actions.bind("timeline.accept", this, [this] { acceptEvent(); });
    m_actions.bind("timeline.linkEvidence", this, [this] { linkEvidence(); });
    m_actions.bind("timeline.check", this, [this] { check(); });
    m_actions.bind("timeline.export", this, [this] { openExport(); });
    m_actions.bind("timeline.copyMarkdown", this, [this] { copyMarkdown(); });
    m_actions.bind("timeline.edit", m_table, [this] { editCurrent(); });
    m_actions.bind("timeline.tag", m_table, [this] { tagSelected(); });
    m_actions.bind("timeline.remove", m_table, [this] { removeSelected(); });
    m_actions.bind("timeline.up", m_table, [this] { move(-1); });
    m_actions.bind("timeline.down", m_table, [this] { move(1); });
    auto* pasting = new QAction(tr("Paste Entries"), m_table);
    pasting->setShortcut(QKeySequence::Paste);
    pasting->setShortcutContext(Qt::WidgetShortcut);
    connect(pasting, &QAction::triggered, this, &TimelineView::paste);
    m_table->addAction(pasting);
}

void TimelineView::follow()
{
    connect(&m_session, &CaseSession::timelineChanged, this, &TimelineView::showState);
    connect(&m_session, &CaseSession::selectedEntryChanged, this, [this] {
        if (m_session.selectedEntry() && m_table->selectedEntries().size() < 2)
            m_table->showEntry(*m_session.selectedEntry());
    });
    connect(&m_session, &CaseSession::entryDraftRequested, this, &TimelineView::addDraft);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &TimelineView::pickUpSelection);
    connect(m_table, &EntryTable::timeActivated, this, &TimelineView::goTo);
    connect(m_table, &EntryTable::evidenceActivated, this, &TimelineView::openEvidence);
    connect(m_table, &EntryTable::newEntryRequested, this, &TimelineView::addAtCursor);
    connect(m_table, &EntryTable::editRequested, this, &TimelineView::editCurrent);
    connect(m_table->entries(), &QAbstractItemModel::modelReset, this, [this] {
        if (m_session.selectedEntry())
            m_table->showEntry(*m_session.selectedEntry());
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &TimelineView::showMenu);
    connect(m_table->cells(), &TimelineDelegate::givenUp, this, &TimelineView::forgetFreshEntry, Qt::QueuedConnection);
    connect(m_table->cells(), &QAbstractItemDelegate::commitData, this, [this] { m_freshEntry.reset(); });
    connect(m_table, &EntryTable::widthModeChanged, this, [this] {
        m_detail->setFields(m_table->isWide() ? EntryDetail::Fields::InList : EntryDetail::Fields::Shown);
    });
    connect(m_findings, &QListWidget::currentRowChanged, this, [this](int row) {
        const QListWidgetItem* item = m_findings->item(row);
        if (item && item->data(Qt::UserRole).isValid())
            m_session.selectEntry(item->data(Qt::UserRole).toLongLong());
    });
    connect(&m_theme, &Theme::changed, this, &TimelineView::showState);
}

void TimelineView::showState()
{
    const bool isEmpty = m_session.contents().timeline.empty();
    m_empty->setText(m_session.isReadOnly() ? tr("No entries. The case is open read-only.")
                                            : tr("No entries yet. Ctrl+Enter adds one at the cursor; paste a table; accept imported events."));
    QPalette palette = m_empty->palette();
    palette.setColor(QPalette::WindowText, m_theme.colors().muted);
    m_empty->setPalette(palette);
    m_pages->setCurrentIndex(isEmpty ? 1 : 0);
    if (m_findingsPanel->isVisible())
        showFindings();
}

void TimelineView::pickUpSelection()
{
    if (const auto id = m_table->currentEntry())
        m_session.selectEntry(id);
}

void TimelineView::editCurrent()
{
    if (!m_table->currentEntry() || !canEdit())
        return;
    const bool isEditable = m_table->currentIndex().flags() & Qt::ItemIsEditable;
    m_table->editEntry(*m_table->currentEntry(), isEditable ? m_table->currentIndex().column() : TimelineModel::Title);
}

void TimelineView::showMenu(const QPoint& position)
{
    QMenu menu(this);
    for (const char* id : {"timeline.edit", "timeline.tag", "timeline.add", "timeline.remove", "timeline.up", "timeline.down"})
        menu.addAction(m_actions.action(id));
    menu.addSeparator();
    for (const char* id : {"timeline.paste", "timeline.accept", "timeline.linkEvidence"})
        menu.addAction(m_actions.action(id));
    menu.addSeparator();
    for (const char* id : {"timeline.copyMarkdown", "timeline.export", "timeline.check"})
        menu.addAction(m_actions.action(id));
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

void TimelineView::openExport()
{
    auto* dialog = new ExportDialog(m_session, m_theme, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

}    // namespace faultline
