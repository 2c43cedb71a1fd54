#include "ui/charts/lanemarker.h"

#include "ui/charts/laneitem.h"
#include "ui/theme.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

struct Look {
    std::string_view word;
    LaneShape shape;
    enum class Tone { Good, Accent, Bad, Warning, Ink, Muted } tone;
};

constexpr std::array<Look, 23> eventLooks = {{{"deploy", LaneShape::Circle, Look::Tone::Good},
                                              {"release", LaneShape::Circle, Look::Tone::Accent},
                                              {"commit", LaneShape::Ring, Look::Tone::Good},
                                              {"build", LaneShape::Square, Look::Tone::Muted},
                                              {"flag", LaneShape::Diamond, Look::Tone::Accent},
                                              {"config", LaneShape::Diamond, Look::Tone::Accent},
                                              {"scaling", LaneShape::Square, Look::Tone::Accent},
                                              {"maintenance", LaneShape::Square, Look::Tone::Warning},
                                              {"migration", LaneShape::Square, Look::Tone::Good},
                                              {"load-test", LaneShape::Square, Look::Tone::Ink},
                                              {"cert", LaneShape::Diamond, Look::Tone::Ink},
                                              {"certificate", LaneShape::Diamond, Look::Tone::Ink},
                                              {"restart", LaneShape::Up, Look::Tone::Warning},
                                              {"election", LaneShape::Up, Look::Tone::Muted},
                                              {"failover", LaneShape::Up, Look::Tone::Warning},
                                              {"alert", LaneShape::Down, Look::Tone::Bad},
                                              {"page", LaneShape::Down, Look::Tone::Bad},
                                              {"saturation", LaneShape::Down, Look::Tone::Bad},
                                              {"error", LaneShape::Down, Look::Tone::Bad},
                                              {"incident", LaneShape::Down, Look::Tone::Bad},
                                              {"human", LaneShape::Ring, Look::Tone::Muted},
                                              {"note", LaneShape::Ring, Look::Tone::Muted},
                                              {"", LaneShape::Circle, Look::Tone::Muted}}};
constexpr std::array<Look, 6> entryLooks = {{{"detection", LaneShape::Down, Look::Tone::Warning},
                                             {"diagnosis", LaneShape::Diamond, Look::Tone::Accent},
                                             {"repair", LaneShape::Square, Look::Tone::Good},
                                             {"key moment", LaneShape::Circle, Look::Tone::Bad},
                                             {"note", LaneShape::Ring, Look::Tone::Ink},
                                             {"", LaneShape::Ring, Look::Tone::Ink}}};

template <std::size_t N>
const Look& lookOf(const std::array<Look, N>& looks, std::string_view word)
{
    const auto found = std::find_if(looks.begin(), looks.end(), [&](const Look& look) { return look.word == word; });
    return found == looks.end() ? looks.back() : *found;
}

const Look& lookOf(const LaneItem& item)
{
    return item.kind == LaneItem::Kind::Entry ? lookOf(entryLooks, item.word) : lookOf(eventLooks, item.word);
}

}    // namespace

LaneShape laneShape(const LaneItem& item)
{
    return lookOf(item).shape;
}

QColor laneColor(const LaneItem& item, const ThemeColors& colors)
{
    switch (lookOf(item).tone) {
    case Look::Tone::Good: return colors.good;
    case Look::Tone::Accent: return colors.accent;
    case Look::Tone::Bad: return colors.bad;
    case Look::Tone::Warning: return colors.warning;
    case Look::Tone::Ink: return colors.ink;
    case Look::Tone::Muted: return colors.muted;
    }
    return colors.ink;
}

void drawLaneShape(QPainter& painter, LaneShape shape, QPointF center, double size, const QColor& color)
{
    const double r = size / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const auto polygon = [&](std::initializer_list<QPointF> points) {
        QPolygonF moved;
        for (const QPointF& point : points)
            moved << center + point * r;
        painter.drawPolygon(moved);
    };
    switch (shape) {
    case LaneShape::Circle: painter.drawEllipse(center, r, r); break;
    case LaneShape::Ring:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 1.6));
        painter.drawEllipse(center, r - 0.8, r - 0.8);
        break;
    case LaneShape::Diamond: polygon({{0, -1.15}, {1.15, 0}, {0, 1.15}, {-1.15, 0}}); break;
    case LaneShape::Square: polygon({{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}}); break;
    case LaneShape::Up: polygon({{0, -1.05}, {1.1, 0.9}, {-1.1, 0.9}}); break;
    case LaneShape::Down: polygon({{0, 1.05}, {1.1, -0.9}, {-1.1, -0.9}}); break;
    }
}

}    // namespace faultline
