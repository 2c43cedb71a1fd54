#pragma once

#include "ui/charts/linelibrary.h"

#include <memory>
#include <vector>

namespace faultline {

/// Values of a chart by time, as rows.
struct ChartTable {
    struct Column {
        QString title;
        std::string unit;
        std::vector<double> values;    ///< one a row; NaN where the column has none at that time
        int decimals = 0;              ///< that its values need
    };
    enum class Rows { Every, Reduced };

    std::vector<Timestamp> times;
    std::vector<Column> columns;
    Rows rows = Rows::Every;
    Nanoseconds step{0};               ///< of the first column, 0 = not known
};

struct NamedLine {
    QString title;
    std::shared_ptr<LineData> data;
};

/// The samples of lines in a window; where they are more than `mostRows`, those that shape the lines.
ChartTable tableOf(const std::vector<NamedLine>& lines, TimeRange window, std::size_t mostRows);
ChartTable tableOf(const StackedData& data, TimeRange window);
/// A column a bin of durations.
ChartTable tableOf(const DurationHeatmap& heatmap, TimeRange window);

}    // namespace faultline
