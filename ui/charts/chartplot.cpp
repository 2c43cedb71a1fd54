#include "ui/charts/chartplot.h"

#include "ui/charts/plotmarks.h"
#include "ui/charts/valuelabels.h"
#include "ui/theme.h"

namespace faultline {

ChartPlot::ChartPlot(const Theme& theme, Timestamp origin, QWidget* parent)
    : QCustomPlot(parent), m_theme(theme), m_origin(origin), m_valueTicker(new QCPAxisTickerText), m_dayTicker(new QCPAxisTickerText)
{
    setFocusPolicy(Qt::NoFocus);
    setMouseTracking(true);
    setMinimumSize(1, 1);
    // A wide polyline that crosses itself costs Qt's rasteriser 50 times what its single lines cost.
    setPlottingHints(QCP::phCacheLabels | QCP::phFastPolylines);
    plotLayout()->clear();
    auto* rect = new QCPAxisRect(this, true);
    plotLayout()->addElement(0, 0, rect);
    rect->setAutoMargins(QCP::msNone);
    xAxis = rect->axis(QCPAxis::atBottom);
    yAxis = rect->axis(QCPAxis::atLeft);
    for (QCPAxis* axis : {rect->axis(QCPAxis::atTop), rect->axis(QCPAxis::atRight)})
        axis->setVisible(false);
    rect->setupFullAxesBox();
    rect->axis(QCPAxis::atTop)->setVisible(false);
    rect->axis(QCPAxis::atRight)->setVisible(false);
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setTickLength(0);
        axis->setSubTicks(false);
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
        axis->grid()->setZeroLinePen(Qt::NoPen);
        axis->grid()->setSubGridVisible(false);
        axis->grid()->setAntialiased(false);
    }
    xAxis->setTickLabels(false);
    xAxis->setTicker(m_dayTicker);
    yAxis->setTicker(m_valueTicker);
    yAxis->setTickLabels(false);
    m_labels = new ValueLabels(*this, theme);
    m_marks = std::make_unique<PlotMarks>(*this, theme);
    layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmLogical);    // nothing is on it: no buffer
    connect(&theme, &Theme::changed, this, &ChartPlot::applyTheme);
    applyTheme();
}

ChartPlot::~ChartPlot() = default;

void ChartPlot::applyTheme()
{
    const ThemeColors& colors = m_theme.colors();
    setBackground(QBrush(colors.background));
    yAxis->grid()->setPen(QPen(colors.grid, 0));
    xAxis->grid()->setPen(QPen(colors.line, 0));
    replot(rpQueuedReplot);
}

void ChartPlot::setMargins(PlotMargins margins, int top, int bottom)
{
    axisRect()->setMargins(QMargins(margins.left, top, margins.right, bottom));
}

void ChartPlot::setView(TimeRange view)
{
    m_view = view;
    xAxis->setRange(keyOf(view.begin), keyOf(view.end));
}

void ChartPlot::setValues(ValueRange values, AxisScale scale, const std::vector<ValueTick>& ticks)
{
    m_scale = scale;
    yAxis->setScaleType(scale == AxisScale::Logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    yAxis->setRange(values.low, values.high);
    m_valueTicker->clear();
    for (const ValueTick& tick : ticks)
        m_valueTicker->addTick(tick.value, QString());
    m_labels->setTicks(ticks);
}

void ChartPlot::setTitleHeight(int height)
{
    m_labels->setTop(height);
}

void ChartPlot::setDays(const std::vector<Timestamp>& days)
{
    m_dayTicker->clear();
    for (const Timestamp day : days)
        m_dayTicker->addTick(keyOf(day), QString());
}

double ChartPlot::keyOf(Timestamp time) const
{
    return static_cast<double>((time - m_origin).count()) * 1e-9;
}

Timestamp ChartPlot::timeOf(double key) const
{
    return m_origin + Nanoseconds(std::llround(key * 1e9));
}

TimeScale ChartPlot::scale() const
{
    const QMargins margins = axisRect()->margins();
    return TimeScale::of(m_view, width(), {margins.left(), margins.right()});
}

QRect ChartPlot::plotRect() const
{
    return rect().marginsRemoved(axisRect()->margins());
}

void ChartPlot::paintEvent(QPaintEvent* event)
{
    QCustomPlot::paintEvent(event);
    QPainter painter(this);
    m_marks->draw(painter);
}

void ChartPlot::paint(QCPPainter& painter, QSize size)
{
    toPainter(&painter, size.width(), size.height());
    m_marks->draw(painter);
}

}    // namespace faultline
