#include "importers/metrics/azuremonitor.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <array>

namespace faultline {

namespace {

constexpr auto statistics = std::to_array<std::string_view>({"average", "minimum", "maximum", "total", "count"});

/// ".../Microsoft.Web/sites/shop/providers/Microsoft.Insights/metrics/CpuTime" -> "shop".
std::string_view resourceOf(std::string_view id)
{
    const std::size_t end = id.find("/providers/Microsoft.Insights");
    if (end == std::string_view::npos)
        return {};
    const std::size_t slash = id.rfind('/', end - (end > 0 ? 1 : 0));
    return slash == std::string_view::npos || slash + 1 >= end ? std::string_view() : id.substr(slash + 1, end - slash - 1);
}

class Reader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& answer, RecordSink& sink) override
    {
        if (!answer.has("value")) {
            sink.reject("no-results", "The document has no list of metrics called value");
            return;
        }
        Labels labels;
        for (const std::string_view key : {"namespace", "resourceregion"}) {
            if (answer.has(key))
                labels.emplace_back(key == "namespace" ? "namespace" : "region", std::string(answer.text(key)));
        }
        eachObject(answer.raw("value"), sink, [&](JsonRecord& metric) { readMetric(metric, labels, sink); });
    }

    void readMetric(JsonRecord& metric, Labels labels, RecordSink& sink)
    {
        const std::string name(metric.anyText({"name.value", "name.localizedValue", "name"}));
        if (const std::string_view code = metric.text("errorCode"); !code.empty() && code != "Success")
            sink.issue("incomplete-result", "Azure says " + shortened(code, 60) + " of " + shortened(name, 80));
        if (const std::string_view resource = resourceOf(metric.text("id")); !resource.empty())
            labels.emplace_back("resource", std::string(resource));
        const std::string unit = apiUnit(metric.text("unit"));
        std::uint64_t points = 0;
        eachObject(metric.raw("timeseries"), sink, [&](JsonRecord& series) {
            Labels own = labels;
            eachObject(series.raw("metadatavalues"), sink, [&own](JsonRecord& dimension) {
                own.emplace_back(std::string(dimension.anyText({"name.value", "name.localizedValue"})), std::string(dimension.text("value")));
            });
            eachObject(series.raw("data"), sink, [&](JsonRecord& point) {
                ++points;
                readPoint(point, {name, own, unit}, sink);
            });
        });
        if (points == 0)
            sink.skip();
    }

    struct Described {
        const std::string& name;
        const Labels& labels;
        const std::string& unit;
    };

    void readPoint(JsonRecord& point, const Described& series, RecordSink& sink)
    {
        const std::string_view rawTime = point.raw("timeStamp");
        const auto at = time(rawTime);
        bool any = false;
        for (const std::string_view statistic : statistics) {
            if (!point.has(statistic))
                continue;
            any = true;
            Labels labels = series.labels;
            labels.emplace_back("stat", std::string(statistic));
            DocumentSeries(sink, series.name, std::move(labels), statistic == "count" ? "1" : series.unit, SeriesKind::Gauge)
                .add(at, rawTime, point.raw(statistic));
        }
        if (!any)
            sink.skip();    // a grain without data
    }
};

}    // namespace

std::unique_ptr<Importer> azureMonitor()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "azure-monitor", .title = "Azure Monitor metrics", .records = "series", .framing = Framing::Document, .zone = "UTC",
                   .specification = "Azure Monitor REST API, metrics list"},
        [](const SourceHead& head) { return detectionByKeys(head, {"value", "timeseries", "timeStamp"}, "Azure Monitor metrics", 95); },
        &openWithTimes<Reader>);
}

}    // namespace faultline
