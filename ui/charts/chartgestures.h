#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"
#include "ui/charts/valueaxis.h"

#include <QObject>
#include <QPoint>

#include <optional>

class QMouseEvent;
class QWheelEvent;

namespace faultline {

class CaseSession;
class TimeChart;

/// The mouse in a plot, the same in all charts: it talks to the session and draws nothing.
class ChartGestures : public QObject {
    Q_OBJECT

public:
    ChartGestures(CaseSession& session, TimeChart& chart);

    void cancel();
    bool isActive() const { return m_gesture != Gesture::None; }
    void setHover(bool follows) { m_followsPointer = follows; }

signals:
    /// A range that is being drawn, over all charts; nothing = no more.
    void rubberBandChanged(std::optional<faultline::TimeRange> range);
    void selectionMade(QPoint globalPosition);    ///< with the right button: offer what to do with it
    void menuRequested(QPoint globalPosition);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class Gesture { None, Zoom, Select, Span, Values, Pan, MoveBegin, MoveEnd };

    bool press(const QMouseEvent& event);
    bool move(const QMouseEvent& event);
    bool release(const QMouseEvent& event);
    bool doubleClick(const QMouseEvent& event);
    bool wheel(const QWheelEvent& event);
    bool nativeGesture(const QEvent& event);
    void finish(const QMouseEvent& event, TimeRange range);
    void click(const QMouseEvent& event);
    void hover(QPointF position);
    void zoomAt(double x, double factor);
    void pan(double pixels);
    void zoomValues(double fromY, double toY);
    Gesture gestureFor(const QMouseEvent& event) const;
    Gesture edgeAt(double x) const;
    Timestamp timeAt(double x) const;
    TimeRange rangeTo(double x) const;

    CaseSession& m_session;
    TimeChart& m_chart;
    Gesture m_gesture = Gesture::None;
    QPointF m_pressed;
    Timestamp m_pressedTime{};
    TimeRange m_pressedView{Timestamp{}, Timestamp{}};
    std::optional<TimeRange> m_selectionBefore;
    bool m_hasMoved = false;
    bool m_followsPointer = true;
};

}    // namespace faultline
