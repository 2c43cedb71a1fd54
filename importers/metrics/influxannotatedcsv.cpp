#include "importers/metrics/influx.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/csvrows.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"
#include "importers/metrics/valueunits.h"

#include <algorithm>
#include <vector>

namespace faultline {

namespace {

using Made = CsvRecordMaker::Made;

constexpr std::size_t none = static_cast<std::size_t>(-1);

enum class Use : std::uint8_t { Nothing, Time, Value, Field, Measurement, Label };

struct Column {
    std::string name, fallback;
    Use use = Use::Nothing;
};

class Reader final : public CsvRowsReader {
public:
    explicit Reader(const TimeSettings& settings) : CsvRowsReader(','), m_resolver(settings) {}
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    void blank(RecordSink& sink) override
    {
        sink.skip();
        m_types.clear();
        m_groups.clear();
        m_defaults.clear();
        m_awaitsHeader = true;
    }

    Made row(const CsvCells& cells, RecordSink& sink) override
    {
        const std::string_view mark = cells.front();
        if (mark.starts_with('#') || m_awaitsHeader) {
            sink.skip();
            if (mark.starts_with('#'))
                takeAnnotation(mark, cells);
            else
                takeHeader(cells);
            return Made::Nothing;
        }
        if (m_isError) {
            const std::string_view error = cells.size() > 1 ? cells[1] : cells[0];
            sink.reject("query-failed", "InfluxDB answered with an error: " + shortened(error, 300));
            return Made::Rejected;
        }
        if (cells.size() != m_columns.size()) {
            sink.reject("column-count", "The line has " + std::to_string(cells.size()) + " cells, the table " + std::to_string(m_columns.size()));
            return Made::Rejected;
        }
        return readRow(cells, sink);
    }

    void takeAnnotation(std::string_view mark, const CsvCells& cells)
    {
        if (!m_awaitsHeader) {    // the next table without a blank line before it
            m_types.clear();
            m_groups.clear();
            m_defaults.clear();
        }
        m_awaitsHeader = true;
        auto& kept = mark == "#datatype" ? m_types : mark == "#group" ? m_groups : m_defaults;
        if (mark == "#datatype" || mark == "#group" || mark == "#default")
            kept.assign(cells.begin(), cells.end());
    }

    static std::string_view at(const std::vector<std::string>& list, std::size_t index)
    {
        return index < list.size() ? std::string_view(list[index]) : std::string_view();
    }

    void takeHeader(const CsvCells& cells)
    {
        m_awaitsHeader = false;
        m_columns.clear();
        m_series = SeriesCache<SeriesHandle>();
        m_isError = std::find(cells.begin(), cells.end(), "error") != cells.end() && std::find(cells.begin(), cells.end(), "reference") != cells.end();
        const bool hasValue = std::find(cells.begin(), cells.end(), "_value") != cells.end();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            Column column{std::string(cells[i]), std::string(at(m_defaults, i)), Use::Nothing};
            column.use = useOf(i, cells[i], hasValue);
            m_columns.push_back(std::move(column));
        }
    }

    Use useOf(std::size_t index, std::string_view name, bool hasValue) const
    {
        if (name == "_time" || name == "time")
            return Use::Time;
        if (name == "_value")
            return Use::Value;
        if (name == "_field" || name == "_measurement")
            return name == "_field" ? Use::Field : Use::Measurement;
        if (name.empty() || name == "result" || name == "table" || name == "_start" || name == "_stop")
            return Use::Nothing;
        const std::string_view type = at(m_types, index);
        const bool isNumber = type == "double" || type == "long" || type == "unsignedLong" || type == "boolean";
        if (at(m_groups, index) == "true" || (m_groups.empty() && (hasValue || !isNumber)))
            return Use::Label;
        return !hasValue && isNumber ? Use::Value : Use::Nothing;    // a pivoted table has a column a field
    }

    std::string_view cell(const CsvCells& cells, std::size_t index) const
    {
        return cells[index].empty() ? std::string_view(m_columns[index].fallback) : cells[index];
    }

    std::size_t find(Use use) const
    {
        const auto found = std::find_if(m_columns.begin(), m_columns.end(), [use](const Column& column) { return column.use == use; });
        return found == m_columns.end() ? none : static_cast<std::size_t>(found - m_columns.begin());
    }

    Made readRow(const CsvCells& cells, RecordSink& sink)
    {
        const std::size_t timeColumn = find(Use::Time);
        const std::string_view text = timeColumn == none ? std::string_view() : cell(cells, timeColumn);
        const auto written = parseAnyTime(text);
        const auto time = written ? m_resolver.resolve(*written) : std::nullopt;
        if (!time) {
            sink.reject("bad-time", timeColumn == none ? "The table has no column _time" : '"' + shortened(text, 40) + "\" is no time");
            return Made::Rejected;
        }
        std::size_t samples = 0;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i].use != Use::Value || at(m_types, i) == "string")
                continue;
            const std::string_view raw = cell(cells, i);
            const auto value = raw.empty() ? std::nullopt : sampleValue(raw);
            SeriesHandle* series = value ? seriesOf(cells, i, sink) : nullptr;
            if (value && series == nullptr) {
                sink.reject("too-many-series", tooManySeries);
                return Made::Rejected;
            }
            if (value)
                sink.sample(*series, *time, *value);
            samples += value ? 1U : 0U;
        }
        if (samples > 0)
            return Made::Records;
        sink.skip();    // texts and gaps
        return Made::Nothing;
    }

    SeriesHandle* seriesOf(const CsvCells& cells, std::size_t column, RecordSink& sink)
    {
        m_key = std::to_string(column);
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            if (m_columns[i].use >= Use::Field)
                m_key.append(1, '\0').append(cell(cells, i));
        }
        if (SeriesHandle* known = m_series.find(m_key))
            return known;
        std::string name, field;
        Labels labels;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            const std::string_view text = cell(cells, i);
            if (m_columns[i].use == Use::Measurement)
                name = text;
            else if (m_columns[i].use == Use::Field)
                field = text;
            else if (m_columns[i].use == Use::Label && !text.empty())
                labels.emplace_back(m_columns[i].name, std::string(text));
        }
        if (field.empty() && m_columns[column].name != "_value")
            field = m_columns[column].name;
        name += (name.empty() || field.empty() ? "" : ".") + field;
        if (name.empty())
            name = "value";
        std::sort(labels.begin(), labels.end());
        return m_series.add(m_key, sink.series(name, labels, declaredUnit(name), SeriesKind::Unknown));
    }

    TimeResolver m_resolver;
    std::vector<std::string> m_types, m_groups, m_defaults;
    std::vector<Column> m_columns;
    SeriesCache<SeriesHandle> m_series;
    std::string m_key;
    bool m_awaitsHeader = true;
    bool m_isError = false;
};

Detection detect(const SourceHead& head)
{
    for (const std::string_view line : head.lines) {
        if (trimmed(line).empty())
            continue;
        const bool isAnnotated = line.starts_with("#datatype,") || line.starts_with("#group,") || line.starts_with("#default,");
        if (isAnnotated || line.starts_with(",result,table,"))
            return {97, isAnnotated ? "it begins with an annotation of InfluxDB's CSV" : "it begins with the columns result and table", Anchor::Unknown, Basis::Assumed, {}};
        break;
    }
    return {};
}

}    // namespace

std::unique_ptr<Importer> influxAnnotatedCsv()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "influx-annotated-csv", .title = "InfluxDB annotated CSV", .records = "series", .framing = Framing::OrderedLines,
                   .zone = "offset in the text", .since = "InfluxDB 2.0", .specification = "InfluxDB annotated CSV"},
        &detect, &openWithTimes<Reader>);
}

}    // namespace faultline
