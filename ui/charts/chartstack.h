#pragma once

#include "ui/charts/timechart.h"

#include <QTimer>
#include <QWidget>

#include <memory>
#include <vector>

class QScrollArea;
class QVBoxLayout;

namespace faultline {

class Actions;
class CaseSession;
class ChartCommands;
class ChartGestures;
class DropMark;
class EmptyCharts;
class EventLane;
class LineLibrary;
class MomentFinder;
class SelectionBar;
class Theme;
class TimeAxisBar;

/// The linked charts: event lane on top, one chart below the other, one time axis. Follows the session, once a frame.
class ChartStack : public QWidget {
    Q_OBJECT

public:
    ChartStack(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);
    ~ChartStack() override;

    std::vector<TimeChart*> charts() const;    ///< from top to bottom, the pinned ones first
    TimeChart* chart(int id) const;
    TimeChart* current() const;                ///< the focused one, else the selected or first
    EventLane& lane() { return *m_lane; }
    TimeAxisBar& axis() { return *m_axis; }
    void edit(const ChartSpec& spec);
    void move(int id, int step);
    void remove(int id);
    void focusNeighbour(int step);
    void focusChart(TimeChart& chart);
    bool cancelGesture();                      ///< true when there was one
    void setFollowsPointer(bool follows);
    bool followsPointer() const { return m_followsPointer; }
    MomentFinder& moments() { return *m_moments; }
    void hideSelectionBar();
    /// Lines dropped: into the chart when the unit is the same, else as a chart of their own at the place.
    void addLines(const std::vector<LineSpec>& lines, TimeChart* into, std::size_t place);
    void refreshNow();                         ///< what waits for the next frame

signals:
    void menuRequested(QPoint globalPosition);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    struct Row {
        TimeChart* chart = nullptr;       // owned by its parent widget
        ChartGestures* gestures = nullptr;
    };
    struct DropPlace {
        TimeChart* into = nullptr;
        std::size_t place = 0;            ///< in charts()
        int y = 0;
    };
    void buildColumn();
    void connectSession();
    void sync();
    Row makeRow();
    void bringIntoSight(TimeChart& chart);
    void shareRoom();
    void alignEdges();
    void scheduleAll();
    void updateEventLines();
    void updateMoments();
    bool isInSight(const TimeChart& chart) const;
    void showRubberBand(std::optional<TimeRange> range);
    void dragChart(TimeChart& chart, QPoint globalPosition);
    DropPlace dropPlaceAt(QPoint position, const std::vector<LineSpec>& lines) const;
    std::unique_ptr<ChartContent> makeContent(const ChartSpec& spec, ChartPlot& plot);

    struct Dirty {
        bool all = false;
        bool marks = false;
        bool cursor = false;
    };

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    std::unique_ptr<LineLibrary> m_library;
    MomentFinder* m_moments = nullptr;
    EventLane* m_lane = nullptr;
    QWidget* m_top = nullptr;             ///< event lane and pinned charts: do not scroll
    QVBoxLayout* m_pinned = nullptr;
    QScrollArea* m_scroll = nullptr;
    QVBoxLayout* m_scrolled = nullptr;
    QWidget* m_bottom = nullptr;
    TimeAxisBar* m_axis = nullptr;
    EmptyCharts* m_empty = nullptr;
    SelectionBar* m_selectionBar = nullptr;
    DropMark* m_dropMark = nullptr;
    std::vector<Row> m_rows;              ///< in the order of the session
    std::vector<PlotMarks::EventLine> m_eventLines;
    std::unique_ptr<ChartCommands> m_commands;
    QTimer m_frame;
    Dirty m_dirty;
    bool m_followsPointer = true;
};

}    // namespace faultline
