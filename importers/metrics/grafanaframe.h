#pragma once

#include "app/model/recordsink.h"
#include "importers/metrics/csvrecords.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A column of a frame. What it is shows in its first filled cell: Grafana writes no types.
struct GrafanaColumn {
    enum class Kind : std::uint8_t { Unknown, Time, Value, Label, SeriesName };
    std::string header;
    std::string name;      ///< legend without its labels
    Labels labels;         ///< of a legend such as up{instance="a"}
    std::string unit;
    Kind kind = Kind::Unknown;
};

/// One table of a panel export.
struct GrafanaFrame {
    std::vector<GrafanaColumn> columns;
    std::size_t time = 0;

    /// A frame when the cells are a header with a time column.
    static std::optional<GrafanaFrame> fromHeader(const CsvCells& cells);
    /// Settles kinds and units from a data row.
    void learn(const CsvCells& cells, NumberNotation notation);
    std::size_t count(GrafanaColumn::Kind kind) const;
};

/// "up{instance=\"a\", job=\"b\"}" into its name and labels; false and untouched when it is no such legend.
bool splitLegend(std::string_view legend, std::string& name, Labels& labels);

}    // namespace faultline
