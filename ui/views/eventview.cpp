#include "ui/views/eventview.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/charts/laneitem.h"
#include "ui/convert.h"
#include "ui/models/eventfiltermodel.h"
#include "ui/models/eventtablemodel.h"
#include "ui/theme.h"
#include "ui/views/flowlayout.h"
#include "ui/windowstyle.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace faultline {

namespace {

constexpr std::size_t mostChips = 16;

}    // namespace

EventView::EventView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme), m_model(new EventTableModel(session, theme, this)),
      m_filtered(new EventFilterModel(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(4);
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Find in events"));
    m_search->setAccessibleName(tr("Find in events"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    auto* searchRow = new QHBoxLayout;
    searchRow->setContentsMargins(12, 0, 12, 0);
    searchRow->addWidget(m_search);
    column->addLayout(searchRow);
    m_chips = new QWidget(this);
    auto* flow = new FlowLayout(m_chips);
    flow->setContentsMargins(12, 4, 12, 4);
    flow->setSpacing(4);
    column->addWidget(m_chips);
    m_empty = new QLabel(this);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_empty->setContentsMargins(12, 8, 12, 8);
    column->addWidget(m_empty, 1);
    m_filtered->setSourceModel(m_model);
    m_table = new QTableView(this);
    m_table->setModel(m_filtered);
    m_table->setAccessibleName(tr("Events"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setWordWrap(false);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(EventTableModel::Time, Qt::AscendingOrder);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(QFontMetrics(font()).height() + 8);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    column->addWidget(m_table, 4);
    setFocusProxy(m_table);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered->setText(text);
        showRows();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &EventView::chooseCurrent);
    connect(m_table, &QTableView::doubleClicked, this, &EventView::goToCurrent);
    connect(m_table, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        auto* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        connect(menu->addAction(tr("Go There")), &QAction::triggered, this, &EventView::goToCurrent);
        menu->addAction(m_actions.action("timeline.accept"));
        menu->popup(m_table->viewport()->mapToGlobal(at));
    });
    connect(&session, &CaseSession::contentsChanged, this, &EventView::refresh);
    connect(&session, &CaseSession::selectedEventChanged, this, &EventView::showSelected);
    connect(&session, &CaseSession::zoneChanged, this, &EventView::showColumns);
    connect(&theme, &Theme::changed, this, &EventView::refresh);
    refresh();
}

void EventView::refresh()
{
    fillChips();
    showRows();
}

void EventView::showRows()
{
    const bool hasEvents = m_model->rowCount() > 0;
    const bool hasRows = m_filtered->rowCount() > 0;
    m_search->setVisible(hasEvents);
    m_chips->setVisible(hasEvents);
    m_table->setVisible(hasRows);
    m_empty->setVisible(!hasRows);
    m_empty->setText(hasEvents ? tr("No event has this text and a kind that is switched on.")
                               : tr("No deploys, flags, alerts or other events yet. Import them with Ctrl+I."));
    QPalette muted = m_empty->palette();
    muted.setColor(QPalette::WindowText, m_theme.colors().muted);
    m_empty->setPalette(muted);
    showColumns();
}

void EventView::fillChips()
{
    std::map<std::string, int> counts;
    for (const Event& event : m_session.contents().events)
        ++counts[event.kind];
    while (QLayoutItem* item = m_chips->layout()->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    std::vector<std::pair<std::string, int>> kinds(counts.begin(), counts.end());
    std::stable_sort(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    kinds.resize(std::min(kinds.size(), mostChips));
    for (const auto& [kind, count] : kinds) {
        const QString name = toQString(kind);
        const QString shown = kind.empty() ? tr("no kind") : oneLine(kind, 30);
        auto* chip = new QPushButton(QString(shown).replace(QLatin1Char('&'), QLatin1String("&&")) + QStringLiteral("  %1").arg(count), m_chips);
        setLook(chip, ButtonLook::Chip);
        chip->setFont(m_theme.smaller());
        chip->setCheckable(true);
        chip->setChecked(!m_hiddenKinds.contains(name));
        chip->setAccessibleName(tr("Show events of kind %1").arg(shown));
        connect(chip, &QPushButton::toggled, this, [this, name](bool isOn) {
            isOn ? static_cast<void>(m_hiddenKinds.remove(name)) : static_cast<void>(m_hiddenKinds.insert(name));
            m_filtered->setHiddenKinds(m_hiddenKinds);
            showRows();
        });
        m_chips->layout()->addWidget(chip);
        chip->show();
    }
}

void EventView::resizeEvent(QResizeEvent*)
{
    showColumns();
}

void EventView::showColumns()
{
    using Model = EventTableModel;
    const QFontMetrics font(m_table->font());
    const auto characters = [&font](int count) { return font.averageCharWidth() * count + 12; };
    const int time = std::max(font.horizontalAdvance(QStringLiteral("22 May 00:00:00")) + 16, m_table->horizontalHeader()->sectionSizeHint(Model::Time));
    const int taken = characters(3);
    int left = width() - time - taken - characters(24);
    m_table->setColumnWidth(Model::Time, time);
    m_table->setColumnWidth(Model::Taken, taken);
    // The most telling first; the rest is in the tooltip.
    const std::pair<int, int> optional[] = {{Model::Kind, characters(11)}, {Model::End, characters(16)}, {Model::Service, characters(16)},
                                            {Model::Actor, characters(20)}, {Model::SourceName, characters(24)}};
    for (const auto& [column, width] : optional) {
        const bool fits = left >= width;
        m_table->setColumnHidden(column, !fits);
        m_table->setColumnWidth(column, width);
        left = fits ? left - width : -1;
    }
    m_table->horizontalHeader()->setSectionResizeMode(Model::Title, QHeaderView::Stretch);
}

void EventView::showSelected()
{
    const auto event = m_session.selectedEvent();
    const int row = event ? m_model->rowOf(*event) : -1;
    const QModelIndex index = row < 0 ? QModelIndex() : m_filtered->mapFromSource(m_model->index(row, EventTableModel::Title));
    m_isFollowing = true;
    if (index.isValid()) {
        m_table->selectRow(index.row());
        m_table->scrollTo(index);
    } else {
        m_table->clearSelection();
    }
    m_isFollowing = false;
}

void EventView::chooseCurrent()
{
    const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    if (!m_isFollowing && !chosen.isEmpty())
        m_session.selectEvent(chosen.front().data(EventTableModel::IdRole).toLongLong());
}

void EventView::goToCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    const Event* event = current.isValid() ? m_session.contents().event(current.data(EventTableModel::IdRole).toLongLong()) : nullptr;
    if (!event)
        return;
    const Timestamp at = event->start.utc;
    const Nanoseconds half = std::min(m_session.view().length(), Nanoseconds(std::chrono::hours(2))) / 2;
    m_session.selectEvent(event->id);
    m_session.setCursor(at);
    m_session.setView({at - half, at + half});
}

void EventView::accept()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return;
    m_session.selectEvent(current.data(EventTableModel::IdRole).toLongLong());
    m_actions.action("timeline.accept")->trigger();
}

bool EventView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QModelIndex index = m_table->indexAt(help->pos());
        const Event* hovered = index.isValid() ? m_session.contents().event(index.data(EventTableModel::IdRole).toLongLong()) : nullptr;
        const QString text = hovered ? laneItemText(laneItemOf(*hovered), m_session.contents(), m_session.zone()) : QString();
        QToolTip::showText(help->globalPos(), text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")), m_table);
        return true;
    }
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool isPlain = key->modifiers() == Qt::NoModifier || key->modifiers() == Qt::KeypadModifier;
    if (watched == m_search && key->key() == Qt::Key_Down) {
        m_table->setFocus();
        return true;
    }
    if (watched != m_table || !isPlain)
        return QWidget::eventFilter(watched, event);
    switch (key->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: goToCurrent(); return true;
    case Qt::Key_A: accept(); return true;
    case Qt::Key_Slash: m_search->setFocus(); return true;
    default: return QWidget::eventFilter(watched, event);
    }
}

}    // namespace faultline
