#include "ui/charts/plotmarks.h"

#include "ui/charts/chartplot.h"
#include "ui/theme.h"

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

QRectF spanRect(const TimeRange& range, const TimeScale& scale, const QRectF& rect)
{
    const double left = std::max(rect.left() - 2, scale.xOf(range.begin));
    const double right = std::min(rect.right() + 2, scale.xOf(range.end));
    return {left, rect.top(), right - left, rect.height()};
}

QColor withAlpha(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

/// A hairline on a pixel, not between two.
QLineF verticalAt(double x, const QRectF& rect)
{
    const double pixel = std::floor(x) + 0.5;
    return {pixel, rect.top(), pixel, rect.bottom()};
}

}    // namespace

QRect PlotMarks::clipRect() const
{
    // From edge to edge: brush and cursor are one over all charts.
    const QRect plot = m_plot.axisRect()->rect();
    return {plot.left(), m_plot.viewport().top(), plot.width() + 1, m_plot.viewport().height()};
}

void PlotMarks::draw(QPainter& painter) const
{
    painter.save();
    painter.setClipRect(clipRect());
    painter.setRenderHint(QPainter::Antialiasing, false);
    drawSpans(painter);
    drawLines(painter);
    drawMoment(painter);
    drawUnusual(painter);
    drawCursor(painter);
    painter.restore();
}

void PlotMarks::drawSpans(QPainter& painter) const
{
    const QRectF rect = clipRect();
    const TimeScale scale = m_plot.scale();
    const ThemeColors& colors = m_theme.colors();
    if (marks.baseline && marks.baseline->overlaps(scale.view.begin, scale.view.end)) {
        const QRectF span = spanRect(*marks.baseline, scale, rect);
        painter.fillRect(span, QBrush(withAlpha(colors.muted, colors.isDark ? 60 : 42), Qt::BDiagPattern));
    }
    if (marks.selection && marks.selection->overlaps(scale.view.begin, scale.view.end)) {
        const QRectF span = spanRect(*marks.selection, scale, rect);
        painter.fillRect(span, colors.selection);
        painter.setPen(QPen(withAlpha(colors.accent, 110), 1));
        for (const Timestamp edge : {marks.selection->begin, marks.selection->end})
            if (scale.view.contains(edge))
                painter.drawLine(verticalAt(scale.xOf(edge), rect));
    }
}

void PlotMarks::drawLines(QPainter& painter) const
{
    const TimeScale scale = m_plot.scale();
    const QRectF rect = clipRect();
    double last = -10;
    for (const EventLine& line : marks.eventLines) {
        const double x = std::floor(scale.xOf(line.at));
        const bool isHidden = !scale.view.contains(line.at) || (!line.isSelected && x - last < 2);
        if (isHidden)
            continue;
        last = x;
        painter.setPen(line.isSelected ? QPen(m_theme.colors().bad, 1) : QPen(withAlpha(m_theme.colors().muted, 110), 1, Qt::DotLine));
        painter.drawLine(verticalAt(x, rect));
    }
}

void PlotMarks::drawMoment(QPainter& painter) const
{
    if (!marks.moment)
        return;
    const TimeScale scale = m_plot.scale();
    const QRectF rect = clipRect();
    const double x = scale.xOf(*marks.moment);
    const double before = std::max(rect.left(), scale.xOf(*marks.moment - marks.momentSpan));
    const double after = std::min(rect.right(), scale.xOf(*marks.moment + marks.momentSpan));
    painter.setPen(QPen(m_theme.colors().ink, 1, Qt::DashLine));
    if (scale.view.contains(*marks.moment))
        painter.drawLine(verticalAt(x, rect));
    for (const Level& level : marks.levels) {
        const QPen bar(withAlpha(level.color, 120), 4, Qt::SolidLine, Qt::FlatCap);
        painter.setPen(bar);
        const auto drawBar = [&](double from, double to, double value) {
            if (std::isfinite(value) && from < to) {
                const double y = m_plot.yAxis->coordToPixel(value);
                painter.drawLine(QPointF(from, y), QPointF(to, y));
            }
        };
        drawBar(before, std::min(x, rect.right()), level.before);
        drawBar(std::max(x, rect.left()), after, level.after);
    }
    painter.setFont(m_theme.smaller());
    const QFontMetricsF metrics(m_theme.smaller());
    double y = m_plot.axisRect()->top() + metrics.ascent() + 2;
    for (const Level& level : marks.levels) {
        if (level.text.isEmpty() || y > rect.bottom())
            continue;
        const double width = metrics.horizontalAdvance(level.text);
        const double textX = std::clamp(x + 6, rect.left() + 4, std::max(rect.left() + 4, rect.right() - width - 4));
        const QRectF plate(textX - 3, y - metrics.ascent() - 1, width + 6, metrics.height() + 2);
        painter.fillRect(plate, withAlpha(m_theme.colors().background, 225));
        painter.setPen(level.color);
        painter.drawText(QPointF(textX, y), level.text);
        y += metrics.height() + 2;
    }
}

/// Spikes are triangles that point where they go, shifts of level are steps; a line below says how long a spike lasts.
void PlotMarks::drawUnusual(QPainter& painter) const
{
    if (marks.moments.empty())
        return;
    const TimeScale scale = m_plot.scale();
    const QRectF rect = clipRect();
    const double foot = m_plot.axisRect()->rect().bottom() - 1.5;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    double last = -10;
    for (const Moment& moment : marks.moments) {
        const double x = std::floor(scale.xOf(moment.span.begin)) + 0.5;
        if (x - last < 2 || !moment.span.overlaps(scale.view.begin, scale.view.end))
            continue;
        last = x;
        const QColor color = withAlpha(moment.color, 190);
        painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.setBrush(Qt::NoBrush);
        const double up = moment.isRise ? 1 : -1;
        if (moment.isShift) {
            painter.drawPolyline(QPolygonF{{x - 4, foot - 4 + 3 * up}, {x, foot - 4 + 3 * up}, {x, foot - 4 - 3 * up}, {x + 5, foot - 4 - 3 * up}});
            continue;
        }
        const double end = std::min(scale.xOf(moment.span.end), rect.right());
        painter.drawLine(QPointF(std::max(x, rect.left()), foot), QPointF(std::max(end, x + 1), foot));
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPolygon(QPolygonF{{x - 3.5, foot - 4.5 + 3 * up}, {x + 3.5, foot - 4.5 + 3 * up}, {x, foot - 4.5 - 3.5 * up}});
    }
    painter.restore();
    if (marks.momentText.isEmpty() || !marks.cursor)
        return;
    painter.setFont(m_theme.smaller());
    const QFontMetricsF metrics(m_theme.smaller());
    const QString text = metrics.elidedText(marks.momentText, Qt::ElideRight, rect.width() - 12);
    const double width = metrics.horizontalAdvance(text);
    const double left = std::clamp(scale.xOf(*marks.cursor) + 8, rect.left() + 4, std::max(rect.left() + 4, rect.right() - width - 6));
    const double base = foot - metrics.descent() - 10;
    painter.fillRect(QRectF(left - 3, base - metrics.ascent() - 1, width + 6, metrics.height() + 2), withAlpha(m_theme.colors().background, 225));
    painter.setPen(m_theme.colors().ink);
    painter.drawText(QPointF(left, base), text);
}

void PlotMarks::drawCursor(QPainter& painter) const
{
    const TimeScale scale = m_plot.scale();
    if (!marks.cursor || !scale.view.contains(*marks.cursor))
        return;
    const QRectF rect = clipRect();
    const double x = scale.xOf(*marks.cursor);
    painter.setPen(QPen(m_theme.colors().ink, 1, Qt::DotLine));
    painter.drawLine(verticalAt(x, rect));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Dot& dot : marks.dots) {
        const double y = m_plot.yAxis->coordToPixel(dot.value);
        if (!std::isfinite(y) || y < rect.top() || y > rect.bottom())
            continue;
        painter.setPen(QPen(m_theme.colors().background, 1.5));
        painter.setBrush(dot.color);
        drawMarker(painter, {std::floor(x) + 0.5, y}, dot.marker, 4);
    }
}

void PlotMarks::drawMarker(QPainter& painter, QPointF at, int marker, double size)
{
    const auto polygon = [&](int corners, double turn) {
        QPolygonF shape;
        for (int i = 0; i < corners; ++i) {
            const double angle = turn + i * 2 * M_PI / corners;
            shape << at + QPointF(std::cos(angle), std::sin(angle)) * size * 1.2;
        }
        painter.drawPolygon(shape);
    };
    switch (marker) {
    case 1: painter.drawRect(QRectF(at.x() - size * 0.9, at.y() - size * 0.9, size * 1.8, size * 1.8)); return;
    case 2: polygon(3, -M_PI / 2); return;
    case 3: polygon(4, 0); return;
    case 4: polygon(3, M_PI / 2); return;
    case 5: polygon(5, -M_PI / 2); return;
    case 6: polygon(6, 0); return;
    default: painter.drawEllipse(at, size, size);
    }
}

}    // namespace faultline
