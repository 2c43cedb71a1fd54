#include "importers/metrics/victoriametrics.h"

#include "app/base/text.h"
#include "app/import/jsonlinesreader.h"
#include "app/import/linecensus.h"
#include "importers/metrics/exposition.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/valueunits.h"

#include <algorithm>

namespace faultline {

namespace {

class Reader final : public JsonLinesReader {
public:
    explicit Reader(const TimeSettings&) {}

private:
    void object(JsonRecord& record, RecordSink& sink) override
    {
        if (record.has("metric") && record.has("values") && record.has("timestamps"))
            readSeries(record, sink);
        else
            sink.reject("no-results", "The object has no metric, values and timestamps");
    }

    static void readSeries(const JsonRecord& record, RecordSink& sink)
    {
        Labels labels;
        addLabels(record.raw("metric"), labels);
        std::string name;
        std::erase_if(labels, [&name](const auto& label) {
            if (label.first == "__name__")
                name = label.second;
            return label.first == "__name__";
        });
        std::sort(labels.begin(), labels.end());
        JsonSlice times(record.raw("timestamps"));
        JsonSlice values(record.raw("values"));
        const SeriesHandle handle = sink.series(name, labels, declaredUnit(name), seriesKindOf(name));
        std::uint64_t made = 0, bad = 0;
        while (true) {
            const bool hasTime = times.next();
            if (hasTime != values.next()) {
                sink.issue("unequal-lists", "values and timestamps are not equally long; the shorter was read");
                break;
            }
            if (!hasTime)
                break;
            const auto time = epochTime(times.value(), inMilliseconds);
            const auto value = sampleValue(values.value());
            if (time && value)
                sink.sample(handle, *time, *value);
            ++(time && value ? made : bad);
        }
        if (made == 0 && bad == 0)
            sink.skip();
        else if (made == 0)
            sink.reject("bad-value", "None of " + std::to_string(bad) + " pairs is a time and a number");
        else if (bad > 0)
            sink.issue("bad-value", std::to_string(bad) + " of " + std::to_string(made + bad) + " pairs are no time and number");
    }
};

}    // namespace

std::unique_ptr<Importer> victoriaMetricsExport()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "victoriametrics-export", .title = "VictoriaMetrics export (JSON lines)", .records = "series",
                   .framing = Framing::Lines, .zone = "epoch", .specification = "VictoriaMetrics /api/v1/export"},
        [](const SourceHead& head) { return detectionByKeys(head, {"metric", "values", "timestamps"}, "VictoriaMetrics export", 94); },
        &openWithTimes<Reader>);
}

}    // namespace faultline
