#pragma once

#include "app/analysis/valuegrid.h"
#include "app/base/timestamp.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::evaluate {

/// Rows of a CSV text, quotes taken off.
using Table = std::vector<std::vector<std::string>>;
std::optional<Table> readTable(const std::string& path);    ///< also "path.gz"
std::optional<std::string> readText(const std::string& path);

/// "2014-02-14 14:30:00", "2018-03-15T00:00:00Z", "7/3/2018 14:00", seconds since 1970; UTC where no offset is written.
std::optional<Timestamp> timeOf(std::string_view text);
/// NaN for what is no number.
double numberOf(std::string_view text);

struct LabelledSeries {
    std::string name;                    ///< "realTraffic/speed_6005.csv"
    std::vector<Timestamp> times;
    std::vector<double> values;          ///< one a row, or a step
    std::vector<IndexRange> windows;     ///< rows, or steps, that people called anomalous

    Nanoseconds step() const;            ///< the median distance of its times
    std::size_t rowsOfADay() const;
    /// Values at equal steps, as the program has them: steps without a row are NaN.
    void layOnGrid();
    ValueGrid grid() const;
};

/// Those under FOLDER/labelled-series/nab that have labels, by name.
std::vector<LabelledSeries> nabSeries(const std::string& folder);
/// Those under FOLDER/labelled-series/microsoft-cloud-monitoring, by name. Runs of labelled rows are windows.
std::vector<LabelledSeries> microsoftSeries(const std::string& folder);

}    // namespace faultline::evaluate
