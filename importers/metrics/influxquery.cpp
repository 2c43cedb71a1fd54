#include "importers/metrics/influx.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/valueunits.h"

#include <vector>

namespace faultline {

namespace {

class Reader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& answer, RecordSink& sink) override
    {
        if (const std::string_view error = answer.text("error"); !error.empty())
            sink.reject("query-failed", "InfluxDB answered with an error: " + shortened(error, 300));
        else if (!answer.has("results"))
            sink.reject("no-results", "The document has no results");
        eachObject(answer.raw("results"), sink, [&](JsonRecord& result) {
            if (const std::string_view error = result.text("error"); !error.empty())
                sink.reject("query-failed", "A statement failed: " + shortened(error, 300));
            bool isPartial = result.raw("partial") == "true";
            eachObject(result.raw("series"), sink, [&](JsonRecord& series) {
                isPartial = isPartial || series.raw("partial") == "true";
                readSeries(series, sink);
            });
            if (isPartial)
                sink.issue("export-truncated", "InfluxDB calls the result partial: there is more than the server returned");
        });
    }

    void readSeries(JsonRecord& object, RecordSink& sink)
    {
        Labels labels;
        addLabels(object.raw("tags"), labels);
        std::erase_if(labels, [](const auto& label) { return label.second.empty(); });
        const std::string measurement(object.text("name"));
        std::vector<DocumentSeries> columns;
        std::size_t time = 0, count = 0;
        std::string scratch;
        eachElement(object.raw("columns"), sink, [&](std::string_view raw) {
            const std::string column(jsonText(raw, scratch));
            time = column == "time" ? count : time;
            ++count;
            const std::string name = measurement.empty() ? column : measurement + '.' + column;
            columns.emplace_back(sink, name, labels, declaredUnit(name), SeriesKind::Unknown);
        });
        std::uint64_t rows = 0;
        eachElement(object.raw("values"), sink, [&](std::string_view row) {
            ++rows;
            readRow(row, columns, time, sink);
        });
        if (rows == 0)
            sink.skip();
    }

    void readRow(std::string_view row, std::vector<DocumentSeries>& columns, std::size_t timeColumn, RecordSink& sink)
    {
        std::vector<std::string_view> cells;
        eachElement(row, sink, [&cells](std::string_view value) { cells.push_back(value); });
        const auto at = timeColumn < cells.size() ? time(cells[timeColumn]) : std::nullopt;
        if (!at) {
            sink.reject("bad-time", "The row " + shortened(row, 80) + " has no time");
            return;
        }
        bool any = false;
        for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
            const auto value = i == timeColumn || isJsonString(cells[i]) ? std::nullopt : sampleValue(cells[i]);
            if (value)
                columns[i].add(*at, *value);
            any = any || value.has_value();
        }
        if (!any)
            sink.skip();
    }
};

}    // namespace

std::unique_ptr<Importer> influxQuery()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "influx-query", .title = "InfluxDB 1 query answer (JSON)", .records = "series", .framing = Framing::Document,
                   .zone = "offset or epoch", .since = "InfluxDB 0.9", .specification = "InfluxDB 1 HTTP API, /query"},
        [](const SourceHead& head) { return detectionByKeys(head, {"results", "series", "columns", "values"}, "InfluxDB query answer", 95); },
        &openWithTimes<Reader>);
}

}    // namespace faultline
