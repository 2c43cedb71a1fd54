#include "ui/views/evidenceview.h"

#include "app/query/valuefilter.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/filterobstacle.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/views/breakdownheader.h"
#include "ui/views/elidedlabel.h"
#include "ui/views/linedelegate.h"
#include "ui/views/linedetail.h"
#include "ui/views/linestrip.h"
#include "ui/windowstyle.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr int searchDelay = 250;    // ms after the last key

bool movesInList(const QKeyEvent& key)
{
    constexpr std::array keys{Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End, Qt::Key_PageUp, Qt::Key_PageDown};
    return std::find(keys.begin(), keys.end(), key.key()) != keys.end();
}

}    // namespace

EvidenceView::EvidenceView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme)
{
    build();
    bindActions();
    connect(&session, &CaseSession::evidenceRequested, this, &EvidenceView::show);
    connect(&session, &CaseSession::evidenceSearchRequested, this, &EvidenceView::showHits);
    for (const auto signal : {&CaseSession::viewChanged, &CaseSession::selectionChanged, &CaseSession::filterChanged})
        connect(&session, signal, this, &EvidenceView::followSession);
    connect(&session, &CaseSession::contentsChanged, this, &EvidenceView::reload);
    connect(&session, &CaseSession::zoneChanged, this, [this] {
        updateWidths();
        updateCaption();
    });
}

void EvidenceView::build()
{
    m_model = new LinesModel(m_session, m_theme, this);
    m_histogram = new LineHistogram(m_theme, this);
    m_pages = new QStackedWidget(this);
    auto* split = new QSplitter(Qt::Horizontal, m_pages);
    auto* list = new QWidget(split);
    m_table = new QTableView(list);
    m_density = new LineDensity(m_theme, list);
    m_detail = new LineDetail(m_session, m_theme, split);
    m_table->setModel(m_model);
    m_table->setItemDelegate(new LineDelegate(m_theme, m_table));
    m_table->setAccessibleName(tr("Lines"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionsClickable(false);
    auto* row = new QHBoxLayout(list);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_table, 1);
    row->addWidget(m_density);
    split->addWidget(list);
    split->addWidget(m_detail);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setChildrenCollapsible(false);
    m_detail->hide();

    auto* messagePage = new QWidget(m_pages);
    m_message = new QLabel(messagePage);
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    auto* message = new QVBoxLayout(messagePage);
    message->setContentsMargins(12, 12, 12, 12);
    m_messageAction = new QPushButton(messagePage);
    m_messageAction->setObjectName(QStringLiteral("messageAction"));
    m_messageAction->setAccessibleName(tr("Next step"));
    connect(m_messageAction, &QPushButton::clicked, this, [this] {
        if (m_runMessageAction)
            m_runMessageAction();
    });
    message->setSpacing(8);
    message->addWidget(m_message);
    message->addWidget(m_messageAction, 0, Qt::AlignLeft);
    message->addStretch(1);
    m_pages->addWidget(split);
    m_pages->addWidget(messagePage);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildSearch());
    column->addWidget(m_histogram);
    column->addWidget(m_pages, 1);
    setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_table);

    connect(m_model, &LinesModel::indexed, this, &EvidenceView::takeIndex);
    connect(m_model, &LinesModel::failed, this, [this](const Error& error) { say(toQString(error.why.empty() ? error.what : error.why)); });
    connect(m_model, &LinesModel::rowsLoaded, this, [this] {
        updateDetail();
        if (m_isPointedAt)
            handOn();
        fetchShown();
    });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &EvidenceView::fetchShown);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        updateDetail();
        updateHits();
    });
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_isListing && isAncestorOf(QApplication::focusWidget()))
            handOn();
    });
    connect(m_table, &QTableView::clicked, this, &EvidenceView::handOn);
    connect(m_table, &QTableView::doubleClicked, this, &EvidenceView::toggleDetail);
    connect(m_table, &QTableView::customContextMenuRequested, this, &EvidenceView::showMenu);
    const auto jump = [this](std::uint64_t to) { goTo(static_cast<int>(to)); };
    connect(m_histogram, &LineHistogram::chosen, this, jump);
    connect(m_density, &LineDensity::chosen, this, jump);
    connect(m_detail, &LineDetail::addRequested, this, [this] { draft(Draft::Edit); });
    connect(m_detail, &LineDetail::closed, this, &EvidenceView::toggleDetail);
}

QWidget* EvidenceView::buildSearch()
{
    auto* bar = new QWidget(this);
    m_caption = new ElidedLabel(bar, Qt::ElideMiddle);
    m_follow = new QPushButton(tr("All Lines of the Window"), bar);
    m_search = new QLineEdit(bar);
    m_search->setAccessibleName(tr("Search in the lines"));
    m_search->setPlaceholderText(tr("Search (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaxLength(4'000);
    m_search->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    m_search->installEventFilter(this);
    const auto toggle = [&](const QString& text, const QString& name) {
        auto* button = new QPushButton(text, bar);
        button->setCheckable(true);
        button->setAccessibleName(name);
        button->setToolTip(plainToolTip(name));
        setLook(button, ButtonLook::Flat);
        connect(button, &QPushButton::toggled, this, &EvidenceView::search);
        return button;
    };
    m_case = toggle(QStringLiteral("Aa"), tr("Match upper and lower case"));
    m_pattern = toggle(QStringLiteral(".*"), tr("Search for a regular expression (RE2)"));
    m_hitCount = new QLabel(bar);
    m_hitCount->setTextFormat(Qt::PlainText);
    m_stop = new QPushButton(tr("Stop"), bar);
    m_stop->setAccessibleName(tr("Stop the search"));
    setLook(m_stop, ButtonLook::Link);
    setLook(m_follow, ButtonLook::Link);
    m_stop->hide();
    m_follow->hide();
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(m_caption, 1);
    row->addWidget(m_follow);
    row->addWidget(m_hitCount);
    row->addWidget(m_stop);
    row->addWidget(m_search);
    row->addWidget(m_case);
    row->addWidget(m_pattern);
    m_searchSoon = new QTimer(this);
    m_searchSoon->setSingleShot(true);
    m_searchSoon->setInterval(searchDelay);
    connect(m_searchSoon, &QTimer::timeout, this, &EvidenceView::search);
    connect(m_search, &QLineEdit::textEdited, m_searchSoon, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty())
            m_searchSoon->start(0);    // the button that clears is no edit
    });
    connect(m_stop, &QPushButton::clicked, this, &EvidenceView::stopSearch);
    connect(m_follow, &QPushButton::clicked, this, [this] {
        m_request.reset();
        reload();
    });
    return bar;
}

void EvidenceView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isOutdated)
        reload();
}

/// Only what can be seen is marked.
void EvidenceView::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    if (!event->spontaneous())
        forgetMarked();
}

void EvidenceView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fetchShown();
}

void EvidenceView::show(const EvidenceRequest& request)
{
    m_request = request;
    m_lineAsked.reset();
    m_lineFound.reset();
    if (request.line)
        m_lineAsked = request;
    reload();
}

/// All lines of the window, and the first that holds the text.
void EvidenceView::showHits(const QString& text)
{
    m_request.reset();
    m_lineAsked.reset();
    m_lineFound.reset();
    m_pattern->setChecked(false);
    m_search->setText(text.left(m_search->maxLength()));
    reload();
}

void EvidenceView::followSession()
{
    if (!m_request)
        reload();
}

void EvidenceView::reload()
{
    m_isOutdated = true;
    if (!isVisible())
        return;
    m_isOutdated = false;
    LinesRequest request;
    request.window = m_request && m_request->window.begin < m_request->window.end ? m_request->window : m_session.window();
    auto filter = Filter::parse(m_request ? m_request->filter : m_session.filterText());
    if (!filter)
        return say(toQString(filter.error().why));
    request.filter = std::move(*filter);
    if (m_request) {
        request.kind = m_request->kind;
        request.sourceId = m_request->sourceId;
    }
    updateCaption();
    if (m_lineAsked)
        return goToAskedLine();
    m_model->setRequest(request);
}

/// Finds when the line was written, so that the window around it can be listed.
void EvidenceView::goToAskedLine()
{
    m_session.tasks().cancel(m_model, QStringLiteral("index"));    // of what was shown before
    LinesRequest request;
    request.sourceId = m_lineAsked->sourceId;
    request.filter = *Filter::parse("line = " + std::to_string(*m_lineAsked->line));
    request.limit = 1;
    m_session.query<Lines>(
        this, QStringLiteral("line"),
        [request, context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return lines(queries.segments, context, request, control);
        },
        [this](Result<Lines> found) {
            if (!m_lineAsked)
                return;
            if (!found || found->records.empty()) {
                m_lineAsked.reset();
                return say(tr("This line is no longer in the case."));
            }
            m_lineFound = found->records.front();
            const Timestamp time = m_lineFound->time;
            LinesRequest around;
            around.window = m_request ? m_request->window : m_session.window();
            if (!around.window.contains(time))
                around.window = {time - std::chrono::minutes(30), time + std::chrono::minutes(30)};
            around.sourceId = m_lineAsked->sourceId;
            m_model->setRequest(around);
        });
}

void EvidenceView::takeIndex()
{
    const LineIndex& index = m_model->lineIndex();
    m_histogram->setIndex(&index);
    m_density->setIndex(&index);
    m_hits.clear();
    m_density->setHits(&m_hits);
    m_detail->clear();
    forgetMarked();
    updateWidths();
    updateCaption();
    if (index.records() == 0)
        return explainEmpty();
    m_pages->setCurrentIndex(0);
    m_isListing = true;    // nobody pointed at the line that a list begins with
    m_table->setCurrentIndex(m_model->index(0, 0));
    m_isListing = false;
    if (m_lineFound) {
        m_session.query<std::uint64_t>(
            this, QStringLiteral("row"),
            [record = *m_lineFound, request = m_model->request(), index, context = m_session.filterContext()](
                CaseQueries& queries, const TaskControl& control) { return rowOf(queries.segments, context, request, index, record, control); },
            [this](Result<std::uint64_t> row) {
                if (row)
                    goTo(static_cast<int>(*row));
            },
            TaskRunner::Priority::Urgent);
        m_lineAsked.reset();
        m_lineFound.reset();
    }
    fetchShown();
    if (!m_search->text().isEmpty())
        search();
    else
        updateHits();
}

void EvidenceView::updateWidths()
{
    const QFontMetrics metrics(m_theme.tabular());
    const TimeZone& zone = m_session.zone();
    const TimeRange& window = m_model->lineIndex().window;
    const bool isOneDay = isSameDay(window.begin, window.end - Nanoseconds(1), zone);
    const QString time = (isOneDay ? QString() : dayText(window.begin, window, zone) + QLatin1Char(' ')) + QStringLiteral("00:00:00.000");
    int source = metrics.averageCharWidth() * 8;
    for (const Source& known : m_session.contents().sources)
        source = std::max(source, metrics.horizontalAdvance(shownText(known.name, 60)));
    const QString zoneText = zoneLabel(zone, window.begin);
    const std::array widths{std::max(metrics.horizontalAdvance(time), metrics.horizontalAdvance(zoneText)) + 20,
                            std::clamp(source, metrics.averageCharWidth() * 12, std::max(width() / 7, metrics.averageCharWidth() * 12)) + 16, metrics.horizontalAdvance(QStringLiteral("0,000,000")) + 16,
                            metrics.horizontalAdvance(QStringLiteral("unknown")) + 16};
    QHeaderView* header = m_table->horizontalHeader();
    for (int column = 0; column < LinesModel::TextColumn; ++column) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->resizeSection(column, widths[static_cast<std::size_t>(column)]);
    }
    header->setSectionResizeMode(LinesModel::TextColumn, QHeaderView::Stretch);
    m_table->verticalHeader()->setDefaultSectionSize(std::max(metrics.height(), QFontMetrics(m_theme.monospace()).height()) + 4);
}

void EvidenceView::updateCaption()
{
    QStringList parts;
    if (m_request && !m_request->caption.isEmpty())
        parts << shownText(m_request->caption, 400);
    TimeRange window = m_request && m_request->window.begin < m_request->window.end ? m_request->window : m_session.window();
    if (!window.isBounded())
        window = m_model->lineIndex().window;
    if (window.begin < window.end)
        parts << spanText(window, m_session);
    const std::uint64_t count = m_model->lineIndex().records();
    parts << (count == 1 ? tr("1 line") : tr("%1 lines").arg(countText(count)));
    m_caption->setFullText(parts.join(QStringLiteral(" · ")));
    m_follow->setVisible(m_request.has_value());
}

void EvidenceView::fetchShown()
{
    if (m_model->rowCount() == 0)
        return;
    const int first = std::max(0, m_table->rowAt(0));
    const int height = std::max(1, m_table->verticalHeader()->defaultSectionSize());
    const int last = first + m_table->viewport()->height() / height + 1;
    m_model->fetch(first, last);
    m_histogram->setShown(TimeRange{m_model->timeOf(first), m_model->timeOf(std::min(last, m_model->rowCount() - 1)) + Nanoseconds(1)});
}

void EvidenceView::say(const QString& text)
{
    m_message->setText(shownText(text));
    m_messageAction->hide();
    m_pages->setCurrentIndex(1);
}

/// Says which part of the filter leaves no line, or that there is none.
void EvidenceView::explainEmpty()
{
    if (m_session.contents().isEmpty())
        return say(tr("The case is empty. Import logs, metrics or a timeline (Ctrl+I)."));
    const QString nothing = tr("There are no lines in this window. Zoom out or choose another time.");
    if (m_request || !hasFilter(m_session))
        return say(m_request && !m_request->filter.empty() ? tr("No lines of this window match.") : nothing);
    say(tr("No line in this window matches the filter."));
    const LinesRequest& request = m_model->request();
    findObstacle(m_session, this, {request.window, {}, request.kind, WindowTime::Written}, [this, nothing](const std::optional<FilterObstacle>& found) {
        if (m_model->rowCount() != 0)
            return;
        if (!found)
            return say(nothing);
        say((found->isAll ? tr("No line matches “%1”. Without it there are %2.")
                          : tr("No line matches: “%1” removes the most, without it there are %2."))
                .arg(found->expression, countText(found->without)));
        m_messageAction->setText(found->chip ? tr("Remove This Condition") : tr("Clear the Filter Text"));
        m_messageAction->setAccessibleName(m_messageAction->text());
        m_messageAction->show();
        m_runMessageAction = [this, obstacle = *found] { removeObstacle(m_session, obstacle); };
    });
}

bool EvidenceView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress && movesInList(*static_cast<QKeyEvent*>(event)))    // NOLINT: told by its type
        handOn();    // Home on the first line changes nothing and still points at it
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);    // NOLINT: told by its type
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (m_searchSoon->isActive() || !m_hasSearched)
                search();
            else
                stepHit(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            stopSearch();
            m_table->setFocus(Qt::OtherFocusReason);
            return true;
        }
        if (key->key() == Qt::Key_Down) {
            m_table->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}    // namespace faultline
