#include "importers/metrics/netdata.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <vector>

namespace faultline {

namespace {

class Reader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& answer, RecordSink& sink) override
    {
        if (answer.has("labels") && answer.has("data")) {
            readTable(answer, "netdata", sink);
            return;
        }
        JsonRecord result;
        if (answer.has("result") && result.read(answer.raw("result")) == JsonRecord::Fault::None && result.has("labels")) {
            readTable(result, std::string(answer.anyText({"id", "name"})), sink);
            return;
        }
        for (const JsonRecord::Member& member : std::vector(answer.members())) {
            JsonRecord chart;
            if (chart.read(member.value) == JsonRecord::Fault::None && chart.has("dimensions"))
                readChart(member.key, chart, sink);
            else
                sink.skip();
        }
    }

    void readTable(JsonRecord& table, const std::string& chart, RecordSink& sink)
    {
        std::vector<DocumentSeries> columns;
        std::string scratch;
        eachElement(table.raw("labels"), sink, [&](std::string_view raw) {
            columns.emplace_back(sink, chart.empty() ? "netdata" : chart, Labels{{"dimension", std::string(jsonText(raw, scratch))}}, "", SeriesKind::Gauge);
        });
        std::uint64_t rows = 0;
        eachElement(table.raw("data"), sink, [&](std::string_view row) {
            ++rows;
            JsonSlice cells(row);
            const std::string_view rawTime = cells.next() ? cells.value() : std::string_view();
            const auto at = time(rawTime);
            bool any = false;
            for (std::size_t i = 1; i < columns.size() && cells.next(); ++i) {
                columns[i].add(at, rawTime, cells.value());
                any = true;
            }
            if (!any)
                sink.skip();
        });
        if (rows == 0)
            sink.issue("empty-result", "The answer holds no rows");
    }

    static void readChart(std::string_view id, JsonRecord& chart, RecordSink& sink)
    {
        const std::string_view rawTime = chart.raw("last_updated");
        const auto at = epochTime(rawTime, inSeconds);
        const std::string unit = apiUnit(chart.text("units"));
        JsonSlice dimensions(chart.raw("dimensions"));
        while (dimensions.isObject() && dimensions.next()) {
            Labels labels{{"dimension", std::string(dimensions.key())}};
            if (chart.has("family"))
                labels.emplace_back("family", std::string(chart.text("family")));
            const auto value = jsonMember(dimensions.value(), "value");
            DocumentSeries(sink, std::string(id), std::move(labels), unit, SeriesKind::Gauge).add(at, rawTime, value.value_or("null"));
        }
    }
};

Detection detect(const SourceHead& head)
{
    if (auto found = detectionByKeys(head, {"view_update_every", "labels", "data"}, "Netdata data", 95); found.confidence > 0)
        return found;
    if (auto found = detectionByKeys(head, {"last_updated", "dimensions", "context"}, "Netdata allmetrics", 92); found.confidence > 0)
        return found;
    const std::size_t labels = head.text.find("\"time\"");
    auto found = detectionByKeys(head, {"labels", "data"}, "Netdata data", 85);
    return labels != std::string_view::npos && labels < 200 ? found : Detection{};
}

}    // namespace

std::unique_ptr<Importer> netdataJson()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "netdata-json", .title = "Netdata API (JSON)", .records = "series", .framing = Framing::Document, .zone = "epoch",
                   .specification = "Netdata API v1, data and allmetrics"},
        &detect, &openWithTimes<Reader>);
}

}    // namespace faultline
