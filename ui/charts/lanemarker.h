#pragma once

#include <QColor>
#include <QRectF>

#include <string_view>

class QPainter;

namespace faultline {

struct LaneItem;
struct ThemeColors;

/// The shape of a kind of event or a type of entry, so that colour never stands alone.
enum class LaneShape { Circle, Ring, Diamond, Square, Up, Down };

LaneShape laneShape(const LaneItem& item);
QColor laneColor(const LaneItem& item, const ThemeColors& colors);
void drawLaneShape(QPainter& painter, LaneShape shape, QPointF center, double size, const QColor& color);

}    // namespace faultline
