#pragma once

#include "app/model/record.h"
#include "app/query/recordseries.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// Where the values of a line come from.
enum class LineKind : std::uint8_t {
    Metric,    ///< an imported series
    Records,   ///< counted or measured from requests, operations or log lines
    Derived,   ///< computed from other lines
    Sql        ///< a column of the rows of a statement
};

enum class Derivation : std::uint8_t { PerSecond, Sum, Ratio, Difference };

/// One line of a chart, as a value: compared, stored with the case, restored.
struct LineSpec {
    LineKind kind = LineKind::Metric;
    std::int64_t seriesId = 0;              ///< Metric
    RecordKind records = RecordKind::Request;
    Measure measure = Measure::Rate;        ///< Records
    std::string filter;                     ///< Records: an expression of its own, and-ed with the case's filter; "" = none
    Derivation derivation = Derivation::PerSecond;
    std::vector<LineSpec> operands;         ///< Derived: one for PerSecond, two for Ratio and Difference
    std::string statement;                  ///< Sql
    std::string column;                     ///< Sql: the name of the one with the values
    std::string title;                      ///< "" = made from the above

    bool operator==(const LineSpec&) const = default;
};

enum class ChartShape : std::uint8_t { Line, Area, Stacked, Heatmap };

/// One chart of the stack. Stacked and Heatmap show records: `lines` holds the one line that says which.
struct ChartSpec {
    int id = 0;                             ///< unique in the session
    ChartShape shape = ChartShape::Line;
    std::vector<LineSpec> lines;
    std::string by = "path";                ///< Stacked: the field whose top values are the layers
    std::vector<int> hidden;                ///< indexes into lines
    bool isLogarithmic = false;
    bool isPinned = false;
    int height = 0;                         ///< pixels at 100 %, 0 = its share of the room

    bool operator==(const ChartSpec&) const = default;
};

QByteArray chartsToJson(const std::vector<ChartSpec>& charts);
/// Charts that cannot be read are left out.
std::vector<ChartSpec> chartsFromJson(const QByteArray& json);

QByteArray linesToJson(const std::vector<LineSpec>& lines);
std::vector<LineSpec> linesFromJson(const QByteArray& json);    ///< likewise

/// A line of records of one value: `path = "..."` as the filter of a breakdown row.
LineSpec recordsLine(RecordKind kind, Measure measure, std::string filter = {});
LineSpec metricLine(std::int64_t seriesId);

/// The first chart of lines or areas that shows the line.
std::optional<int> chartWith(const std::vector<ChartSpec>& charts, const LineSpec& line);

struct CaseContents;
/// The unit of its values, UCUM-like as in SeriesInfo; "" = not known.
std::string unitOf(const LineSpec& line, const CaseContents& contents);
/// "requests/s", "p95 duration", "db_connections db-0": what stands beside the line.
QString titleOf(const LineSpec& line, const CaseContents& contents);
/// "requests/s", "db_network_out_bytes_per_second": what stands above the chart.
QString chartTitleOf(const ChartSpec& chart, const CaseContents& contents);
/// What tells a line from the others of its chart: "all", "/api/models", "db-0 primary".
QString lineNameOf(const LineSpec& line, const CaseContents& contents);
/// The charts a case opens with: what its records and series tell first.
std::vector<ChartSpec> defaultCharts(const CaseContents& contents);

}    // namespace faultline
