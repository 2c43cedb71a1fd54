#include "ui/charts/chartstack.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/charts/chartcommands.h"
#include "ui/charts/chartgestures.h"
#include "ui/charts/chartheader.h"
#include "ui/charts/dropmark.h"
#include "ui/charts/emptycharts.h"
#include "ui/charts/eventlane.h"
#include "ui/charts/heatmapcontent.h"
#include "ui/charts/linecontent.h"
#include "ui/charts/linelabels.h"
#include "ui/charts/linelibrary.h"
#include "ui/charts/momentfinder.h"
#include "ui/charts/selectionbar.h"
#include "ui/charts/stackedcontent.h"
#include "ui/charts/timeaxisbar.h"
#include "ui/charts/timeticks.h"
#include "ui/commands/removechart.h"
#include "ui/linemime.h"
#include "ui/theme.h"

#include <QDragEnterEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

namespace {

constexpr int fontRowsOfChart = 6;      // the least that a chart gets when the room is shared
constexpr int mostShare = 420;          // pixels: a single chart needs no more

}    // namespace

ChartStack::ChartStack(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme), m_library(std::make_unique<LineLibrary>(session))
{
    setFocusPolicy(Qt::StrongFocus);
    setAcceptDrops(true);
    setAccessibleName(tr("Charts"));
    buildColumn();
    m_moments = new MomentFinder(session, this);
    m_frame.setSingleShot(true);
    m_frame.setInterval(0);
    connect(&m_frame, &QTimer::timeout, this, &ChartStack::refreshNow);
    connectSession();
    m_commands = std::make_unique<ChartCommands>(*this, session, actions, theme);
    updateEventLines();
    sync();
}

ChartStack::~ChartStack() = default;

void ChartStack::buildColumn()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_top = new QWidget(this);
    m_pinned = new QVBoxLayout(m_top);
    m_pinned->setContentsMargins(0, 0, 0, 0);
    m_pinned->setSpacing(0);
    m_lane = new EventLane(m_session, m_actions, m_theme, m_top);
    m_pinned->addWidget(m_lane);
    column->addWidget(m_top);
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* content = new QWidget(m_scroll);
    m_scrolled = new QVBoxLayout(content);
    m_scrolled->setContentsMargins(0, 0, 0, 0);
    m_scrolled->setSpacing(0);
    m_scrolled->addStretch(1);
    m_scroll->setWidget(content);
    column->addWidget(m_scroll, 1);
    m_empty = new EmptyCharts(m_actions, m_theme, this);
    column->addWidget(m_empty, 1);
    m_bottom = new QWidget(this);
    auto* bottom = new QVBoxLayout(m_bottom);
    bottom->setContentsMargins(0, 0, 0, 0);
    m_axis = new TimeAxisBar(m_session, m_theme, m_bottom);
    bottom->addWidget(m_axis);
    column->addWidget(m_bottom);
    m_selectionBar = new SelectionBar(m_session, m_actions, m_theme, this);
    m_dropMark = new DropMark(m_theme, this);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, &ChartStack::scheduleAll);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, &ChartStack::alignEdges);
    const auto repaint = [this] {
        QPalette palette = this->palette();
        palette.setColor(QPalette::Window, m_theme.colors().background);
        setPalette(palette);
        setAutoFillBackground(true);
    };
    connect(&m_theme, &Theme::changed, this, repaint);
    repaint();
}

void ChartStack::connectSession()
{
    const auto all = [this] { scheduleAll(); };
    const auto marks = [this] {
        m_dirty.marks = true;
        m_frame.start();
    };
    const auto events = [this, marks] {
        updateEventLines();
        marks();
    };
    connect(&m_session, &CaseSession::viewChanged, this, all);
    connect(&m_session, &CaseSession::overlayChanged, this, all);
    connect(&m_session, &CaseSession::zoneChanged, this, all);
    connect(&m_session, &CaseSession::selectionChanged, this, marks);
    connect(&m_session, &CaseSession::baselineChanged, this, marks);
    connect(&m_session, &CaseSession::comparedMomentChanged, this, marks);
    connect(&m_session, &CaseSession::cursorChanged, this, [this] {
        m_dirty.cursor = true;
        m_frame.start();
    });
    connect(&m_session, &CaseSession::markerLinesChanged, this, events);
    connect(&m_session, &CaseSession::selectedEntryChanged, this, events);
    connect(&m_session, &CaseSession::selectedEventChanged, this, events);
    connect(&m_session, &CaseSession::timelineChanged, this, events);
    connect(m_moments, &MomentFinder::changed, this, &ChartStack::updateMoments);
    connect(&m_session, &CaseSession::chartsChanged, this, &ChartStack::sync);
    connect(&m_session, &CaseSession::contentsChanged, this, &ChartStack::sync);
}

std::vector<TimeChart*> ChartStack::charts() const
{
    std::vector<TimeChart*> charts;
    for (const bool isPinned : {true, false})
        for (const Row& row : m_rows)
            if (row.chart->spec().isPinned == isPinned)
                charts.push_back(row.chart);
    return charts;
}

TimeChart* ChartStack::chart(int id) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [id](const Row& row) { return row.chart->spec().id == id; });
    return found == m_rows.end() ? nullptr : found->chart;
}

TimeChart* ChartStack::current() const
{
    for (const Row& row : m_rows)
        if (row.chart->hasFocus() || row.chart->isAncestorOf(focusWidget()))
            return row.chart;
    if (TimeChart* selected = m_session.selectedChart() ? chart(*m_session.selectedChart()) : nullptr)
        return selected;
    return m_rows.empty() ? nullptr : charts().front();
}

/// Charts keep their widgets when the session reorders or changes them.
void ChartStack::sync()
{
    std::vector<Row> rows;
    for (const ChartSpec& spec : m_session.charts()) {
        const auto known = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.chart && row.chart->spec().id == spec.id; });
        Row row = known == m_rows.end() ? makeRow() : *known;
        if (known != m_rows.end())
            known->chart = nullptr;
        row.chart->setSpec(spec);
        rows.push_back(row);
    }
    // First the new rows: hiding a chart hands its focus to another one, which asks for them.
    std::swap(m_rows, rows);
    for (const Row& gone : rows)
        if (gone.chart) {
            gone.chart->hide();
            gone.chart->deleteLater();
        }
    for (const Row& row : m_rows) {
        m_pinned->removeWidget(row.chart);
        m_scrolled->removeWidget(row.chart);
    }
    int place = 0;
    for (const Row& row : m_rows) {
        if (row.chart->spec().isPinned)
            m_pinned->addWidget(row.chart);
        else
            m_scrolled->insertWidget(place++, row.chart);
        row.chart->show();
    }
    m_scroll->setVisible(!m_rows.empty());
    m_bottom->setVisible(!m_rows.empty());
    m_empty->setVisible(m_rows.empty());
    updateEventLines();
    updateMoments();
    shareRoom();
    scheduleAll();
}

ChartStack::Row ChartStack::makeRow()
{
    auto* chart = new TimeChart(m_session, m_theme, [this](const ChartSpec& spec, ChartPlot& plot) { return makeContent(spec, plot); }, m_top);
    auto* gestures = new ChartGestures(m_session, *chart);
    gestures->setHover(m_followsPointer);
    connect(gestures, &ChartGestures::rubberBandChanged, this, &ChartStack::showRubberBand);
    connect(gestures, &ChartGestures::menuRequested, this, &ChartStack::menuRequested);
    connect(gestures, &ChartGestures::selectionMade, this,
            [this](QPoint position) { m_selectionBar->popUp(mapFromGlobal(position)); });
    connect(chart, &TimeChart::menuRequested, this, &ChartStack::menuRequested);
    connect(chart, &TimeChart::dataChanged, this, &ChartStack::scheduleAll);
    connect(chart, &TimeChart::specEdited, this, &ChartStack::edit);
    connect(chart, &TimeChart::focused, this, [this, chart] {
        m_session.selectChart(chart->spec().id);
        for (const Row& row : m_rows)
            row.chart->setCurrent(row.chart == chart);
    });
    connect(chart, &TimeChart::heightDragged, this, [this, chart](int height) {
        ChartSpec spec = chart->spec();
        spec.height = height;
        edit(spec);
    });
    connect(&chart->header(), &ChartHeader::dragged, this, [this, chart](QPoint position) { dragChart(*chart, position); });
    return {chart, gestures};
}

std::unique_ptr<ChartContent> ChartStack::makeContent(const ChartSpec& spec, ChartPlot& plot)
{
    if (auto stacked = spec.shape == ChartShape::Stacked ? m_library->stacked(spec.lines.front(), spec.by) : nullptr)
        return std::make_unique<StackedContent>(plot, m_theme, std::move(stacked), nullptr);
    if (auto heatmap = spec.shape == ChartShape::Heatmap ? m_library->heatmap(spec.lines.front()) : nullptr)
        return std::make_unique<HeatmapContent>(plot, m_theme, std::move(heatmap), nullptr);
    std::vector<LineContent::Line> lines;
    for (const LineSpec& line : spec.lines)
        lines.push_back({m_library->line(line), lineNameOf(line, m_session.contents()), spec.id - 1 + static_cast<int>(lines.size())});
    const auto fill = spec.shape == ChartShape::Area ? LineContent::Fill::Area : LineContent::Fill::None;
    return std::make_unique<LineContent>(plot, m_theme, std::move(lines), fill, nullptr);
}

/// Charts without a height of their own share what is left, but never less than is readable: then the stack scrolls.
void ChartStack::shareRoom()
{
    if (m_rows.empty())
        return;
    int fixed = 0;
    int sharing = 0;
    for (const Row& row : m_rows) {
        fixed += row.chart->preferredHeight();
        sharing += row.chart->preferredHeight() == 0 ? 1 : 0;
    }
    const int room = height() - m_axis->sizeHint().height() - m_lane->sizeHint().height() - fixed;
    const int least = QFontMetrics(m_theme.smaller()).height() * fontRowsOfChart;
    const int share = sharing == 0 ? 0 : std::clamp(room / sharing, least, std::max(least, mostShare));
    for (const Row& row : m_rows) {
        const int own = row.chart->preferredHeight();
        row.chart->setFixedHeight(own != 0 ? own : share);
    }
    alignEdges();
}

/// Lane, pinned charts and axis end where the scrolled charts end.
void ChartStack::alignEdges()
{
    const QScrollBar* bar = m_scroll->verticalScrollBar();
    const int width = bar->maximum() > bar->minimum() ? bar->sizeHint().width() : 0;
    m_pinned->setContentsMargins(0, 0, width, 0);
    m_bottom->layout()->setContentsMargins(0, 0, width, 0);
}

void ChartStack::resizeEvent(QResizeEvent*)
{
    shareRoom();
    scheduleAll();
}

void ChartStack::focusInEvent(QFocusEvent* event)
{
    if (TimeChart* chart = current()) {
        chart->setFocus(event->reason());
        bringIntoSight(*chart);
    } else {
        m_empty->setFocus(event->reason());
    }
}

void ChartStack::scheduleAll()
{
    m_dirty.all = true;
    m_frame.start();
}

bool ChartStack::isInSight(const TimeChart& chart) const
{
    if (chart.spec().isPinned)
        return true;
    const QRect shown(QPoint(0, m_scroll->verticalScrollBar()->value()), m_scroll->viewport()->size());
    return shown.intersects(chart.geometry());
}

void ChartStack::refreshNow()
{
    m_frame.stop();
    const Dirty dirty = m_dirty;
    m_dirty = {};
    if (dirty.all) {
        const std::vector<Timestamp> days = dayStarts(m_session.view(), m_session.zone());
        for (const Row& row : m_rows) {
            row.chart->setDays(days);
            row.chart->setEventLines(m_eventLines);
            if (isInSight(*row.chart))
                row.chart->refresh();
        }
        return;
    }
    for (const Row& row : m_rows) {
        if (!isInSight(*row.chart))
            continue;
        if (dirty.marks) {
            row.chart->setEventLines(m_eventLines);
            row.chart->refreshMarks();
        }
        row.chart->refreshCursor();
    }
}

void ChartStack::updateEventLines()
{
    const CaseContents& contents = m_session.contents();
    const MarkerLines shown = m_session.look().markerLines;
    m_eventLines.clear();
    if (shown == MarkerLines::None)
        return;
    const auto add = [&](Timestamp at, bool isSelected) {
        if (shown == MarkerLines::All || isSelected)
            m_eventLines.push_back({at, isSelected});
    };
    for (const TimelineEntry& entry : contents.timeline)
        add(entry.start, entry.id == m_session.selectedEntry());
    for (const Event& event : contents.events)
        add(event.start.utc, event.id == m_session.selectedEvent());
    std::sort(m_eventLines.begin(), m_eventLines.end(), [](const auto& left, const auto& right) { return left.at < right.at; });
}

void ChartStack::updateMoments()
{
    for (const Row& row : m_rows)
        row.chart->setMoments(m_moments->of(row.chart->spec()));
    m_dirty.marks = true;
    m_frame.start();
}

void ChartStack::showRubberBand(std::optional<TimeRange> range)
{
    for (const Row& row : m_rows)
        row.chart->setRubberBand(range);
    m_dirty.marks = true;
    m_frame.start();
}

bool ChartStack::cancelGesture()
{
    for (const Row& row : m_rows)
        if (row.gestures->isActive()) {
            row.gestures->cancel();
            return true;
        }
    return false;
}

void ChartStack::setFollowsPointer(bool follows)
{
    m_followsPointer = follows;
    for (const Row& row : m_rows)
        row.gestures->setHover(follows);
}

void ChartStack::hideSelectionBar()
{
    m_selectionBar->hide();
}

void ChartStack::edit(const ChartSpec& spec)
{
    std::vector<ChartSpec> charts = m_session.charts();
    for (ChartSpec& chart : charts)
        if (chart.id == spec.id)
            chart = spec;
    m_session.setCharts(std::move(charts));
}

void ChartStack::move(int id, int step)
{
    // Among the ones of its kind: pinned charts stay above.
    std::vector<ChartSpec> charts = m_session.charts();
    const auto from = std::find_if(charts.begin(), charts.end(), [id](const ChartSpec& chart) { return chart.id == id; });
    if (from == charts.end() || step == 0)
        return;
    for (auto to = from; step < 0 ? to != charts.begin() : to + 1 != charts.end();) {
        to += step < 0 ? -1 : 1;
        if (to->isPinned != from->isPinned)
            continue;
        std::iter_swap(from, to);
        break;
    }
    m_session.setCharts(std::move(charts));
    if (TimeChart* moved = chart(id)) {
        moved->setFocus();
        m_scroll->ensureWidgetVisible(moved, 0, 0);
    }
}

void ChartStack::remove(int id)
{
    const TimeChart* next = nullptr;
    const std::vector<TimeChart*> all = charts();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i]->spec().id == id)
            next = i + 1 < all.size() ? all[i + 1] : i > 0 ? all[i - 1] : nullptr;
    m_session.undoStack().push(new RemoveChart(m_session, id));
    for (const Row& row : m_rows)
        if (row.chart == next)
            focusChart(*row.chart);
    if (m_rows.empty())
        m_empty->setFocus();
}

void ChartStack::focusNeighbour(int step)
{
    const std::vector<TimeChart*> all = charts();
    const auto found = std::find(all.begin(), all.end(), current());
    if (found == all.end())
        return;
    const auto next = std::clamp<std::ptrdiff_t>(found - all.begin() + step, 0, static_cast<std::ptrdiff_t>(all.size()) - 1);
    focusChart(*all[static_cast<std::size_t>(next)]);
}

void ChartStack::focusChart(TimeChart& chart)
{
    chart.setFocus(Qt::OtherFocusReason);
    bringIntoSight(chart);
}

void ChartStack::bringIntoSight(TimeChart& chart)
{
    if (chart.spec().isPinned)
        return;
    m_scroll->ensureWidgetVisible(&chart, 0, 0);
    // A new one has its place only when the layout is done.
    QTimer::singleShot(0, &chart, [this, &chart] { m_scroll->ensureWidgetVisible(&chart, 0, 0); });
}

void ChartStack::dragChart(TimeChart& chart, QPoint globalPosition)
{
    const int y = chart.parentWidget()->mapFromGlobal(globalPosition).y();
    for (const Row& row : m_rows) {
        const QRect other = row.chart->geometry();
        if (row.chart == &chart || row.chart->spec().isPinned != chart.spec().isPinned || y < other.top() || y > other.bottom())
            continue;
        // Only when the pointer is past the middle, so that charts of different heights do not swap back and forth.
        const bool isDown = other.top() > chart.y();
        if (isDown ? y > other.center().y() : y < other.center().y())
            move(chart.spec().id, isDown ? 1 : -1);
        return;
    }
}

void ChartStack::addLines(const std::vector<LineSpec>& lines, TimeChart* into, std::size_t place)
{
    if (lines.empty())
        return;
    if (into) {
        for (const LineSpec& line : lines)
            m_session.addLine(line, into->spec().id);
        return;
    }
    // Lines that come together stand together as far as their units allow.
    std::vector<ChartSpec> charts = m_session.charts();
    std::vector<ChartSpec> added;
    for (const LineSpec& line : lines) {
        const std::string unit = unitOf(line, m_session.contents());
        const auto same = std::find_if(added.begin(), added.end(), [&](const ChartSpec& chart) {
            return unitOf(chart.lines.front(), m_session.contents()) == unit;
        });
        if (same != added.end())
            same->lines.push_back(line);
        else
            added.emplace_back().lines = {line};
    }
    const auto ordered = this->charts();
    const int before = place < ordered.size() ? ordered[place]->spec().id : 0;
    const auto at = std::find_if(charts.begin(), charts.end(), [before](const ChartSpec& chart) { return chart.id == before; });
    charts.insert(at, added.begin(), added.end());
    m_session.setCharts(std::move(charts));
}

ChartStack::DropPlace ChartStack::dropPlaceAt(QPoint position, const std::vector<LineSpec>& lines) const
{
    const std::vector<TimeChart*> all = charts();
    DropPlace drop{nullptr, all.size(), 0};
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QRect rect(all[i]->mapTo(this, QPoint()), all[i]->size());
        drop.y = rect.bottom();
        if (position.y() > rect.bottom())
            continue;
        const bool isInside = position.y() > rect.top() + rect.height() / 5 && position.y() < rect.bottom() - rect.height() / 5;
        const bool takesLines = all[i]->spec().shape == ChartShape::Line || all[i]->spec().shape == ChartShape::Area;
        const auto& contents = m_session.contents();
        const std::string unit = all[i]->spec().lines.empty() ? std::string() : unitOf(all[i]->spec().lines.front(), contents);
        const bool fits = takesLines && std::all_of(lines.begin(), lines.end(), [&](const LineSpec& line) { return unitOf(line, contents) == unit; });
        if (isInside && fits)
            return {all[i], i, rect.top()};
        const bool isBefore = position.y() < rect.center().y();
        return {nullptr, isBefore ? i : i + 1, isBefore ? rect.top() : rect.bottom()};
    }
    return drop;
}

void ChartStack::dragEnterEvent(QDragEnterEvent* event)
{
    if (hasLines(event->mimeData()))
        event->acceptProposedAction();
}

void ChartStack::dragMoveEvent(QDragMoveEvent* event)
{
    const DropPlace drop = dropPlaceAt(event->position().toPoint(), linesOf(event->mimeData()));
    if (drop.into)
        m_dropMark->showFrame(QRect(drop.into->mapTo(this, QPoint()), drop.into->size()));
    else
        m_dropMark->showLine(drop.y);
    event->acceptProposedAction();
}

void ChartStack::dragLeaveEvent(QDragLeaveEvent*)
{
    m_dropMark->hide();
}

void ChartStack::dropEvent(QDropEvent* event)
{
    m_dropMark->hide();
    const std::vector<LineSpec> lines = linesOf(event->mimeData());
    const DropPlace drop = dropPlaceAt(event->position().toPoint(), lines);
    addLines(lines, drop.into, drop.place);
    event->acceptProposedAction();
}

}    // namespace faultline
