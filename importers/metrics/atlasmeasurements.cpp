#include "importers/metrics/atlasmeasurements.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

namespace faultline {

namespace {

class Reader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& answer, RecordSink& sink) override
    {
        if (!answer.has("measurements")) {
            sink.reject("no-results", "The document has no measurements");
            return;
        }
        Labels labels;
        const std::string_view process = answer.anyText({"processId", "hostId"});
        if (!process.empty())
            labels.emplace_back("process", std::string(process));
        for (const std::string_view key : {"partitionName", "databaseName", "groupId"}) {
            if (answer.has(key))
                labels.emplace_back(key == "groupId" ? "group" : std::string(key), std::string(answer.text(key)));
        }
        eachObject(answer.raw("measurements"), sink, [&](JsonRecord& measurement) {
            const std::string name(measurement.text("name"));
            const std::string_view units = measurement.text("units");
            DocumentSeries series(sink, name.empty() ? "measurement" : name, labels, apiUnit(units),
                                  units.ends_with("_PER_SECOND") ? SeriesKind::Rate : SeriesKind::Gauge);
            std::uint64_t points = 0;
            eachObject(measurement.raw("dataPoints"), sink, [&](JsonRecord& point) {
                const std::string_view rawTime = point.raw("timestamp");
                series.add(time(rawTime), rawTime, point.raw("value"));
                ++points;
            });
            if (points == 0)
                sink.skip();
        });
    }
};

}    // namespace

std::unique_ptr<Importer> atlasMeasurements()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "atlas-measurements", .title = "MongoDB Atlas / Ops Manager measurements", .records = "series",
                   .framing = Framing::Document, .zone = "UTC", .specification = "MongoDB Atlas Administration API, measurements"},
        [](const SourceHead& head) { return detectionByKeys(head, {"measurements", "dataPoints", "granularity"}, "Atlas measurements", 97); },
        &openWithTimes<Reader>);
}

}    // namespace faultline
