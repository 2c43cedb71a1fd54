#pragma once

#include "ui/analysis/finding.h"

class QPainter;
class QRectF;

namespace faultline {

struct ThemeColors;

/// From 0, or from the smallest value where the values lie far from 0, to the largest. What is laid beside is drawn behind it
/// and on a scale of its own.
void paintSparkline(QPainter& painter, const QRectF& room, const Sparkline& line, const ThemeColors& colors);

}    // namespace faultline
