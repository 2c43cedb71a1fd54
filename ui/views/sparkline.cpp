#include "ui/views/sparkline.h"

#include "ui/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

constexpr double narrowest = 8;

struct Scale {
    double low = 0;
    double high = 1;
};

Scale scaleOf(const std::vector<double>& values)
{
    double low = 0;
    double high = 0;
    bool isFirst = true;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        low = isFirst ? value : std::min(low, value);
        high = isFirst ? value : std::max(high, value);
        isFirst = false;
    }
    if (low > 0 && low < high * 0.8)
        low = 0;
    return {low, high > low ? high : low + 1};
}

/// Steps without a value part the line.
void draw(QPainter& painter, const QRectF& room, const std::vector<double>& values, std::size_t from, std::size_t to, const QColor& color)
{
    const Scale scale = scaleOf(values);
    QPainterPath path;
    bool isOpen = false;
    for (std::size_t i = from; i < to; ++i) {
        if (!std::isfinite(values[i])) {
            isOpen = false;
            continue;
        }
        const QPointF point(room.left() + room.width() * static_cast<double>(i) / static_cast<double>(values.size() - 1),
                            room.bottom() - room.height() * (values[i] - scale.low) / (scale.high - scale.low));
        if (isOpen)
            path.lineTo(point);
        else
            path.moveTo(point);
        isOpen = true;
    }
    painter.setPen(QPen(color, 1.2));
    painter.drawPath(path);
}

}    // namespace

void paintSparkline(QPainter& painter, const QRectF& room, const Sparkline& line, const ThemeColors& colors)
{
    if (line.own.size() < 2 || room.width() < narrowest)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    if (line.other.size() > 1) {
        draw(painter, room, line.other, 0, line.other.size(), colors.muted);
        return draw(painter, room, line.own, 0, line.own.size(), colors.series[0]);
    }
    const std::size_t turn = std::min(line.turn, line.own.size());
    draw(painter, room, line.own, 0, turn, colors.muted);
    draw(painter, room, line.own, turn == 0 ? 0 : turn - 1, line.own.size(), colors.series[0]);
}

}    // namespace faultline
