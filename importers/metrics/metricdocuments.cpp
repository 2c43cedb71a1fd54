#include "importers/metrics/metricdocuments.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"
#include "importers/metrics/valueunits.h"

#include <algorithm>
#include <vector>

namespace faultline {

namespace {

constexpr int deepest = 12;
constexpr std::size_t mostLabels = 24;

/// "resource.attributes.service@name" -> "service.name": dots inside attribute names are stored as @.
std::string attributeName(std::string_view key)
{
    for (const std::string_view prefix : {"metric.attributes.", "resource.attributes."}) {
        if (key.starts_with(prefix))
            key.remove_prefix(prefix.size());
    }
    std::string name(key);
    std::replace(name.begin(), name.end(), '@', '.');
    return name;
}

class Reader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& object, RecordSink& sink) override
    {
        if (object.has("hits.hits")) {
            eachObject(object.raw("hits.hits"), sink, [&](JsonRecord& hit) { readSource(hit, sink); });
            return;
        }
        if (object.has("_source"))
            readSource(object, sink);
        else
            readDocument(object, sink);
    }

    void readSource(JsonRecord& hit, RecordSink& sink)
    {
        JsonRecord source;
        if (source.read(hit.raw("_source")) == JsonRecord::Fault::None)
            readDocument(source, sink);
        else
            sink.reject("no-results", "A hit has no _source");
    }

    void readDocument(JsonRecord& object, RecordSink& sink)
    {
        if (object.has("name") && object.has("kind") && object.has("time"))
            readDataPoint(object, sink);
        else
            readBeat(object, sink);
    }

    /// Data Prepper: {"kind":"SUM","name":...,"value":...,"time":...,"attributes":{...}}.
    void readDataPoint(JsonRecord& object, RecordSink& sink)
    {
        Labels labels;
        if (object.has("serviceName"))
            labels.emplace_back("service", std::string(object.text("serviceName")));
        std::string scratch;
        JsonSlice attributes(object.raw("attributes"));
        while (attributes.isObject() && attributes.next() && labels.size() < mostLabels) {
            if (attributes.value().front() != '{' && attributes.value().front() != '[' && !attributes.key().starts_with("resource.attributes.telemetry"))
                labels.emplace_back(attributeName(attributes.key()), std::string(jsonText(attributes.value(), scratch)));
        }
        const std::string name(object.text("name"));
        const std::string_view rawTime = object.raw("time");
        const auto at = time(rawTime);
        const std::string unit = apiUnit(object.text("unit"));
        const bool isCumulative = object.text("aggregationTemporality").ends_with("CUMULATIVE");
        const bool isCounter = isCumulative && (object.text("kind") != "SUM" || object.raw("isMonotonic") == "true");
        bool any = false;
        const auto add = [&](std::string_view member, std::string_view suffix, std::string_view of, SeriesKind kind) {
            if (!object.has(member))
                return;
            DocumentSeries(sink, name + std::string(suffix), labels, std::string(of), kind).add(at, rawTime, object.raw(member));
            any = true;
        };
        add("value", "", unit, isCounter ? SeriesKind::Counter : SeriesKind::Gauge);
        if (object.text("kind") != "SUM" && object.text("kind") != "GAUGE") {
            add("count", "_count", "1", isCounter ? SeriesKind::Counter : SeriesKind::Gauge);
            add("sum", "_sum", unit, isCounter ? SeriesKind::Counter : SeriesKind::Gauge);
            add("min", "_min", unit, SeriesKind::Gauge);
            add("max", "_max", unit, SeriesKind::Gauge);
        }
        if (!any)
            sink.reject("no-value", "The data point of " + shortened(name, 80) + " has no value");
    }

    struct Leaf {
        std::string path;
        double value;
    };

    /// Every number is a series, every text of a few characters that names something a label.
    void readBeat(JsonRecord& object, RecordSink& sink)
    {
        const std::string_view rawTime = object.raw("@timestamp");
        const auto at = time(rawTime);
        if (!at) {
            sink.reject("bad-time", "The document has no @timestamp that is a time");
            return;
        }
        std::vector<Leaf> leaves;
        Labels labels;
        for (const JsonRecord::Member& member : object.members()) {
            if (member.key != "@timestamp" && member.key != "event" && member.key != "attributes" && member.key != "agent" && member.key != "ecs")
                collect(std::string(member.key), member.value, 0, leaves, labels);
        }
        std::sort(labels.begin(), labels.end());
        for (const Leaf& leaf : leaves)
            DocumentSeries(sink, leaf.path, labels, declaredUnit(leaf.path), SeriesKind::Unknown).add(*at, leaf.value);
        if (leaves.empty())
            sink.reject("no-value", "The document holds no numbers");
    }

    static bool names(std::string_view key)
    {
        return key == "name" || key == "namespace" || key == "id" || key == "uid" || key == "host" || key == "hostname" || key == "device";
    }

    static void collect(const std::string& path, std::string_view value, int depth, std::vector<Leaf>& leaves, Labels& labels)
    {
        const std::string_view last = std::string_view(path).substr(path.rfind('.') == std::string::npos ? 0 : path.rfind('.') + 1);
        if (value.front() == '{' && depth < deepest && last != "labels" && last != "annotations" && last != "_domain") {
            JsonSlice members(value);
            while (members.next())
                collect(path + '.' + std::string(members.key()), members.value(), depth + 1, leaves, labels);
            return;
        }
        if (isJsonString(value)) {
            std::string scratch;
            const std::string_view text = jsonText(value, scratch);
            if (names(last) && text.size() <= 200 && !text.empty() && labels.size() < mostLabels)
                labels.emplace_back(path, std::string(text));
            return;
        }
        const auto number = value.front() == '{' || value.front() == '[' || value == "null" || value == "true" || value == "false" ? std::nullopt
                                                                                                                                    : parseDouble(value);
        if (number && leaves.size() < 1000)
            leaves.push_back({path, *number});
    }
};

Detection detect(const SourceHead& head)
{
    if (auto found = detectionByKeys(head, {"aggregationTemporality", "serviceName", "kind", "name", "time"}, "OpenTelemetry metric documents", 93);
        found.confidence > 0)
        return found;
    if (auto found = detectionByKeys(head, {"@timestamp", "kubernetes", "dataset", "event"}, "Metricbeat documents", 80); found.confidence > 0)
        return found;
    return detectionByKeys(head, {"@timestamp", "metricset", "event"}, "Metricbeat documents", 88);
}

}    // namespace

std::unique_ptr<Importer> metricDocuments()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "metric-documents", .title = "Metric documents of OpenSearch or Elasticsearch (JSON)", .records = "series",
                   .framing = Framing::Document, .zone = "offset in the text", .specification = "Data Prepper metrics schema; Elastic Metricbeat"},
        &detect, &openWithTimes<Reader>);
}

}    // namespace faultline
