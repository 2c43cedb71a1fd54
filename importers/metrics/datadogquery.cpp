#include "importers/metrics/datadogquery.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <vector>

namespace faultline {

namespace {

/// "host:a" into a label; a tag without colon is its own value.
void addTag(std::string_view tag, Labels& labels)
{
    const std::size_t colon = tag.find(':');
    if (colon == std::string_view::npos)
        labels.emplace_back(std::string(tag), "true");
    else
        labels.emplace_back(std::string(tag.substr(0, colon)), std::string(tag.substr(colon + 1)));
}

void addTags(std::string_view list, Labels& labels, RecordSink& sink)
{
    std::string scratch;
    eachElement(list, sink, [&](std::string_view tag) { addTag(jsonText(tag, scratch), labels); });
}

/// [{"name":"byte",...},{"name":"second",...}] or null: what is measured and the time that it is counted over.
std::string unitOf(std::string_view list, RecordSink& sink)
{
    std::vector<std::string> names;
    eachElement(list, sink, [&names](std::string_view value) {
        JsonRecord unit;
        names.emplace_back(unit.read(value) == JsonRecord::Fault::None ? std::string(unit.text("name")) : std::string());
    });
    if (names.empty() || names.front().empty())
        return {};
    const std::string unit = apiUnit(names.front());
    return names.size() > 1 && names[1] == "second" ? apiUnit((unit == "1" ? "count" : names.front()) + "/second") : unit;
}

class Reader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& answer, RecordSink& sink) override
    {
        if (const std::string_view error = answer.text("error"); !error.empty())
            sink.reject("query-failed", "Datadog answered with an error: " + shortened(error, 300));
        if (answer.has("data.attributes"))
            readTable(answer, sink);
        else if (answer.has("series"))
            eachObject(answer.raw("series"), sink, [&](JsonRecord& series) { readPoints(series, sink); });
        else if (answer.text("error").empty())
            sink.reject("no-results", "The document has neither series nor data.attributes");
    }

    static void readPoints(JsonRecord& object, RecordSink& sink)
    {
        Labels labels;
        addTags(object.raw("tag_set"), labels, sink);
        if (labels.empty() && object.has("scope") && object.text("scope") != "*") {
            for (const std::string_view tag : split(object.text("scope"), ','))
                addTag(tag, labels);
        }
        std::string name(object.anyText({"metric", "expression", "display_name"}));
        DocumentSeries series(sink, name.empty() ? "query" : std::move(name), std::move(labels), unitOf(object.raw("unit"), sink), SeriesKind::Gauge);
        std::uint64_t points = 0;
        eachElement(object.raw("pointlist"), sink, [&](std::string_view point) {
            JsonSlice pair(point);
            const std::string_view time = pair.next() ? pair.value() : std::string_view();
            series.add(epochTime(time, inMilliseconds), time, pair.next() ? pair.value() : std::string_view());
            ++points;
        });
        if (points == 0)
            sink.skip();
    }

    static void readTable(JsonRecord& answer, RecordSink& sink)
    {
        std::vector<std::string_view> times, rows;
        eachElement(answer.raw("data.attributes.times"), sink, [&](std::string_view value) { times.push_back(value); });
        eachElement(answer.raw("data.attributes.values"), sink, [&](std::string_view value) { rows.push_back(value); });
        std::size_t row = 0;
        eachObject(answer.raw("data.attributes.series"), sink, [&](JsonRecord& object) {
            Labels labels;
            addTags(object.raw("group_tags"), labels, sink);
            const std::string_view query = object.text("query_index");
            DocumentSeries series(sink, "query " + std::string(query.empty() ? "0" : query), std::move(labels), unitOf(object.raw("unit"), sink), SeriesKind::Gauge);
            std::size_t at = 0;
            if (row < rows.size()) {
                eachElement(rows[row], sink, [&](std::string_view value) {
                    if (at < times.size())
                        series.add(epochTime(times[at], inMilliseconds), times[at], value);
                    ++at;
                });
            }
            if (at != times.size())
                sink.issue("unequal-lists", "Series " + std::to_string(row) + " has " + std::to_string(at) + " values for " + std::to_string(times.size()) + " times");
            if (at == 0)
                sink.skip();
            ++row;
        });
        if (row == 0)
            sink.issue("empty-result", "The answer holds no series");
    }
};

Detection detect(const SourceHead& head)
{
    if (auto found = detectionByKeys(head, {"series", "pointlist"}, "a Datadog query (v1)", 95); found.confidence > 0)
        return found;
    if (auto found = detectionByKeys(head, {"attributes", "series", "times", "values"}, "a Datadog timeseries query (v2)", 90); found.confidence > 0)
        return found;
    return detectionByKeys(head, {"res_type", "series", "from_date", "to_date"}, "a Datadog query (v1)", 95);
}

}    // namespace

std::unique_ptr<Importer> datadogQuery()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "datadog-query", .title = "Datadog timeseries query (v1, v2)", .records = "series", .framing = Framing::Document,
                   .zone = "epoch", .specification = "Datadog API, query timeseries points"},
        &detect, &openWithTimes<Reader>);
}

}    // namespace faultline
