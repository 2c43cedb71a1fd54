#include "ui/charts/loadplot.h"

#include "ui/charts/plotmarks.h"
#include "ui/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline {

namespace {

constexpr double decades = 1000;        // between the values: then the axis is logarithmic, as the charts offer it
constexpr double reach = 10;            // pixels from the pointer to a point
constexpr int dragFrom = 6;             // pixels
constexpr double radius = 3;
constexpr int faint = 60;

}    // namespace

LoadPlot::LoadPlot(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumHeight(80);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QColor LoadPlot::timeColor(double share, bool isDark)
{
    using Stops = std::array<std::array<double, 3>, 3>;
    static constexpr Stops onPaper{{{0x3b, 0x86, 0xe0}, {0x8a, 0x3f, 0xa6}, {0x3a, 0x06, 0x2c}}};
    static constexpr Stops onDark{{{0x3f, 0x78, 0xd0}, {0xd0, 0x78, 0xc8}, {0xff, 0xe9, 0x67}}};
    const Stops& stops = isDark ? onDark : onPaper;
    const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
    const std::size_t from = std::min(static_cast<std::size_t>(place), stops.size() - 2);
    const auto mixed = [&](std::size_t channel) {
        const double part = place - static_cast<double>(from);
        return static_cast<int>(std::lround(stops[from][channel] * (1 - part) + stops[from + 1][channel] * part));
    };
    return {mixed(0), mixed(1), mixed(2)};
}

void LoadPlot::setPoints(std::vector<LoadPoint> points, const QString& loadTitle, const QString& latencyTitle)
{
    m_points = std::move(points);
    m_sides.clear();
    m_names.clear();
    m_loadTitle = loadTitle;
    m_latencyTitle = latencyTitle;
    m_current.reset();
    m_anchor.reset();
    double most = 0, low = 0, high = 0;
    for (const LoadPoint& point : m_points) {
        most = std::max(most, point.load);
        high = std::max(high, point.latency);
        if (point.latency > 0)
            low = low == 0 ? point.latency : std::min(low, point.latency);
    }
    m_scale = low > 0 && high >= decades * low ? AxisScale::Logarithmic : AxisScale::Linear;
    m_loads = roundedRange(0, most, "1/s", AxisScale::Linear);
    m_latencies = roundedRange(m_scale == AxisScale::Logarithmic ? low : 0, high, "s", m_scale);
    update();
}

void LoadPlot::colourByTime(const QString& first, const QString& last)
{
    m_sides.clear();
    m_names = {first, last};
    update();
}

void LoadPlot::colourBySide(std::vector<ChangeSide> sides, const QStringList& names)
{
    m_sides = std::move(sides);
    m_names = names;
    update();
}

void LoadPlot::setCurrent(std::optional<std::size_t> point)
{
    if (point == m_current)
        return;
    m_current = point;
    update();
    emit currentChanged();
}

void LoadPlot::setSelected(std::optional<TimeRange> selection)
{
    m_selected = selection;
    update();
}

QRectF LoadPlot::plotRect() const
{
    const QFontMetrics metrics(m_theme.smaller());
    const int left = metrics.horizontalAdvance(QStringLiteral("00,000 ms")) + 8;
    const int row = metrics.height() + 4;
    return {static_cast<double>(left), static_cast<double>(row + 4), std::max(10.0, width() - left - 16.0), std::max(10.0, height() - 2.0 * row - 8)};
}

double LoadPlot::shareOf(double value) const
{
    if (m_scale == AxisScale::Linear)
        return (value - m_latencies.low) / (m_latencies.high - m_latencies.low);
    return std::log(std::max(value, m_latencies.low) / m_latencies.low) / std::log(m_latencies.high / m_latencies.low);
}

QPointF LoadPlot::positionOf(std::size_t point) const
{
    const QRectF rect = plotRect();
    const double across = (m_points[point].load - m_loads.low) / (m_loads.high - m_loads.low);
    return {rect.left() + across * rect.width(), rect.bottom() - shareOf(m_points[point].latency) * rect.height()};
}

QColor LoadPlot::colorOf(std::size_t point) const
{
    const ThemeColors& colors = m_theme.colors();
    if (m_sides.empty()) {
        const Nanoseconds all = m_points.back().at - m_points.front().at;
        const Nanoseconds past = m_points[point].at - m_points.front().at;
        return timeColor(all.count() == 0 ? 0 : static_cast<double>(past.count()) / static_cast<double>(all.count()), colors.isDark);
    }
    return colors.series[static_cast<std::size_t>(m_sides[point]) + 1];
}

void LoadPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().background);
    painter.setFont(m_theme.smaller());
    paintAxes(painter);
    paintPoints(painter);
    paintLegend(painter);
    if (!m_band.isNull()) {
        painter.setPen(m_theme.colors().accent);
        painter.setBrush(m_theme.colors().selection);
        painter.drawRect(m_band);
    }
}

void LoadPlot::paintAxes(QPainter& painter) const
{
    const QRectF rect = plotRect();
    const QFontMetricsF metrics(m_theme.smaller());
    const double row = metrics.height() + 4;
    for (const ValueTick& tick : valueTicks(m_latencies, "s", m_scale, 4)) {
        const double y = std::floor(rect.bottom() - shareOf(tick.value) * rect.height()) + 0.5;
        painter.setPen(m_theme.colors().grid);
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
        painter.setPen(m_theme.colors().muted);
        painter.drawText(QRectF(0, y - row / 2, rect.left() - 6, row), Qt::AlignRight | Qt::AlignVCenter, tick.text);
    }
    const double title = metrics.horizontalAdvance(m_loadTitle) + 8;
    for (const ValueTick& tick : valueTicks(m_loads, "1/s", AxisScale::Linear, 4)) {
        const double x = std::floor(rect.left() + (tick.value - m_loads.low) / (m_loads.high - m_loads.low) * rect.width()) + 0.5;
        painter.setPen(m_theme.colors().grid);
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
        painter.setPen(m_theme.colors().muted);
        if (x + metrics.horizontalAdvance(tick.text) / 2 < rect.right() - title)
            painter.drawText(QRectF(x - 60, rect.bottom() + 2, 120, row), Qt::AlignCenter, tick.text);
    }
    painter.setPen(m_theme.colors().ink);
    painter.drawText(QRectF(4, 0, rect.width() / 2, row), Qt::AlignLeft | Qt::AlignVCenter,
                     isLogarithmic() ? tr("%1 · log").arg(m_latencyTitle) : m_latencyTitle);
    painter.drawText(QRectF(rect.right() - title, rect.bottom() + 2, title, row), Qt::AlignRight | Qt::AlignVCenter, m_loadTitle);
}

void LoadPlot::paintPoints(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    QColor thread = m_theme.colors().muted;
    thread.setAlpha(faint);
    painter.setPen(QPen(thread, 1));
    for (std::size_t i = 1; i < m_points.size(); ++i)
        painter.drawLine(positionOf(i - 1), positionOf(i));
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        QColor color = colorOf(i);
        if (m_selected && !m_selected->contains(m_points[i].at))
            color.setAlpha(faint);
        painter.setBrush(color);
        PlotMarks::drawMarker(painter, positionOf(i), m_sides.empty() ? 0 : static_cast<int>(m_sides[i]), radius);
    }
    if (m_current) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.colors().ink, 2));
        painter.drawEllipse(positionOf(*m_current), 2 * radius, 2 * radius);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

/// At the right end of the upper row: the scale of time, or what the shapes mean.
void LoadPlot::paintLegend(QPainter& painter) const
{
    const QFontMetricsF metrics(m_theme.smaller());
    const double row = metrics.height() + 4;
    double right = width() - 16.0;
    const auto put = [&](const QString& text) {
        const double wide = metrics.horizontalAdvance(text);
        painter.setPen(m_theme.colors().muted);
        painter.drawText(QRectF(right - wide, 0, wide, row), Qt::AlignLeft | Qt::AlignVCenter, text);
        right -= wide + 6;
    };
    if (m_points.empty() || m_names.isEmpty())
        return;
    if (m_sides.empty()) {
        put(m_names.last());
        constexpr int length = 80;
        for (int i = 0; i < length; ++i)
            painter.fillRect(QRectF(right - length + i, row / 2 - 4, 1, 8), timeColor(i / double(length), m_theme.colors().isDark));
        right -= length + 6;
        return put(m_names.first());
    }
    for (int side = static_cast<int>(m_names.size()) - 1; side >= 0; --side) {
        if (m_names[side].isEmpty())
            continue;
        put(metrics.elidedText(m_names[side], Qt::ElideRight, width() / 4.0));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.colors().series[static_cast<std::size_t>(side) + 1]);
        PlotMarks::drawMarker(painter, {right - 3, row / 2}, side, radius + 0.5);
        painter.setRenderHint(QPainter::Antialiasing, false);
        right -= 20;
    }
}

void LoadPlot::step(int points, bool extends)
{
    if (m_points.empty())
        return;
    const auto last = static_cast<int>(m_points.size()) - 1;
    const int from = m_current ? static_cast<int>(*m_current) : points > 0 ? -1 : last + 1;
    const auto to = static_cast<std::size_t>(std::clamp(from + points, 0, last));
    if (!extends)
        m_anchor.reset();
    else if (!m_anchor)
        m_anchor = m_current.value_or(to);
    setCurrent(to);
    if (extends)
        emit brushed(std::min(*m_anchor, to), std::max(*m_anchor, to));
}

void LoadPlot::keyPressEvent(QKeyEvent* event)
{
    const bool extends = event->modifiers().testFlag(Qt::ShiftModifier);
    const auto all = static_cast<int>(m_points.size());
    switch (event->key()) {
    case Qt::Key_Down: return step(1, extends);
    case Qt::Key_Up: return step(-1, extends);
    case Qt::Key_Home: return step(-all, extends);
    case Qt::Key_End: return step(all, extends);
    case Qt::Key_Return:
    case Qt::Key_Enter: emit chosen(); return;
    default: QWidget::keyPressEvent(event);
    }
}

void LoadPlot::mousePressEvent(QMouseEvent* event)
{
    setFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::LeftButton)
        m_pressed = event->position().toPoint();
}

void LoadPlot::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint at = event->position().toPoint();
    if (m_pressed && (at - *m_pressed).manhattanLength() >= dragFrom) {
        m_band = QRect(*m_pressed, at).normalized();
        return update();
    }
    std::optional<std::size_t> nearest;
    double best = reach;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const double away = QLineF(positionOf(i), event->position()).length();
        if (away < best) {
            best = away;
            nearest = i;
        }
    }
    if (nearest)
        setCurrent(nearest);
}

void LoadPlot::mouseReleaseEvent(QMouseEvent*)
{
    const QRect band = m_band;
    m_pressed.reset();
    m_band = {};
    update();
    if (!band.isNull())
        brush(band);
}

/// From the first to the last point inside: a window is one stretch of time.
void LoadPlot::brush(const QRectF& rect)
{
    std::optional<std::size_t> first, last;
    for (std::size_t i = 0; i < m_points.size(); ++i)
        if (rect.contains(positionOf(i))) {
            first = first.value_or(i);
            last = i;
        }
    if (first)
        emit brushed(*first, *last);
}

}    // namespace faultline
