#pragma once

#include "ui/charts/valueaxis.h"

#include <qcustomplot.h>

#include <vector>

namespace faultline {

class Theme;

/// The values at the left of a plot. They lie within its height, so that they never meet the title above or the next chart.
class ValueLabels : public QCPLayerable {
    Q_OBJECT

public:
    ValueLabels(QCustomPlot& plot, const Theme& theme);
    void setTicks(std::vector<ValueTick> ticks) { m_ticks = std::move(ticks); }
    void setTop(int top) { m_top = top; }    ///< pixel above which no label stands

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;

private:
    QCustomPlot& m_plot;
    const Theme& m_theme;
    std::vector<ValueTick> m_ticks;
    int m_top = 0;
};

}    // namespace faultline
