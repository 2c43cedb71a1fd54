#include "ui/charts/chartgestures.h"

#include "ui/casesession.h"
#include "ui/charts/chartevidence.h"
#include "ui/charts/timechart.h"

#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline {

namespace {

constexpr double slack = 4;            // pixels a hand moves in a click
constexpr double edgeReach = 5;        // pixels around the edge of the selection
constexpr double zoomPerNotch = 1.25;
constexpr double notch = 120;          // eighths of a degree, as Qt counts
constexpr double snapReach = 1.5;      // pixels: a hand is not exacter

/// A round time within a pixel: 21:10 rather than 21:10:03.
Timestamp roundTime(Timestamp time, Nanoseconds perPixel)
{
    using namespace std::chrono_literals;
    static constexpr std::array<Nanoseconds, 18> steps{1us, 10us, 100us, 1ms, 10ms, 100ms, 500ms, 1s, 2s, 5s, 10s, 15s, 30s, 1min, 2min, 5min, 10min, 15min};
    const auto reach = Nanoseconds(std::llround(static_cast<double>(perPixel.count()) * snapReach));
    const auto beyond = std::upper_bound(steps.begin(), steps.end(), reach);
    if (beyond == steps.begin())
        return time;
    const Nanoseconds step = *std::prev(beyond);
    const Timestamp half = time + step / 2;
    const Nanoseconds over = half.time_since_epoch() % step;
    return half - (over < Nanoseconds(0) ? over + step : over);
}

}    // namespace

ChartGestures::ChartGestures(CaseSession& session, TimeChart& chart) : QObject(&chart), m_session(session), m_chart(chart)
{
    chart.plot().installEventFilter(this);
}

Timestamp ChartGestures::timeAt(double x) const
{
    return m_chart.plot().scale().timeAt(x);
}

TimeRange ChartGestures::rangeTo(double x) const
{
    const TimeScale scale = m_chart.plot().scale();
    const auto rounded = [&](Timestamp time) { return std::clamp(roundTime(time, scale.perPixel()), scale.view.begin, scale.view.end); };
    const Timestamp from = rounded(m_pressedTime);
    const Timestamp to = rounded(scale.timeAt(x));
    return {std::min(from, to), std::max(from, to)};
}

bool ChartGestures::eventFilter(QObject*, QEvent* event)
{
    switch (static_cast<int>(event->type())) {
    case QEvent::MouseButtonPress: return press(*static_cast<QMouseEvent*>(event));
    case QEvent::MouseMove: return move(*static_cast<QMouseEvent*>(event));
    case QEvent::MouseButtonRelease: return release(*static_cast<QMouseEvent*>(event));
    case QEvent::MouseButtonDblClick: return doubleClick(*static_cast<QMouseEvent*>(event));
    case QEvent::Wheel: {
        const bool isTaken = wheel(*static_cast<QWheelEvent*>(event));
        event->setAccepted(isTaken);
        if (!isTaken)
            event->ignore();
        return isTaken;
    }
    case QEvent::NativeGesture: return nativeGesture(*event);
    case QEvent::Leave:
        m_chart.setPointer({});
        return false;
    case QEvent::ContextMenu: return true;    // follows the release of the button, unless that was a drag
    default: return false;
    }
}

ChartGestures::Gesture ChartGestures::edgeAt(double x) const
{
    const auto selection = m_session.look().selection;
    if (!selection)
        return Gesture::None;
    const TimeScale scale = m_chart.plot().scale();
    const double toBegin = std::abs(scale.xOf(selection->begin) - x);
    const double toEnd = std::abs(scale.xOf(selection->end) - x);
    if (std::min(toBegin, toEnd) > edgeReach)
        return Gesture::None;
    return toBegin < toEnd ? Gesture::MoveBegin : Gesture::MoveEnd;
}

ChartGestures::Gesture ChartGestures::gestureFor(const QMouseEvent& event) const
{
    if (event.button() == Qt::MiddleButton)
        return Gesture::Pan;
    const bool leftSelects = m_session.dragMeans() == DragMeans::Select;
    if (event.button() == Qt::RightButton)
        return leftSelects ? Gesture::Zoom : Gesture::Select;
    if (event.button() != Qt::LeftButton)
        return Gesture::None;
    if (event.modifiers().testFlag(Qt::ControlModifier))
        return Gesture::Span;
    if (event.modifiers().testFlag(Qt::ShiftModifier))
        return Gesture::Values;
    if (const Gesture edge = edgeAt(event.position().x()); edge != Gesture::None)
        return edge;
    return leftSelects ? Gesture::Select : Gesture::Zoom;
}

bool ChartGestures::press(const QMouseEvent& event)
{
    m_chart.setFocus(Qt::MouseFocusReason);
    if (isActive()) {
        cancel();
        return true;
    }
    const QRect plot = m_chart.plot().plotRect();
    if (event.position().x() < plot.left() - slack || event.position().x() > plot.right() + slack)
        return true;
    m_gesture = gestureFor(event);
    m_pressed = event.position();
    m_pressedTime = std::clamp(timeAt(m_pressed.x()), m_session.view().begin, m_session.view().end);
    m_pressedView = m_session.view();
    m_selectionBefore = m_session.look().selection;
    m_hasMoved = false;
    return true;
}

bool ChartGestures::move(const QMouseEvent& event)
{
    const QPointF at = event.position();
    if (!isActive()) {
        hover(at);
        return true;
    }
    if (!m_hasMoved && std::hypot(at.x() - m_pressed.x(), at.y() - m_pressed.y()) < slack)
        return true;
    m_hasMoved = true;
    switch (m_gesture) {
    case Gesture::Zoom:
    case Gesture::Span: emit rubberBandChanged(rangeTo(at.x())); break;
    case Gesture::Select: m_session.setSelection(rangeTo(at.x())); break;
    case Gesture::Pan: pan(at.x() - m_pressed.x()); break;
    case Gesture::MoveBegin:
    case Gesture::MoveEnd:
        if (m_selectionBefore) {
            const Timestamp fixed = m_gesture == Gesture::MoveBegin ? m_selectionBefore->end : m_selectionBefore->begin;
            const Timestamp moved = timeAt(at.x());
            m_session.setSelection(TimeRange{std::min(fixed, moved), std::max(fixed, moved)});
        }
        break;
    case Gesture::Values:
    case Gesture::None: break;
    }
    return true;
}

bool ChartGestures::release(const QMouseEvent& event)
{
    if (!isActive())
        return true;
    if (!m_hasMoved)
        click(event);
    else if (m_gesture == Gesture::Values)
        zoomValues(m_pressed.y(), event.position().y());
    else
        finish(event, rangeTo(event.position().x()));
    m_gesture = Gesture::None;
    return true;
}

void ChartGestures::finish(const QMouseEvent& event, TimeRange range)
{
    emit rubberBandChanged({});
    if (m_gesture == Gesture::Zoom && range.begin < range.end)
        m_session.setView(range);
    if (m_gesture == Gesture::Span) {
        EntryDraft draft;
        draft.start = range.begin;
        draft.end = range.end;
        draft.evidence = evidenceOfChart(m_session, m_chart.spec(), range);
        m_session.setSelection(range);
        m_session.draftEntry(draft);
    }
    if (m_gesture == Gesture::Select)
        emit selectionMade(event.globalPosition().toPoint());
}

void ChartGestures::click(const QMouseEvent& event)
{
    if (event.button() == Qt::RightButton) {
        emit menuRequested(event.globalPosition().toPoint());
        return;
    }
    m_session.setCursor(m_pressedTime);
    if (m_gesture == Gesture::Span) {
        EntryDraft draft;
        draft.start = roundTime(m_pressedTime, m_chart.plot().scale().perPixel());
        draft.evidence = evidenceOfChart(m_session, m_chart.spec(), m_session.window());
        m_session.draftEntry(draft);
    }
}

bool ChartGestures::doubleClick(const QMouseEvent& event)
{
    m_gesture = Gesture::None;
    if (event.button() != Qt::LeftButton || event.modifiers().testFlag(Qt::ControlModifier))
        return true;
    if (event.modifiers().testFlag(Qt::ShiftModifier))
        m_chart.setValueZoom({});
    else
        m_session.goBack();
    return true;
}

void ChartGestures::cancel()
{
    if (!isActive())
        return;
    if (m_gesture == Gesture::Pan)
        m_session.setView(m_pressedView, CaseSession::Step::Continuous);
    if (m_gesture == Gesture::Select || m_gesture == Gesture::MoveBegin || m_gesture == Gesture::MoveEnd)
        m_session.setSelection(m_selectionBefore);
    m_gesture = Gesture::None;
    emit rubberBandChanged({});
}

void ChartGestures::hover(QPointF position)
{
    const QRect plot = m_chart.plot().plotRect();
    const bool isOverEdge = edgeAt(position.x()) != Gesture::None;
    m_chart.plot().setCursor(isOverEdge ? Qt::SplitHCursor : Qt::CrossCursor);
    if (position.x() < plot.left() || position.x() > plot.right())
        return m_chart.plot().setCursor(Qt::ArrowCursor);
    if (!m_followsPointer)
        return;
    m_chart.setPointer(position);
    m_session.setCursor(timeAt(position.x()));
}

void ChartGestures::zoomAt(double x, double factor)
{
    const TimeRange view = m_session.view();
    const Timestamp fixed = std::clamp(timeAt(x), view.begin, view.end);
    const auto scaled = [&](Nanoseconds part) { return Nanoseconds(std::llround(static_cast<double>(part.count()) * factor)); };
    m_session.setView({fixed - scaled(fixed - view.begin), fixed + scaled(view.end - fixed)}, CaseSession::Step::Continuous);
}

void ChartGestures::pan(double pixels)
{
    const double perPixel = static_cast<double>(m_pressedView.length().count()) / m_chart.plot().scale().width;
    const Nanoseconds moved(std::llround(pixels * perPixel));
    m_session.setView({m_pressedView.begin - moved, m_pressedView.end - moved}, CaseSession::Step::Continuous);
}

void ChartGestures::zoomValues(double fromY, double toY)
{
    if (std::abs(fromY - toY) < slack)
        return;
    const QCPAxis* axis = m_chart.plot().yAxis;
    const double first = axis->pixelToCoord(fromY);
    const double second = axis->pixelToCoord(toY);
    m_chart.setValueZoom(ValueRange{std::min(first, second), std::max(first, second)});
}

bool ChartGestures::wheel(const QWheelEvent& event)
{
    const QPoint angle = event.angleDelta();
    if (event.modifiers().testFlag(Qt::ControlModifier)) {
        const double notches = (angle.y() != 0 ? angle.y() : angle.x()) / notch;
        zoomAt(event.position().x(), std::pow(zoomPerNotch, -notches));
        return true;
    }
    const bool isSideways = std::abs(angle.x()) > std::abs(angle.y());
    if (!event.modifiers().testFlag(Qt::ShiftModifier) && !isSideways)
        return false;    // scrolls the stack
    const double notches = (isSideways ? angle.x() : angle.y()) / notch;
    m_pressedView = m_session.view();
    pan(notches * m_chart.plot().scale().width / 10);
    return true;
}

bool ChartGestures::nativeGesture(const QEvent& event)
{
    const auto& gesture = static_cast<const QNativeGestureEvent&>(event);
    if (gesture.gestureType() != Qt::ZoomNativeGesture)
        return false;
    zoomAt(gesture.position().x(), 1 / std::max(0.2, 1 + gesture.value()));
    return true;
}

}    // namespace faultline
