#include "ui/charts/valuelabels.h"

#include "ui/theme.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr int gap = 6;    // to the plot

}    // namespace

ValueLabels::ValueLabels(QCustomPlot& plot, const Theme& theme)
    : QCPLayerable(&plot, QStringLiteral("axes")), m_plot(plot), m_theme(theme)
{
}

void ValueLabels::applyDefaultAntialiasingHint(QCPPainter* painter) const
{
    painter->setAntialiasing(false);
}

void ValueLabels::draw(QCPPainter* painter)
{
    const QRect plot = m_plot.axisRect()->rect();
    painter->setFont(m_theme.smaller());
    painter->setPen(m_theme.colors().muted);
    const int row = QFontMetrics(m_theme.smaller()).height();
    // The top label hangs below its line, the lowest stands on its line; one that meets a neighbour is left out.
    int occupied = plot.bottom() + row;
    for (const ValueTick& tick : m_ticks) {
        const int y = static_cast<int>(m_plot.yAxis->coordToPixel(tick.value));
        const int top = std::clamp(y - row / 2, std::min(std::max(plot.top() - 1, m_top), plot.bottom() - row), plot.bottom() - row + 3);
        if (y < plot.top() - 1 || y > plot.bottom() + 1 || top + row > occupied + 3)
            continue;
        painter->drawText(QRect(0, top, plot.left() - gap, row), Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, tick.text);
        occupied = top;
    }
}

}    // namespace faultline
