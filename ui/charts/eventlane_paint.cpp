// How the event lane looks; what it does is in eventlane.cpp.

#include "ui/casesession.h"
#include "ui/charts/eventlane.h"
#include "ui/charts/lanemarker.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

constexpr double markerSize = 9;
constexpr double fuzz = 26;    // length of a fading end, in pixels: how far is not known

QColor faded(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

}    // namespace

void EventLane::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme.smaller());
    const TimeScale scale = this->scale();
    paintGround(painter, scale);
    m_hits.clear();
    painter.save();
    painter.setClipRect(QRect(m_margins.left - 6, 0, width() - m_margins.left, height()));
    std::vector<std::size_t> onTop;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const LaneItem& item = m_items[i];
        if (m_layout.places[i].cluster || item.end < scale.view.begin || item.begin > scale.view.end)
            continue;
        if (isSelected(item))
            onTop.push_back(i);
        else if (item.group == LaneGroup::State)
            paintState(painter, scale, i);
        else
            paintMoment(painter, scale, i);
    }
    for (const LaneCluster& cluster : m_layout.clusters)
        if (cluster.end >= scale.view.begin && cluster.begin <= scale.view.end)
            paintCluster(painter, scale, cluster);
    for (const std::size_t i : onTop)
        m_items[i].group == LaneGroup::State ? paintState(painter, scale, i) : paintMoment(painter, scale, i);
    painter.restore();
    paintDrag(painter, scale);
}

void EventLane::paintGround(QPainter& painter, const TimeScale& scale) const
{
    const ThemeColors& colors = m_theme.colors();
    painter.fillRect(rect(), colors.background);
    for (const auto& brush : {m_session.look().selection, m_band}) {
        if (!brush)
            continue;
        const double left = std::clamp(scale.xOf(brush->begin), double(scale.left), double(scale.right()));
        const double right = std::clamp(scale.xOf(brush->end), double(scale.left), double(scale.right()));
        painter.fillRect(QRectF(left, 0, right - left, height()), colors.selection);
    }
    const auto line = [&](Timestamp at, Qt::PenStyle style, const QColor& color) {
        const double x = std::round(scale.xOf(at)) + 0.5;
        if (x < scale.left || x > scale.right())
            return;
        painter.setPen(QPen(color, 1, style));
        painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    };
    if (const auto moment = m_session.look().comparedMoment)
        line(moment->at, Qt::SolidLine, colors.accent);
    if (const auto cursor = m_session.look().cursor)
        line(*cursor, Qt::DotLine, colors.ink);
    QFont bold = m_theme.smaller();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(colors.ink);
    const QRectF titleArea(8, 4, m_margins.left - 12, rowHeight());
    painter.drawText(titleArea, Qt::AlignLeft | Qt::AlignVCenter, tr("Events"));
    painter.setFont(m_theme.smaller());
    if (m_items.empty()) {
        painter.setPen(colors.muted);
        painter.drawText(QRectF(scale.left, 0, scale.width, height()), Qt::AlignLeft | Qt::AlignVCenter,
                         tr("No deploys, flags or timeline entries yet"));
    }
    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.drawLine(QPointF(1, 4), QPointF(1, height() - 4));
    }
    painter.setPen(QPen(colors.grid, 1));
    painter.drawLine(QPointF(scale.left, height() - 0.5), QPointF(scale.right(), height() - 0.5));
}

void EventLane::paintLabel(QPainter& painter, QRectF area, const QString& text, const LaneItem& item) const
{
    const ThemeColors& colors = m_theme.colors();
    QFont font = m_theme.smaller();
    const bool isChosen = isSelected(item);
    font.setBold(isChosen);
    painter.setFont(font);
    painter.setPen(isChosen || item.group == LaneGroup::Entry ? colors.ink : colors.muted);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(font).elidedText(text, Qt::ElideRight, static_cast<int>(area.width())));
    painter.setFont(m_theme.smaller());
}

void EventLane::paintState(QPainter& painter, const TimeScale& scale, std::size_t index)
{
    const LaneItem& item = m_items[index];
    const LanePlace& place = m_layout.places[index];
    const ThemeColors& colors = m_theme.colors();
    const double middle = rowMiddle(item.group, place.row);
    const double height = rowHeight() - 4;
    const bool reachesBack = item.begin < scale.view.begin;
    const double left = reachesBack ? scale.left : scale.xOf(item.begin);
    const double right = std::min<double>(scale.xOf(item.end), scale.right());
    const QRectF bar(left, middle - height / 2, std::max(1.0, right - left), height);
    const QColor color = laneColor(item, colors);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isSelected(item) ? faded(color, 60) : faded(color, colors.isDark ? 34 : 22));
    painter.drawRect(bar);
    if (!item.isOpen && scale.xOf(item.end) <= scale.right())
        painter.fillRect(QRectF(right - 1.5, bar.top(), 1.5, height), faded(color, 160));
    QString text = item.label;
    double textLeft = left + 4;
    QRectF marker(left, bar.top(), 8, height);
    if (reachesBack) {
        text = tr("◂ %1, since %2").arg(item.label, isSameDay(item.begin, scale.view.begin, m_session.zone())
                                                        ? clockText(item.begin, m_session.zone())
                                                        : instantText(item.begin, m_session.zone()));
    } else {
        drawLaneShape(painter, laneShape(item), QPointF(left, middle), markerSize, color);
        marker = QRectF(left - markerSize / 2, middle - markerSize / 2, markerSize, markerSize);
        textLeft = left + markerSize / 2 + 4;
    }
    // In the bar when it is long enough, else behind it, up to the next of the row.
    const double next = place.room == unlimitedRoom ? width() : scale.xOf(item.begin) + place.room;
    const double textRight = std::min<double>(std::max(right, next), reachesBack ? std::max(right, textLeft) : width() - 4.0);
    if (textRight - textLeft > 24)
        paintLabel(painter, QRectF(textLeft, bar.top(), textRight - textLeft, height), text, item);
    m_hits.push_back({bar.united(marker), marker, {index}});
}

void EventLane::paintUncertainty(QPainter& painter, const TimeScale& scale, const LaneItem& item, QPointF center, const QColor& color) const
{
    const auto fade = [&](double length) {
        QLinearGradient gradient(center, center + QPointF(length, 0));
        gradient.setColorAt(0, faded(color, 130));
        gradient.setColorAt(1, faded(color, 0));
        painter.fillRect(QRectF(center.x(), center.y() - 3, length, 6).normalized(), gradient);
    };
    switch (item.precision) {
    case Precision::About:
        fade(-fuzz * 0.7);
        fade(fuzz * 0.7);
        return;
    case Precision::Before: return fade(-fuzz);
    case Precision::After: return fade(fuzz);
    case Precision::Minute: {
        const double end = scale.xOf(item.begin + std::chrono::minutes(1));
        if (end - center.x() < markerSize || item.end > item.begin)
            return;
        painter.setPen(QPen(color, 1));
        painter.drawLine(center, QPointF(end, center.y()));
        painter.drawLine(QPointF(end, center.y() - 3), QPointF(end, center.y() + 3));
        return;
    }
    case Precision::Exact:
    case Precision::Range: return;
    }
}

void EventLane::paintMoment(QPainter& painter, const TimeScale& scale, std::size_t index)
{
    const LaneItem item = shown(m_items[index]);
    const LanePlace& place = m_layout.places[index];
    const ThemeColors& colors = m_theme.colors();
    const QPointF center(scale.xOf(item.begin), rowMiddle(item.group, place.row));
    const QColor color = laneColor(item, colors);
    const double end = scale.xOf(item.end);
    QRectF marker(center.x() - markerSize / 2, center.y() - markerSize / 2, markerSize, markerSize);
    double textLeft = center.x() + markerSize / 2 + 4;
    if (end - center.x() >= 1) {
        const QRectF span(center.x(), center.y() - 3, end - center.x(), 6);
        painter.fillRect(span, faded(color, 70));
        painter.fillRect(QRectF(end - 1.5, center.y() - 4, 1.5, 8), color);
        marker = marker.united(span);
        textLeft = std::max(textLeft, end + 4);
    }
    if (item.begin < scale.view.begin && end < scale.left)
        return;
    if (item.precision == Precision::Minute)    // the name stands behind the minute, unless that is long on the screen
        textLeft = std::max(textLeft, std::min(scale.xOf(item.begin + std::chrono::minutes(1)), center.x() + 60) + 6);
    paintUncertainty(painter, scale, item, center, color);
    if (isSelected(item)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colors.accent, 1.5));
        painter.drawEllipse(center, markerSize / 2 + 3, markerSize / 2 + 3);
    }
    drawLaneShape(painter, laneShape(item), center, markerSize, color);
    const double next = place.room == unlimitedRoom ? width() : center.x() + place.room;
    const double textRight = std::min(next, width() - 4.0);
    QRectF area = marker.adjusted(-2, -3, 2, 3);
    if (textRight - textLeft > 20 && textLeft < scale.right()) {
        const QRectF text(textLeft, center.y() - rowHeight() / 2.0, textRight - textLeft, rowHeight());
        paintLabel(painter, text, item.label, item);
        area.setRight(textLeft + std::min<double>(text.width(), m_boxes[index].label));
    }
    m_hits.push_back({area, marker, {index}});
}

void EventLane::paintCluster(QPainter& painter, const TimeScale& scale, const LaneCluster& cluster)
{
    const ThemeColors& colors = m_theme.colors();
    const auto boxes = static_cast<int>(cluster.boxes.size());
    const QString count = cluster.group == LaneGroup::State ? tr("%n states", nullptr, boxes) : QLatin1Char('+') + QString::number(boxes);
    const double left = std::max<double>(scale.left, scale.xOf(cluster.begin) - markerSize / 2);
    const double middle = rowMiddle(cluster.group, cluster.row);
    const double height = rowHeight() - 4;
    double width = QFontMetrics(m_theme.smaller()).horizontalAdvance(count) + 8;
    if (cluster.group == LaneGroup::State)
        width = std::max(width, std::min<double>(scale.xOf(cluster.end), scale.right()) - left);
    const QRectF pill(left, middle - height / 2, width, height);
    const bool isChosen = std::any_of(cluster.boxes.begin(), cluster.boxes.end(), [this](std::size_t i) { return isSelected(m_items[i]); });
    painter.setPen(isChosen ? QPen(colors.accent, 1.5) : QPen(colors.line, 1));
    painter.setBrush(colors.soft);
    painter.drawRoundedRect(pill, 4, 4);
    painter.setPen(colors.ink);
    QString text = count;
    if (cluster.group == LaneGroup::State) {
        QStringList names;
        for (const std::size_t index : cluster.boxes)
            names << m_items[index].label;
        text += QStringLiteral(": ") + names.mid(0, 6).join(QStringLiteral(", "));
        text = QFontMetrics(m_theme.smaller()).elidedText(text, Qt::ElideRight, static_cast<int>(pill.width()) - 8);
    }
    painter.drawText(pill.adjusted(4, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
    m_hits.push_back({pill, pill, cluster.boxes});
}

/// Old time → new time beside the entry that is being dragged.
void EventLane::paintDrag(QPainter& painter, const TimeScale& scale) const
{
    if (!m_drag || !m_drag->isMoving)
        return;
    const ThemeColors& colors = m_theme.colors();
    const TimeZone& zone = m_session.zone();
    const bool isEnd = m_drag->part == DragPart::End;
    const Timestamp from = isEnd ? m_drag->before.end.value_or(m_drag->before.start) : m_drag->before.start;
    const Timestamp to = isEnd ? m_drag->after.end.value_or(m_drag->after.start) : m_drag->after.start;
    const QString text = clockText(from, zone) + QStringLiteral(" → ")
        + (isSameDay(from, to, zone) ? clockText(to, zone) : instantText(to, zone)) + QLatin1Char(' ') + zoneLabel(zone, to);
    const double oldX = std::round(scale.xOf(from)) + 0.5;
    const double newX = std::round(scale.xOf(to)) + 0.5;
    painter.setPen(QPen(colors.muted, 1, Qt::DotLine));
    painter.drawLine(QPointF(oldX, 0), QPointF(oldX, height()));
    painter.setPen(QPen(colors.accent, 1));
    painter.drawLine(QPointF(newX, 0), QPointF(newX, height()));
    const double width = QFontMetrics(m_theme.smaller()).horizontalAdvance(text) + 12;
    const double left = std::clamp(newX + 6, 2.0, this->width() - width - 2.0);
    const QRectF plate(left, 2, width, rowHeight());
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.ink);
    painter.drawRoundedRect(plate, 4, 4);
    painter.setPen(colors.background);
    painter.drawText(plate, Qt::AlignCenter, text);
}

}    // namespace faultline
