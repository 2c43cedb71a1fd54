#pragma once

#include "app/base/timestamp.h"

#include <QFont>
#include <QFontMetrics>

#include <algorithm>
#include <cmath>

namespace faultline {

/// What stands left (title, values) and right (names of lines) of the plots. The same for every row of the stack, so that one
/// instant is one vertical line.
struct PlotMargins {
    int left = 0;
    int right = 0;

    /// A wide row spends a part of its width on names that need less cutting.
    static PlotMargins of(const QFont& font, int rowWidth)
    {
        const int digit = QFontMetrics(font).horizontalAdvance(QLatin1Char('0'));
        return {digit * 14, digit * 15 + std::clamp((rowWidth - digit * 110) / 6, 0, digit * 13)};
    }
};

/// Time to pixels of a row of the stack and back.
struct TimeScale {
    TimeRange view{Timestamp{}, Timestamp{}};
    int left = 0;     ///< pixel of view.begin
    int width = 1;    ///< pixels up to view.end

    static TimeScale of(TimeRange view, int rowWidth, PlotMargins margins)
    {
        return {view, margins.left, std::max(1, rowWidth - margins.left - margins.right)};
    }
    double xOf(Timestamp time) const
    {
        const double length = static_cast<double>(std::max<std::int64_t>(1, view.length().count()));
        return left + static_cast<double>((time - view.begin).count()) / length * width;
    }
    Timestamp timeAt(double x) const
    {
        const double length = static_cast<double>(view.length().count());
        return view.begin + Nanoseconds(std::llround((x - left) / width * length));
    }
    Nanoseconds perPixel() const { return Nanoseconds(std::max<std::int64_t>(1, view.length().count() / width)); }
    int right() const { return left + width; }
};

}    // namespace faultline
