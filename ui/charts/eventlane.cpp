#include "ui/charts/eventlane.h"

#include "app/timeline/changesbefore.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/charts/lanemarker.h"
#include "ui/commands/setentry.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace faultline {

namespace {

constexpr int markerSize = 9;
constexpr int edge = 4;                    // above the first and below the last row
constexpr double nearMarker = 7;
constexpr double nearEnd = 5;              // of a span, to take hold of it
constexpr std::size_t longestList = 12;
constexpr std::size_t longestMenu = 40;

}    // namespace

EventLane::EventLane(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Events"));
    connect(&session, &CaseSession::contentsChanged, this, &EventLane::refresh);
    connect(&session, &CaseSession::timelineChanged, this, &EventLane::refresh);
    connect(&theme, &Theme::changed, this, &EventLane::refresh);
    connect(&session, &CaseSession::viewChanged, this, &EventLane::relayout);
    for (const auto changed : {&CaseSession::selectionChanged, &CaseSession::cursorChanged, &CaseSession::zoneChanged,
                               &CaseSession::comparedMomentChanged, &CaseSession::selectedEntryChanged, &CaseSession::selectedEventChanged})
        connect(&session, changed, this, qOverload<>(&QWidget::update));
    refresh();
}

TimeScale EventLane::scale() const
{
    return TimeScale::of(m_session.view(), width(), m_margins);
}

int EventLane::rowHeight() const
{
    return QFontMetrics(m_theme.smaller()).height() + 3;
}

QSize EventLane::sizeHint() const
{
    const std::size_t rows = m_rows[0] + m_rows[1] + m_rows[2];
    return {200, 2 * edge + rowHeight() * static_cast<int>(std::max<std::size_t>(1, rows))};
}

/// Rows that a window of this height can spare, shared between the groups.
LaneMetrics EventLane::metricsAt(Nanoseconds perPixel) const
{
    LaneMetrics metrics;
    metrics.perPixel = perPixel;
    metrics.marker = markerSize + 4;
    const QFontMetrics font(m_theme.smaller());
    metrics.leastLabel = font.averageCharWidth() * 16;
    metrics.cluster = font.horizontalAdvance(QStringLiteral("+000")) + 8;
    // States come first: a bar says more than a number of bars.
    const int spare = std::clamp(window()->height() / 140, 4, 8);
    metrics.rows[0] = spare >= 6 ? 3 : 2;
    metrics.rows[1] = spare >= 7 ? 3 : spare >= 5 ? 2 : 1;
    metrics.rows[2] = spare >= 8 ? 3 : spare >= 6 ? 2 : 1;
    return metrics;
}

void EventLane::refresh()
{
    m_margins = PlotMargins::of(m_theme.smaller(), width());
    m_items = laneItemsOf(m_session.contents());
    const QFontMetrics font(m_theme.smaller());
    m_boxes.clear();
    m_boxes.reserve(m_items.size());
    for (const LaneItem& item : m_items)
        m_boxes.push_back({item.begin, item.end, item.group, font.horizontalAdvance(item.label)});
    const TimeRange all = m_session.contents().range;
    const int plot = std::max(200, width() - m_margins.left - m_margins.right);
    const LaneMetrics most = metricsAt(std::max(Nanoseconds(1), all.length() / plot));
    const LaneLayout whole = layOutLane(m_boxes, most);
    const auto rowsBefore = m_rows;
    for (std::size_t group = 0; group < laneGroupCount; ++group) {
        const int next = group + 1 < laneGroupCount ? whole.firstRow[group + 1] : whole.rows;
        m_rows[group] = static_cast<std::size_t>(next - whole.firstRow[group]);
    }
    if (m_rows != rowsBefore)
        updateGeometry();
    m_layoutScale = Nanoseconds(0);
    relayout();
}

void EventLane::relayout()
{
    const Nanoseconds perPixel = scale().perPixel();
    update();
    if (perPixel == m_layoutScale)
        return;
    m_layoutScale = perPixel;
    LaneMetrics metrics = metricsAt(perPixel);
    std::copy(m_rows.begin(), m_rows.end(), metrics.rows);
    m_layout = layOutLane(m_boxes, metrics);
}

void EventLane::resizeEvent(QResizeEvent*)
{
    refresh();
}

double EventLane::rowMiddle(LaneGroup group, int row) const
{
    const auto index = static_cast<std::size_t>(group);
    std::size_t rowsAbove = 0;
    for (std::size_t i = 0; i < index; ++i)
        rowsAbove += m_rows[i];
    return edge + rowHeight() * (static_cast<double>(rowsAbove) + row - m_layout.firstRow[index] + 0.5);
}

// What is under the pointer.

const EventLane::Hit* EventLane::hitAt(QPointF position) const
{
    for (auto hit = m_hits.rbegin(); hit != m_hits.rend(); ++hit)
        if (hit->area.contains(position))
            return &*hit;
    const Hit* nearest = nullptr;
    double least = nearMarker;
    for (const Hit& hit : m_hits) {
        const double distance = QLineF(hit.marker.center(), position).length() - hit.marker.width() / 2;
        if (distance <= least) {
            least = distance;
            nearest = &hit;
        }
    }
    return nearest;
}

std::optional<QRectF> EventLane::rectOf(LaneItem::Kind kind, std::int64_t id) const
{
    for (const Hit& hit : m_hits)
        for (const std::size_t index : hit.items)
            if (m_items[index].is(kind, id))
                return hit.marker;
    return {};
}

QString EventLane::textAt(QPointF position) const
{
    const Hit* hit = hitAt(position);
    if (!hit)
        return {};
    if (hit->items.size() == 1)
        return laneItemText(m_items[hit->items.front()], m_session.contents(), m_session.zone());
    QStringList lines;
    const TimeZone& zone = m_session.zone();
    for (std::size_t i = 0; i < std::min(hit->items.size(), longestList); ++i) {
        const LaneItem& item = m_items[hit->items[i]];
        lines << instantText(item.begin, zone) + QStringLiteral("  ") + item.label;
    }
    if (hit->items.size() > longestList)
        lines << tr("and %n more", nullptr, static_cast<int>(hit->items.size() - longestList));
    lines << zoneLabel(zone, m_items[hit->items.front()].begin);
    return lines.join(QLatin1Char('\n'));
}

bool EventLane::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = m_drag && m_drag->isMoving ? QString() : textAt(help->pos());
        // Titles come from files: never rich text.
        QToolTip::showText(help->globalPos(), text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")), this);
        return true;
    }
    if (event->type() == QEvent::ShortcutOverride && takesKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

// Selecting, going there, comparing.

bool EventLane::isSelected(const LaneItem& item) const
{
    return item.kind == LaneItem::Kind::Entry ? m_session.selectedEntry() == item.id : m_session.selectedEvent() == item.id;
}

std::optional<std::size_t> EventLane::selectedIndex() const
{
    std::optional<std::size_t> event;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (!isSelected(m_items[i]))
            continue;
        if (m_items[i].kind == LaneItem::Kind::Entry)
            return i;
        event = i;
    }
    return event;
}

void EventLane::select(const LaneItem& chosen)
{
    const LaneItem item = chosen;    // a slot may make the items anew
    if (item.kind == LaneItem::Kind::Event) {
        m_session.selectEntry({});
        m_session.selectEvent(item.id);
    } else {
        const TimelineEntry* entry = m_session.contents().entry(item.id);
        m_session.selectEvent(entry ? entry->eventId : std::nullopt);
        m_session.selectEntry(item.id);
    }
    setAccessibleDescription(laneItemText(item, m_session.contents(), m_session.zone()));
}

void EventLane::selectNeighbour(int step)
{
    if (m_items.empty())
        return;
    std::optional<std::size_t> index = selectedIndex();
    if (index) {
        const auto next = static_cast<std::ptrdiff_t>(*index) + step;
        index = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(next, 0, static_cast<std::ptrdiff_t>(m_items.size()) - 1));
    } else {
        const TimeRange view = m_session.view();
        const Timestamp from = m_session.look().cursor.value_or(view.begin + view.length() / 2);
        const auto later = std::upper_bound(m_items.begin(), m_items.end(), from,
                                            [](Timestamp time, const LaneItem& item) { return time < item.begin; });
        const auto place = static_cast<std::size_t>(later - m_items.begin());
        index = step > 0 ? std::min(place, m_items.size() - 1) : place - std::min<std::size_t>(place, 1);
    }
    const LaneItem item = m_items[*index];
    select(item);
    m_session.setCursor(item.begin);
    TimeRange view = m_session.view();
    if (view.contains(item.begin))
        return;
    const Nanoseconds half = view.length() / 2;
    m_session.setView({item.begin - half, item.begin + half}, CaseSession::Step::Continuous);
}

void EventLane::goTo(const LaneItem& item)
{
    using namespace std::chrono_literals;
    const bool isSpan = item.end > item.begin && !item.isOpen;
    const Nanoseconds around = std::min(m_session.view().length(), Nanoseconds(2h)) / 2;
    const TimeRange view = isSpan ? TimeRange{item.begin - (item.end - item.begin) / 2, item.end + (item.end - item.begin) / 2}
                                  : TimeRange{item.begin - around, item.begin + around};
    m_session.setCursor(item.begin);
    m_session.setView(view);
}

void EventLane::toggleComparison()
{
    const auto index = selectedIndex();
    if (!index)
        return;
    const LaneItem& item = m_items[*index];
    const auto& now = m_session.look().comparedMoment;
    if (now && now->at == item.begin && now->title == item.title)
        return m_session.setComparedMoment({});
    m_session.setComparedMoment(ComparedMoment{item.begin, item.title, comparedSpan(m_session.view())});
}

void EventLane::showCluster(const Hit& hit, QPoint global)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const std::vector<std::size_t> indexes = hit.items;
    for (std::size_t i = 0; i < std::min(indexes.size(), longestMenu); ++i) {
        const LaneItem item = m_items[indexes[i]];
        QString text = instantText(item.begin, m_session.zone()) + QStringLiteral("   ") + item.label;
        QAction* action = menu->addAction(text.replace(QLatin1Char('&'), QStringLiteral("&&")));
        connect(action, &QAction::triggered, this, [this, item] {
            select(item);
            goTo(item);
        });
    }
    if (indexes.size() > longestMenu)
        menu->addAction(tr("and %n more: zoom in to see them", nullptr, static_cast<int>(indexes.size() - longestMenu)))->setEnabled(false);
    menu->popup(global);
}

// Mouse.

void EventLane::mousePressEvent(QMouseEvent* event)
{
    const Hit* hit = hitAt(event->position());
    if (event->button() != Qt::LeftButton)
        return event->ignore();
    m_press = event->position();
    if (!hit || hit->items.size() > 1)
        return;
    const LaneItem item = m_items[hit->items.front()];
    const auto part = dragPartAt(*hit, event->position());
    if (const TimelineEntry* entry = part ? m_session.contents().entry(item.id) : nullptr)
        m_drag = Drag{*entry, *entry, *part, false};
}

std::optional<DragPart> EventLane::dragPartAt(const Hit& hit, QPointF position) const
{
    if (hit.items.size() != 1 || m_session.isReadOnly())
        return {};
    const LaneItem& item = m_items[hit.items.front()];
    if (item.kind != LaneItem::Kind::Entry)
        return {};
    if (item.end == item.begin)
        return DragPart::Whole;
    const TimeScale scale = this->scale();
    if (std::abs(position.x() - scale.xOf(item.end)) <= nearEnd)
        return DragPart::End;
    return std::abs(position.x() - scale.xOf(item.begin)) <= nearEnd ? DragPart::Begin : DragPart::Whole;
}

void EventLane::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag && event->buttons().testFlag(Qt::LeftButton))
        return dragTo(event->position());
    if (m_press && event->buttons().testFlag(Qt::LeftButton))
        return hitAt(*m_press) ? void() : drawBand(event->position());
    const Hit* hit = hitAt(event->position());
    const auto part = hit ? dragPartAt(*hit, event->position()) : std::nullopt;
    if (part && *part != DragPart::Whole)
        setCursor(Qt::SizeHorCursor);
    else if (hit)
        setCursor(Qt::PointingHandCursor);
    else
        unsetCursor();
    const TimeScale scale = this->scale();
    if (event->position().x() >= scale.left && event->position().x() <= scale.right())
        m_session.setCursor(scale.timeAt(event->position().x()));
}

/// Where nothing stands the lane is a part of the charts: the same drag, the same wheel.
void EventLane::drawBand(QPointF position)
{
    if (!m_band && std::abs(position.x() - m_press->x()) < QApplication::startDragDistance())
        return;
    const TimeScale scale = this->scale();
    const auto inPlot = [&](double x) { return scale.timeAt(std::clamp<double>(x, scale.left, scale.right())); };
    const auto [first, last] = std::minmax({inPlot(m_press->x()), inPlot(position.x())});
    m_band = TimeRange{first, last};
    update();
}

void EventLane::wheelEvent(QWheelEvent* event)
{
    if (!event->modifiers().testFlag(Qt::ControlModifier) || event->angleDelta().y() == 0)
        return event->ignore();
    const TimeRange view = m_session.view();
    const Timestamp fixed = std::clamp(scale().timeAt(event->position().x()), view.begin, view.end);
    const double factor = std::pow(0.999, event->angleDelta().y());
    const auto scaled = [factor](Nanoseconds length) { return Nanoseconds(std::llround(static_cast<double>(length.count()) * factor)); };
    m_session.setView({fixed - scaled(fixed - view.begin), fixed + scaled(view.end - fixed)}, CaseSession::Step::Continuous);
}

void EventLane::dragTo(QPointF position)
{
    if (!m_drag->isMoving && std::abs(position.x() - m_press->x()) < QApplication::startDragDistance())
        return;
    m_drag->isMoving = true;
    const Nanoseconds perPixel = scale().perPixel();
    const Nanoseconds distance = perPixel * std::llround(position.x() - m_press->x());
    m_drag->after = movedEntry(m_drag->before, m_drag->part, distance, dragStep(perPixel));
    QToolTip::hideText();
    update();
}

void EventLane::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_press)
        return event->ignore();
    const QPointF press = *m_press;
    m_press.reset();
    if (m_drag && m_drag->isMoving)
        return endDrag();
    m_drag.reset();
    if (const auto band = std::exchange(m_band, std::nullopt)) {
        update();
        return m_session.dragMeans() == DragMeans::Zoom ? m_session.setView(*band) : m_session.setSelection(band);
    }
    const Hit* hit = hitAt(press);
    if (!hit)
        return;
    if (hit->items.size() > 1)
        return showCluster(*hit, event->globalPosition().toPoint());
    const LaneItem item = m_items[hit->items.front()];
    select(item);
    if (item.isChange)
        toggleComparison();
}

void EventLane::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Hit* hit = hitAt(event->position());
    m_press.reset();
    m_drag.reset();
    if (!hit)
        return m_session.goBack();
    if (hit->items.size() == 1)
        goTo(LaneItem(m_items[hit->items.front()]));
}

// Changing the time of an entry.

void EventLane::endDrag()
{
    const Drag drag = *m_drag;
    m_drag.reset();
    update();
    write(drag.before, drag.after);
}

void EventLane::cancelDrag()
{
    m_drag.reset();
    m_band.reset();
    m_press.reset();
    update();
}

void EventLane::moveSelected(DragPart part, int steps)
{
    const TimelineEntry* entry = m_session.selectedEntry() ? m_session.contents().entry(*m_session.selectedEntry()) : nullptr;
    if (!entry)
        return;
    const Nanoseconds step = dragStep(scale().perPixel());
    const TimelineEntry before = *entry;
    write(before, movedEntry(before, part, step * steps, step));
}

void EventLane::write(const TimelineEntry& before, const TimelineEntry& after)
{
    if (before != after)
        m_session.edit(new SetEntry(m_session, after, tr("move \"%1\" in time").arg(oneLine(after.title, 40))));
}

LaneItem EventLane::shown(const LaneItem& item) const
{
    LaneItem moved = item;
    if (!m_drag || !m_drag->isMoving || !item.is(LaneItem::Kind::Entry, m_drag->before.id))
        return moved;
    moved.begin = m_drag->after.start;
    moved.end = std::max(moved.begin, m_drag->after.end.value_or(moved.begin));
    return moved;
}

// Keys.

bool EventLane::takesKey(const QKeyEvent& event) const
{
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: return !event.modifiers().testFlag(Qt::AltModifier);
    case Qt::Key_Return:
    case Qt::Key_Enter: return event.modifiers().testFlag(Qt::NoModifier) || event.modifiers() == Qt::KeypadModifier;
    case Qt::Key_Escape: return m_drag || m_band || m_session.look().comparedMoment;
    default: return false;
    }
}

void EventLane::keyPressEvent(QKeyEvent* event)
{
    if (!takesKey(*event))
        return QWidget::keyPressEvent(event);
    const int step = event->key() == Qt::Key_Left ? -1 : 1;
    if (event->key() == Qt::Key_Escape)
        return m_drag || m_band ? cancelDrag() : m_session.setComparedMoment({});
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        return toggleComparison();
    if (!event->modifiers().testFlag(Qt::ControlModifier))
        return selectNeighbour(step);
    moveSelected(event->modifiers().testFlag(Qt::ShiftModifier) ? DragPart::End : DragPart::Whole, step);
}

}    // namespace faultline
