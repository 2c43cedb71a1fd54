#pragma once

#include "app/base/result.h"
#include "ui/charts/chartplot.h"
#include "ui/charts/linelibrary.h"
#include "ui/charts/plotmarks.h"
#include "ui/lookstate.h"

#include <QColor>
#include <QObject>

#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// What stands at the end of a line: the legend of a chart.
struct LineLabel {
    int index = 0;
    QString name;
    QString value;                  ///< at the cursor
    QColor color;
    Qt::PenStyle dash = Qt::SolidLine;
    int marker = 0;
    bool isHidden = false;
    std::optional<double> level;    ///< where it belongs on the vertical axis
};

/// What fills the plot of a chart: lines, layers or a heatmap.
class ChartContent : public QObject {
    Q_OBJECT

public:
    ChartContent(ChartPlot& plot, QObject* parent);

    /// What of the window is shown.
    struct View {
        TimeRange range;
        std::optional<Nanoseconds> shift;    ///< of the overlay
        AxisScale scale = AxisScale::Linear;
    };
    virtual void show(const View& view) = 0;             ///< fills the plot; in time proportional to its pixels
    virtual ValueRange values() const = 0;               ///< that fit what is shown
    virtual std::vector<ValueTick> ticks(ValueRange values, int most) const = 0;
    /// True when values of very different sizes are in sight.
    virtual bool spansDecades() const { return false; }
    virtual std::string unit() const = 0;
    virtual ChartData::State state() const = 0;
    virtual std::optional<Error> error() const = 0;
    virtual std::optional<Timestamp> lastSample() const { return {}; }
    virtual std::vector<LineLabel> labels(std::optional<Timestamp> cursor) const = 0;
    virtual std::vector<PlotMarks::Dot> dots(Timestamp) const { return {}; }
    virtual std::vector<PlotMarks::Level> levels(const ComparedMoment&) const { return {}; }
    /// What lies under the pointer, "" when the labels say it.
    virtual QString textAt(Timestamp, double) const { return {}; }
    virtual void setHidden(const std::vector<int>& hidden) = 0;
    virtual void applyTheme() = 0;

signals:
    void changed();    ///< data came

protected:
    ChartPlot& m_plot;
};

}    // namespace faultline
