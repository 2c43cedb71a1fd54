#pragma once

#include "app/base/result.h"
#include "ui/charts/plotmargins.h"
#include "ui/charts/valueaxis.h"

#include <qcustomplot.h>

#include <memory>
#include <vector>

namespace faultline {

class PlotMarks;
class Theme;
class ValueLabels;

/// The plot of one chart: lines in a buffer, over it what follows the pointer. The horizontal axis counts seconds
/// from `origin`, because a double is exact to nanoseconds there and not at 1.7e9.
class ChartPlot : public QCustomPlot {
    Q_OBJECT

public:
    ChartPlot(const Theme& theme, Timestamp origin, QWidget* parent);
    ~ChartPlot() override;

    void setMargins(PlotMargins margins, int top, int bottom);
    /// What stands at the top left keeps the labels of the values below it.
    void setTitleHeight(int height);
    void setView(TimeRange view);
    void setValues(ValueRange values, AxisScale scale, const std::vector<ValueTick>& ticks);
    /// Hairlines at the beginning of days.
    void setDays(const std::vector<Timestamp>& days);

    double keyOf(Timestamp time) const;
    Timestamp timeOf(double key) const;
    TimeScale scale() const;
    QRect plotRect() const;               ///< in widget pixels
    PlotMarks& marks() { return *m_marks; }
    void paint(QCPPainter& painter, QSize size);    ///< lines and marks, into a picture
    AxisScale valueScale() const { return m_scale; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void applyTheme();

    const Theme& m_theme;
    Timestamp m_origin;
    TimeRange m_view{Timestamp{}, Timestamp{}};
    AxisScale m_scale = AxisScale::Linear;
    QSharedPointer<QCPAxisTickerText> m_valueTicker;
    QSharedPointer<QCPAxisTickerText> m_dayTicker;
    ValueLabels* m_labels = nullptr;      // owned by the plot
    std::unique_ptr<PlotMarks> m_marks;
};

}    // namespace faultline
