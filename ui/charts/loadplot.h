#pragma once

#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/loadlatency.h"
#include "ui/charts/valueaxis.h"

#include <QPoint>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <optional>
#include <vector>

namespace faultline {

class Theme;

/// One point a step: load to the right, latency upwards; a thin line joins them in time. Coloured by time, or by the side of a change, which shapes tell, too.
class LoadPlot : public QWidget {
    Q_OBJECT

public:
    LoadPlot(const Theme& theme, QWidget* parent);

    void setPoints(std::vector<LoadPoint> points, const QString& loadTitle, const QString& latencyTitle);
    void colourByTime(const QString& first, const QString& last);                              ///< what stands at the ends of the scale
    void colourBySide(std::vector<ChangeSide> sides, const QStringList& names);               ///< before, during, after
    const std::vector<LoadPoint>& points() const { return m_points; }
    std::optional<std::size_t> current() const { return m_current; }
    void setCurrent(std::optional<std::size_t> point);
    void setSelected(std::optional<TimeRange> selection);                                      ///< points outside it are faint
    QPointF positionOf(std::size_t point) const;
    QColor colorOf(std::size_t point) const;
    bool isLogarithmic() const { return m_scale == AxisScale::Logarithmic; }

    /// Lighter to darker on paper, darker to lighter on a dark ground: readable without colour; 3:1 and more against the ground.
    static QColor timeColor(double share, bool isDark);

signals:
    void currentChanged();
    void chosen();                                    ///< Return
    void brushed(std::size_t first, std::size_t last);    ///< points by time, both included

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QRectF plotRect() const;
    double shareOf(double value) const;    ///< of the height
    void paintAxes(QPainter& painter) const;
    void paintPoints(QPainter& painter) const;
    void paintLegend(QPainter& painter) const;
    void step(int points, bool extends);
    void brush(const QRectF& rect);

    const Theme& m_theme;
    std::vector<LoadPoint> m_points;
    std::vector<ChangeSide> m_sides;       ///< empty: by time
    QStringList m_names;
    QString m_loadTitle;
    QString m_latencyTitle;
    ValueRange m_loads;
    ValueRange m_latencies;
    AxisScale m_scale = AxisScale::Linear;
    std::optional<std::size_t> m_current;
    std::optional<std::size_t> m_anchor;   ///< where a selection by keys began
    std::optional<TimeRange> m_selected;
    std::optional<QPoint> m_pressed;
    QRect m_band;
};

}    // namespace faultline
