#pragma once

#include "app/base/result.h"
#include "app/base/timezone.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace faultline::cli {

using JsonValue = nlohmann::ordered_json;

enum class OutputFormat { Table, Json, Csv, Markdown };
bool fromName(std::string_view name, OutputFormat& value);

/// One value of a row. monostate = absent: null in JSON, empty elsewhere.
using Cell = std::variant<std::monostate, bool, std::int64_t, double, std::string, Timestamp, JsonValue>;
Cell cell(std::uint64_t value);
Cell cell(std::optional<double> value);
Cell cell(std::optional<Timestamp> value);

/// How a column is shown to people; JSON and CSV always carry the plain value. Hidden: only there.
enum class Show { Text, Number, Percent, Hidden };

struct Column {
    std::string key;      ///< snake_case with the unit, for JSON and CSV
    std::string title;    ///< for tables
    Show show = Show::Text;
};

struct OutputOptions {
    OutputFormat format = OutputFormat::Table;
    bool raw = false;          ///< control characters as they are, CSV without the guard against formulas
    bool isTerminal = false;
};

/// Writes one document to standard output: rows as they come (nothing is collected but the first rows of a table, for their
/// widths), or a ready text. After a failed write or a closed pipe everything more is ignored.
class Output {
public:
    Output(OutputOptions options, int descriptor);

    const OutputOptions& options() const { return m_options; }
    bool isJson() const { return m_options.format == OutputFormat::Json; }
    void setZone(TimeZone zone) { m_zone = std::move(zone); }    ///< in which tables show times

    /// JSON: {...head, "rows": [{...}, ...]}. Other formats show only the rows.
    void begin(const JsonValue& head, std::vector<Column> columns);
    bool row(std::vector<Cell> cells);    ///< false: nobody reads any more, stop
    void end();

    void document(const JsonValue& json);
    void text(std::string_view text);     ///< as it is
    /// A line for people (table and Markdown output only): control characters are made visible.
    void note(std::string_view text);

    bool isStopped() const { return m_stopped; }

    /// Flushes; an Error when the output could not be written. A closed pipe is no error.
    Result<void> finish();

private:
    std::string shown(const Cell& cell, const Column& column) const;
    void writeRow(const std::vector<Cell>& cells);
    void writeTableRow(const std::vector<std::string>& texts);
    void flushTable();
    void put(std::string_view text);
    void flush();

    OutputOptions m_options;
    int m_descriptor;
    TimeZone m_zone;
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_pending;    ///< rows held back until the widths are settled
    std::vector<std::size_t> m_widths;
    bool m_widthsSettled = false;
    bool m_anyRow = false;
    std::vector<std::string> m_jsonKeys;    ///< "\"key\":" by column; empty for one that a later column replaces
    std::string m_line;
    std::string m_buffer;
    bool m_stopped = false;
    int m_errorNumber = 0;
};

}    // namespace faultline::cli
