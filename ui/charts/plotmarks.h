#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"

#include <QColor>
#include <QPen>
#include <QString>

#include <optional>
#include <vector>

namespace faultline {

class ChartPlot;
class Theme;

/// What lies over the lines of a plot and moves without them: brush, baseline, event lines, the compared moment, the cursor. Drawn
/// onto the finished plot: a second buffer of the plot's size costs a fifth of a frame.
class PlotMarks {
public:
    /// A dot where the cursor crosses a line; its shape tells lines apart without colour.
    struct Dot {
        double value = 0;
        QColor color;
        int marker = 0;
    };
    struct EventLine {
        Timestamp at{};
        bool isSelected = false;
        bool operator==(const EventLine&) const = default;
    };
    /// Mean levels of a line before and after a moment.
    struct Level {
        double before = 0;
        double after = 0;
        QColor color;
        QString text;      ///< "12 → 310 /s, 26×"
    };
    /// An unusual moment of a line: a small sign at the foot of the plot, so that it is taken neither for a value nor for an event.
    struct Moment {
        TimeRange span;
        bool isRise = true;
        bool isShift = false;    ///< of level, not a spike
        QColor color;
    };
    struct Marks {
        std::optional<TimeRange> selection;
        std::optional<TimeRange> baseline;    ///< only a chosen one
        std::optional<Timestamp> cursor;
        std::vector<Dot> dots;
        std::vector<EventLine> eventLines;
        std::optional<Timestamp> moment;
        Nanoseconds momentSpan{0};
        std::vector<Level> levels;
        std::vector<Moment> moments;          ///< by time
        QString momentText;                   ///< of the one at the cursor
    };

    PlotMarks(const ChartPlot& plot, const Theme& theme) : m_plot(plot), m_theme(theme) {}
    Marks marks;

    void draw(QPainter& painter) const;

    static void drawMarker(QPainter& painter, QPointF at, int marker, double size);

private:
    QRect clipRect() const;
    void drawSpans(QPainter& painter) const;
    void drawLines(QPainter& painter) const;
    void drawMoment(QPainter& painter) const;
    void drawUnusual(QPainter& painter) const;
    void drawCursor(QPainter& painter) const;

    const ChartPlot& m_plot;
    const Theme& m_theme;
};

}    // namespace faultline
