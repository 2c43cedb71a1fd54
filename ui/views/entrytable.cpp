#include "ui/views/entrytable.h"

#include "ui/models/timelinemodel.h"
#include "ui/theme.h"
#include "ui/views/timelinedelegate.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr int wideFrom = 100;         // average characters of the font
constexpr int shortestClock = 5;
constexpr int longestClock = 13;      // "10:03–10:13" and a bit

using Kind = TimelineModel::RowKind;

}    // namespace

EntryTable::EntryTable(CaseSession& session, const Theme& theme, QWidget* parent)
    : QTableView(parent), m_model(new TimelineModel(session, this)), m_delegate(new TimelineDelegate(session, theme, this)), m_theme(theme)
{
    setModel(m_model);
    setItemDelegate(m_delegate);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setAccessibleName(tr("Timeline"));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(1);
    horizontalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setMinimumSectionSize(20);
    for (const auto changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, changed, &m_arranging, qOverload<>(&QTimer::start));
    connect(m_model, &QAbstractItemModel::rowsMoved, &m_arranging, qOverload<>(&QTimer::start));
    connect(m_model, &QAbstractItemModel::dataChanged, &m_arranging, qOverload<>(&QTimer::start));
    connect(m_model, &QAbstractItemModel::modelReset, &m_arranging, qOverload<>(&QTimer::start));
    m_arranging.setSingleShot(true);
    connect(&m_arranging, &QTimer::timeout, this, [this] {
        arrangeColumns();
        if (isEditing())
            scrollTo(currentIndex());
    });
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
    arrangeColumns();
}

std::optional<std::int64_t> EntryTable::currentEntry() const
{
    return m_model->idAt(currentIndex().row());
}

std::vector<std::int64_t> EntryTable::selectedEntries() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows(TimelineModel::Title))
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    std::vector<std::int64_t> ids;
    for (const int row : rows)
        if (const auto id = m_model->idAt(row))
            ids.push_back(*id);
    return ids;
}

/// Alone, even while Ctrl is held for a key or click that made the entry.
void EntryTable::makeCurrent(const QModelIndex& index)
{
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

void EntryTable::showEntry(std::int64_t id)
{
    const int row = m_model->rowOf(id);
    if (row < 0 || currentEntry() == id)
        return;
    const int column = currentIndex().isValid() && !isColumnHidden(currentIndex().column()) ? currentIndex().column() : TimelineModel::Title;
    makeCurrent(m_model->index(row, column));
}

void EntryTable::editEntry(std::int64_t id, int column)
{
    const int row = m_model->rowOf(id);
    if (row < 0)
        return;
    finishEditing();
    makeCurrent(m_model->index(row, column));
    edit(currentIndex());
}

QRect EntryTable::currentCell() const
{
    const QRect cell = visualRect(currentIndex().siblingAtColumn(TimelineModel::Title));
    return {viewport()->mapToGlobal(cell.topLeft()), cell.size()};
}

void EntryTable::finishEditing()
{
    if (isEditing())
        setFocus();    // an editor that loses the focus hands over its text
}

void EntryTable::arrangeColumns()
{
    const int character = std::max(fontMetrics().averageCharWidth(), 1);
    const bool isWide = width() >= wideFrom * character;
    const bool isChanged = isWide != m_isWide;
    m_isWide = isWide;
    m_delegate->setTagPlace(isWide ? TimelineDelegate::TagPlace::Column : TimelineDelegate::TagPlace::Title);
    for (const auto column : {TimelineModel::Written, TimelineModel::PrecisionColumn, TimelineModel::Type, TimelineModel::Tags,
                              TimelineModel::Owner, TimelineModel::Section})
        setColumnHidden(column, !isWide);
    horizontalHeader()->setVisible(isWide);

    const QFontMetrics mono(m_theme.monospace());
    qsizetype longest = shortestClock;
    for (int row = 0; row < m_model->rowCount(); ++row)
        longest = std::max(longest, m_model->index(row, TimelineModel::Clock).data().toString().size());
    const int clock = mono.horizontalAdvance(QString(std::min<qsizetype>(longest, longestClock), QLatin1Char('0'))) + 2 * TimelineDelegate::padding;
    setColumnWidth(TimelineModel::Clock, clock);
    setColumnWidth(TimelineModel::EvidenceCount, character * (isWide ? 10 : 5));
    setColumnHidden(TimelineModel::EvidenceCount, !isWide && !m_model->hasEvidence());
    int rest = viewport()->width() - clock - (isColumnHidden(TimelineModel::EvidenceCount) ? 0 : columnWidth(TimelineModel::EvidenceCount));
    if (isWide) {
        const std::array<std::pair<int, int>, 6> widths{{{TimelineModel::Written, 18}, {TimelineModel::PrecisionColumn, 10},
            {TimelineModel::Type, 12}, {TimelineModel::Tags, 16}, {TimelineModel::Owner, 10}, {TimelineModel::Section, 12}}};
        for (const auto& [column, characters] : widths) {
            if (isChanged)
                setColumnWidth(column, characters * character);
            rest -= columnWidth(column);
        }
    }
    setColumnWidth(TimelineModel::Title, std::max(rest, 12 * character));
    arrangeRows();
    if (isChanged)
        emit widthModeChanged();
}

void EntryTable::arrangeRows()
{
    const int width = columnWidth(TimelineModel::Title);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const int height = m_delegate->heightOf(m_model->index(row, TimelineModel::Title), width, font());
        if (rowHeight(row) != height)
            setRowHeight(row, height);
    }
}

int EntryTable::headingHeight() const
{
    return m_model->rowCount() > 0 ? m_delegate->heightOf(m_model->index(0, TimelineModel::Title), 0, font()) : 0;
}

void EntryTable::scrollTo(const QModelIndex& index, ScrollHint hint)
{
    QTableView::scrollTo(index, hint);
    // Not under the heading that stays on top.
    const int hidden = headingHeight() - visualRect(index).top();
    if (index.isValid() && hidden > 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() - hidden);
}

void EntryTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    const int top = rowAt(0);
    const int heading = top < 0 ? -1 : m_model->headingOf(top);
    if (heading < 0 || rowViewportPosition(heading) >= 0)
        return;
    const int height = headingHeight();
    int y = 0;
    // The next heading pushes it out.
    for (int row = top + 1; row < m_model->rowCount() && rowViewportPosition(row) < height; ++row)
        if (m_model->kindOf(row) == Kind::Heading)
            y = std::min(y, rowViewportPosition(row) - height);
    QPainter painter(viewport());
    const QRect rect(0, y, viewport()->width(), height);
    painter.fillRect(rect, m_theme.colors().panel);
    m_delegate->paintHeading(painter, rect, m_model->index(heading, 0), font(), TimelineDelegate::ZoneLabel::Shown);
    painter.setPen(m_theme.colors().line);
    painter.drawLine(rect.bottomLeft(), rect.bottomRight());
}

void EntryTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    arrangeColumns();
}

void EntryTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    viewport()->update();
}

void EntryTable::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange && m_model)
        arrangeColumns();
}

/// What Enter or a double click does besides editing.
bool EntryTable::activate(const QModelIndex& index)
{
    if (!index.isValid())
        return false;
    if (m_model->kindOf(index.row()) == Kind::NewEntry) {
        emit newEntryRequested();
        return true;
    }
    const auto id = m_model->idAt(index.row());
    if (!id)
        return false;
    if (index.column() == TimelineModel::Clock)
        emit timeActivated(*id);
    else if (index.column() == TimelineModel::EvidenceCount)
        emit evidenceActivated(*id);
    else
        return false;
    return true;
}

void EntryTable::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers() == Qt::NoModifier && !isEditing()) {
        if (!activate(currentIndex()))
            emit editRequested();
        return;
    }
    QTableView::keyPressEvent(event);
}

void EntryTable::mousePressEvent(QMouseEvent* event)
{
    // A text that could not be taken is not thrown away by a click beside it.
    if (QLineEdit* refused = m_delegate->refusedEditor())
        return refused->setFocus();
    QTableView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && m_model->kindOf(index.row()) == Kind::NewEntry)
        emit newEntryRequested();
}

void EntryTable::mouseDoubleClickEvent(QMouseEvent* event)
{
    const QModelIndex index = indexAt(event->pos());
    if (m_delegate->refusedEditor() || !index.isValid() || m_model->kindOf(index.row()) != Kind::Entry)
        return;
    if (!activate(index))
        emit editRequested();
}

}    // namespace faultline
