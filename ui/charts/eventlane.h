#pragma once

#include "app/base/result.h"    // before <chrono>, which moc cannot read on its own
#include "app/model/timelineentry.h"
#include "app/timeline/entrydrag.h"
#include "ui/charts/laneitem.h"
#include "ui/charts/plotmargins.h"

#include <QWidget>

#include <array>
#include <optional>
#include <vector>

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// The top row of the chart stack: states as bars, changes and troubles as points, the entries of the timeline; as high as the
/// whole case needs, so that nothing jumps while one looks around. An entry is dragged to another time.
class EventLane : public QWidget {
    Q_OBJECT

public:
    EventLane(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

    void selectNeighbour(int step);          ///< +1 the next event by time, -1 the one before
    void toggleComparison();                 ///< before and after the selected change; a second time ends it

    const std::vector<LaneItem>& items() const { return m_items; }
    const LaneLayout& layout() const { return m_layout; }
    std::optional<QRectF> rectOf(LaneItem::Kind kind, std::int64_t id) const;    ///< as painted last
    QString textAt(QPointF position) const;                                      ///< what hovering there says, plain

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Hit {
        QRectF area;
        QRectF marker;
        std::vector<std::size_t> items;    ///< more than one: a cluster
    };
    struct Drag {
        TimelineEntry before;
        TimelineEntry after;
        DragPart part = DragPart::Whole;
        bool isMoving = false;             ///< far enough from where it was pressed
    };

    void refresh();                        ///< items and the height they need
    void relayout();                       ///< rows at this scale
    LaneMetrics metricsAt(Nanoseconds perPixel) const;
    TimeScale scale() const;
    int rowHeight() const;
    double rowMiddle(LaneGroup group, int row) const;

    void paintGround(QPainter& painter, const TimeScale& scale) const;
    void paintState(QPainter& painter, const TimeScale& scale, std::size_t index);
    void paintMoment(QPainter& painter, const TimeScale& scale, std::size_t index);
    void paintUncertainty(QPainter& painter, const TimeScale& scale, const LaneItem& item, QPointF center, const QColor& color) const;
    void paintCluster(QPainter& painter, const TimeScale& scale, const LaneCluster& cluster);
    void paintLabel(QPainter& painter, QRectF area, const QString& text, const LaneItem& item) const;
    void paintDrag(QPainter& painter, const TimeScale& scale) const;

    const Hit* hitAt(QPointF position) const;
    bool isSelected(const LaneItem& item) const;
    std::optional<std::size_t> selectedIndex() const;
    void select(const LaneItem& item);
    void goTo(const LaneItem& item);
    void showCluster(const Hit& hit, QPoint global);
    std::optional<DragPart> dragPartAt(const Hit& hit, QPointF position) const;
    void dragTo(QPointF position);
    void drawBand(QPointF position);
    void endDrag();
    void cancelDrag();
    void moveSelected(DragPart part, int steps);
    void write(const TimelineEntry& before, const TimelineEntry& after);
    bool takesKey(const QKeyEvent& event) const;
    LaneItem shown(const LaneItem& item) const;    ///< with the time it is being dragged to

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    PlotMargins m_margins;
    std::vector<LaneItem> m_items;
    std::vector<LaneBox> m_boxes;
    LaneLayout m_layout;
    Nanoseconds m_layoutScale{};
    std::array<std::size_t, laneGroupCount> m_rows{};    ///< room of each group
    std::vector<Hit> m_hits;                             ///< painted last, top most last
    std::optional<Drag> m_drag;
    std::optional<QPointF> m_press;
    std::optional<TimeRange> m_band;                     ///< drawn where nothing stands
};

}    // namespace faultline
