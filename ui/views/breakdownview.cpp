#include "ui/views/breakdownview.h"

#include "app/query/recordcount.h"
#include "app/query/valuefilter.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/views/breakdowndelegate.h"
#include "ui/views/breakdownheader.h"
#include "ui/views/elidedlabel.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyle>
#include <QTimer>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::size_t firstRows = 200;
constexpr std::size_t mostTrends = 500;
constexpr std::size_t mostChildren = 200;
constexpr int faintAfter = 300;     // ms
constexpr int oldest = 120;         // ms that rows may be old before a running query is let finish

QString keyOf(const BreakdownRow& row)
{
    return (row.isAbsent ? QStringLiteral("-") : QStringLiteral("=")) + toQString(row.value);
}

}    // namespace

BreakdownView::BreakdownView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme), m_limit(firstRows)
{
    build();
    bindActions();
    for (const auto signal : {&CaseSession::viewChanged, &CaseSession::selectionChanged, &CaseSession::baselineChanged,
                              &CaseSession::filterChanged, &CaseSession::windowTimeChanged, &CaseSession::contentsChanged})
        connect(&session, signal, this, &BreakdownView::reload);
    connect(m_header, &BreakdownHeader::byChanged, this, [this] {
        m_limit = firstRows;
        reload();
    });
    connect(m_header, &BreakdownHeader::thenByChanged, this, [this] {
        m_model->setThenBy(m_header->thenBy());
        m_table->setRootIsDecorated(!m_header->thenBy().empty());
    });
    connect(&session, &CaseSession::breakdownRequested, this, &BreakdownView::showBy);
    m_sinceShown.start();
}

void BreakdownView::build()
{
    m_header = new BreakdownHeader(m_session, m_theme, this);
    m_model = new BreakdownModel(m_theme, this);
    m_pages = new QStackedWidget(this);
    m_table = new QTreeView(m_pages);
    m_delegate = new BreakdownDelegate(*m_model, m_theme, m_table);
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setAccessibleName(tr("Breakdown"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setDragEnabled(true);
    m_table->setExpandsOnDoubleClick(false);
    m_table->setIndentation(m_table->fontMetrics().averageCharWidth() * 3);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    QHeaderView* header = m_table->header();
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setMinimumSectionSize(20);
    header->setSortIndicator(static_cast<int>(m_order.column), m_order.direction);

    auto* messagePage = new QWidget(m_pages);
    m_message = new QLabel(messagePage);
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    m_messageAction = new QPushButton(messagePage);
    m_messageAction->setAccessibleName(tr("Next step"));
    m_messageAction->setObjectName(QStringLiteral("messageAction"));
    auto* message = new QVBoxLayout(messagePage);
    message->setContentsMargins(12, 12, 12, 12);
    message->setSpacing(8);
    message->addWidget(m_message);
    message->addWidget(m_messageAction, 0, Qt::AlignLeft);
    message->addStretch(1);
    m_pages->addWidget(m_table);
    m_pages->addWidget(messagePage);

    m_footer = new ElidedLabel(this);
    m_footer->setForegroundRole(QPalette::PlaceholderText);
    m_showAll = new QPushButton(tr("Show All"), this);
    m_showAll->setFlat(true);
    auto* footer = new QHBoxLayout;
    footer->setContentsMargins(8, 0, 8, 0);
    footer->addWidget(m_footer, 1);
    footer->addWidget(m_showAll);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_pages, 1);
    column->addLayout(footer);
    m_footer->hide();
    m_showAll->hide();
    setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_table);

    m_faintAfter = new QTimer(this);
    m_faintAfter->setSingleShot(true);
    m_faintAfter->setInterval(faintAfter);
    connect(m_faintAfter, &QTimer::timeout, this, [this] {
        m_delegate->setFaint(true);
        m_table->viewport()->update();
    });
    connect(header, &QHeaderView::sectionClicked, this, &BreakdownView::sortBy);
    connect(m_table, &QTreeView::expanded, this, &BreakdownView::askChildren);
    connect(m_table, &QTreeView::doubleClicked, this, &BreakdownView::filterTo);
    connect(m_table, &QTreeView::customContextMenuRequested, this, &BreakdownView::showMenu);
    connect(m_messageAction, &QPushButton::clicked, this, [this] {
        if (m_runMessageAction)
            m_runMessageAction();
    });
    connect(m_showAll, &QPushButton::clicked, this, [this] {
        m_limit = 0;
        reload();
    });
}

void BreakdownView::bindActions()
{
    const std::array<std::pair<const char*, void (BreakdownView::*)()>, 8> handlers{{{"breakdown.filterTo", &BreakdownView::filterTo},
                                                                                     {"breakdown.exclude", &BreakdownView::exclude},
                                                                                     {"breakdown.chart", &BreakdownView::chartValue},
                                                                                     {"breakdown.evidence", &BreakdownView::showLines},
                                                                                     {"breakdown.add", &BreakdownView::addToTimeline},
                                                                                     {"breakdown.fold", &BreakdownView::fold},
                                                                                     {"breakdown.unfold", &BreakdownView::unfold},
                                                                                     {"breakdown.applyAt", &BreakdownView::applyAt}}};
    for (const auto& [id, handler] : handlers)
        m_actions.bind(id, m_table, [this, handler = handler] { (this->*handler)(); });
}

void BreakdownView::showBy(RecordKind kind, const QString& field)
{
    if (!isBreakdownField(kind, toStd(field)))
        return;
    m_header->setKind(kind);
    m_header->setBy(toStd(field));
}

BreakdownRequest BreakdownView::request() const
{
    BreakdownRequest request;
    request.kind = m_header->kind();
    request.by = m_header->by();
    request.window = m_session.window();
    request.baseline = m_session.baseline();
    request.filter = m_session.filter();
    request.windowTime = m_session.look().windowTime;
    return request;
}

void BreakdownView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isOutdated)
        reload();
}

void BreakdownView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateColumns();
}

/// A dragged brush asks faster than the case can answer: a query that could still show something soon enough goes on, and only
/// the newest question follows it.
void BreakdownView::reload()
{
    m_isOutdated = true;
    if (!isVisible())
        return;
    if (!m_faintAfter->isActive() && !m_delegate->isFaint())
        m_faintAfter->start();
    if (m_isAsking && m_sinceShown.elapsed() > oldest)
        return;
    ask();
}

void BreakdownView::ask()
{
    m_isAsking = true;
    m_isOutdated = false;
    const FilterContext context = m_session.filterContext();
    m_session.query<BreakdownAnswer>(
        this, QStringLiteral("breakdown"),
        [context, request = request(), order = m_order, limit = m_limit](CaseQueries& queries, const TaskControl& control) {
            return orderedBreakdown(queries.segments, context, request, order, limit, control);
        },
        [this](Result<BreakdownAnswer> answer) { take(std::move(answer)); }, TaskRunner::Priority::Urgent);
}

void BreakdownView::take(Result<BreakdownAnswer> answer)
{
    m_isAsking = false;
    m_sinceShown.restart();
    if (m_isOutdated)
        ask();
    else
        m_faintAfter->stop();
    if (m_delegate->isFaint() && !m_isAsking) {
        m_delegate->setFaint(false);
        m_table->viewport()->update();
    }
    if (!answer) {
        m_header->clearResult();
        return showMessage(toQString(answer.error().why.empty() ? answer.error().what : answer.error().why), {}, {});
    }
    const Kept state = kept();
    m_session.tasks().cancel(this, QStringLiteral("trends"));    // of the rows before
    m_model->setAnswer(std::move(*answer));
    const Breakdown& found = m_model->answer().breakdown;
    m_header->setResult(found.records, m_model->answer().took);
    updateFooter();
    if (found.rows.empty())
        return explainEmpty();
    m_pages->setCurrentIndex(0);
    updateColumns();
    restore(state);
    if (!m_isAsking) {
        askTrends();
        emit shown();
    }
}

void BreakdownView::askTrends()
{
    TrendsRequest request{m_model->answer().request, m_model->answer().breakdown.rows};
    if (request.rows.size() > mostTrends)
        request.rows.resize(mostTrends);
    m_session.query<std::vector<Trend>>(
        this, QStringLiteral("trends"),
        [context = m_session.filterContext(), request](CaseQueries& queries, const TaskControl& control) {
            return trends(queries.segments, context, request, control);
        },
        [this, asked = m_model->answer().request](Result<std::vector<Trend>> found) {
            const BreakdownRequest& now = m_model->answer().request;
            if (found && found->size() <= m_model->answer().breakdown.rows.size() && now.by == asked.by && now.window == asked.window)
                m_model->setTrends(std::move(*found));
        });
}

void BreakdownView::askChildren(const QModelIndex& index)
{
    if (!m_model->needsChildren(index))
        return;
    BreakdownRequest asked = m_model->answer().request;
    asked.by = m_model->thenBy();
    const std::string own = m_model->filterOf(index);
    auto filter = Filter::parse(bothFilters(m_session.filterText(), own));
    if (!filter)
        return;
    asked.filter = std::move(*filter);
    const QString key = keyOf(*m_model->row(index));
    m_session.query<BreakdownAnswer>(
        this, QStringLiteral("children-") + key,
        [context = m_session.filterContext(), asked, order = m_order](CaseQueries& queries, const TaskControl& control) {
            return orderedBreakdown(queries.segments, context, asked, order, mostChildren, control);
        },
        [this, key, asked](Result<BreakdownAnswer> answer) {
            if (!answer || asked.window != m_model->answer().request.window || asked.by != m_model->thenBy())
                return;
            for (int row = 0; row < m_model->rowCount(); ++row)
                if (const QModelIndex parent = m_model->index(row, 0); keyOf(*m_model->row(parent)) == key)
                    return m_model->setChildren(parent, std::move(*answer));
        });
}

BreakdownView::Kept BreakdownView::kept() const
{
    Kept state;
    state.scroll = m_table->verticalScrollBar()->value();
    // Whoever has not left the first row goes on to see what is first.
    const QModelIndex chosen = m_table->currentIndex();
    if (const BreakdownRow* row = chosen.row() > 0 || chosen.parent().isValid() ? m_model->row(chosen) : nullptr)
        state.current = keyOf(*row);
    for (int row = 0; !m_model->thenBy().empty() && row < m_model->rowCount(); ++row)
        if (const QModelIndex index = m_model->index(row, 0); m_table->isExpanded(index))
            state.unfolded.insert(keyOf(*m_model->row(index)));
    return state;
}

void BreakdownView::restore(const Kept& state)
{
    QModelIndex current = m_model->index(0, 0);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        const QString key = keyOf(*m_model->row(index));
        if (key == state.current)
            current = index;
        if (state.unfolded.contains(key))
            m_table->expand(index);
    }
    m_table->setCurrentIndex(current);
    m_table->verticalScrollBar()->setValue(state.scroll);
}

void BreakdownView::updateFooter()
{
    const Breakdown& found = m_model->answer().breakdown;
    const bool isCut = found.values > found.rows.size();
    m_footer->setVisible(isCut);
    m_showAll->setVisible(isCut);
    if (isCut)
        m_footer->setFullText(tr("The first %1 of %2 values").arg(countText(found.rows.size()), countText(found.values)));
}

void BreakdownView::showMessage(const QString& text, const QString& action, std::function<void()> run)
{
    m_message->setText(shownText(text));
    m_messageAction->setVisible(!action.isEmpty());
    m_messageAction->setText(action);
    m_messageAction->setAccessibleName(action);
    m_runMessageAction = std::move(run);
    m_pages->setCurrentIndex(1);
    m_footer->hide();
    m_showAll->hide();
    if (!m_isAsking)
        emit shown();
}

/// The widest that usually stands in the column.
const char* BreakdownView::sampleOf(BreakdownColumn column)
{
    if (column == BreakdownColumn::Duration)
        return "<0.001 s/s";
    if (column == BreakdownColumn::TrendLine)
        return "0,000,000";
    return column == BreakdownColumn::P95 || column == BreakdownColumn::ByteRate ? "000.0 MB" : "0,000.0";
}

void BreakdownView::updateColumns()
{
    QHeaderView* header = m_table->header();
    const QFontMetrics metrics(header->font());
    const int smallestValue = QFontMetrics(m_theme.monospace()).averageCharWidth() * 46;    // a URL that is told from the next
    // What gives way first when there is no room: what others of the columns say as well.
    constexpr std::array order{BreakdownColumn::Share, BreakdownColumn::P95,   BreakdownColumn::Errors,
                               BreakdownColumn::ByteRate, BreakdownColumn::Duration, BreakdownColumn::TrendLine};
    std::array<bool, breakdownColumnCount> isShown{};
    std::array<int, breakdownColumnCount> widths{};    // the header has none for those that are hidden
    int width = 0;
    for (int column = 0; column < breakdownColumnCount; ++column) {
        isShown[static_cast<std::size_t>(column)] = m_model->hasColumn(static_cast<BreakdownColumn>(column));
        const bool isSorted = column == static_cast<int>(m_order.column);
        const int title = metrics.horizontalAdvance(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString())
            + 18 + (isSorted ? style()->pixelMetric(QStyle::PM_HeaderMarkSize, nullptr, header) + 12 : 0);
        const QString sample = QLatin1String(sampleOf(static_cast<BreakdownColumn>(column)));
        const int own = std::max(metrics.horizontalAdvance(sample) + 14, title);
        header->setSectionResizeMode(column, column == 0 ? QHeaderView::Stretch : QHeaderView::Fixed);
        if (column != 0)
            header->resizeSection(column, own);
        widths[static_cast<std::size_t>(column)] = own;
        width += column != 0 && isShown[static_cast<std::size_t>(column)] ? own : 0;
    }
    for (const BreakdownColumn column : order) {
        const auto index = static_cast<std::size_t>(column);
        const bool isSpare = column == BreakdownColumn::Share || column == BreakdownColumn::P95;
        if (!isShown[index] || this->width() - width >= (isSpare ? smallestValue * 4 / 3 : smallestValue))
            continue;
        isShown[index] = false;
        width -= widths[index];
    }
    for (int column = 0; column < breakdownColumnCount; ++column)
        m_table->setColumnHidden(column, !isShown[static_cast<std::size_t>(column)]);
}

void BreakdownView::sortBy(int column)
{
    const auto chosen = static_cast<BreakdownColumn>(column);
    const bool isSame = chosen == m_order.column;
    m_order.direction = isSame ? (m_order.direction == Qt::DescendingOrder ? Qt::AscendingOrder : Qt::DescendingOrder)
        : chosen == BreakdownColumn::Value ? Qt::AscendingOrder
                                           : Qt::DescendingOrder;
    m_order.column = chosen;
    m_table->header()->setSortIndicator(column, m_order.direction);
    reload();
}

}    // namespace faultline
