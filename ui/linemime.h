#pragma once

#include "ui/chartspec.h"

#include <QLatin1String>

#include <vector>

class QMimeData;

namespace faultline {

/// Lines on their way to a chart: dragged from the sources, the breakdown, a legend, or copied.
inline constexpr QLatin1String lineMimeType("application/x-faultline-line");

QMimeData* mimeDataOf(const std::vector<LineSpec>& lines);    ///< owned by the caller
bool hasLines(const QMimeData* data);
std::vector<LineSpec> linesOf(const QMimeData* data);         ///< what cannot be read is left out

}    // namespace faultline
