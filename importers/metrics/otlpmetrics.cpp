#include "importers/metrics/otlpmetrics.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"

#include <algorithm>
#include <vector>

namespace faultline {

namespace {

/// [{"key":"a","value":{"stringValue":"b"}}] into labels.
void addAttributes(std::string_view list, Labels& labels, RecordSink& sink)
{
    eachObject(list, sink, [&labels](JsonRecord& attribute) {
        JsonSlice value(attribute.raw("value"));
        std::string scratch;
        if (value.isObject() && value.next())
            labels.emplace_back(std::string(attribute.text("key")), std::string(jsonText(value.value(), scratch)));
    });
}

struct Metric {
    std::string name;
    std::string unit;
    SeriesKind kind = SeriesKind::Gauge;    ///< of its values; counts and sums of histograms follow the temporality
    std::size_t keySize = 0;                ///< of what names it among all metrics, at the front of Reader::m_key
};

class Reader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& request, RecordSink& sink) override
    {
        const std::string_view resources = anyRaw(request, {"resourceMetrics", "resource_metrics"});
        if (!isList(resources, "resourceMetrics", sink))
            return;
        eachObject(resources, sink, [&](JsonRecord& resource) {
            Labels labels;
            addAttributes(resource.raw("resource.attributes"), labels, sink);
            const std::string_view scopes = anyRaw(resource, {"scopeMetrics", "scope_metrics", "instrumentationLibraryMetrics"});
            if (!isList(scopes, "scopeMetrics", sink))
                return;
            eachObject(scopes, sink, [&](JsonRecord& scope) {
                if (!isList(scope.raw("metrics"), "metrics", sink))
                    return;
                Labels own = labels;
                if (const std::string_view name = scope.anyText({"scope.name", "instrumentationLibrary.name"}); !name.empty())
                    own.emplace_back("otel.scope.name", std::string(name));
                eachObject(scope.raw("metrics"), sink, [&](JsonRecord& metric) { readMetric(metric, own, sink); });
            });
        });
    }

    static std::string_view anyRaw(JsonRecord& record, std::initializer_list<std::string_view> keys)
    {
        for (const std::string_view key : keys) {
            if (record.has(key))
                return record.raw(key);
        }
        return {};
    }

    static bool isList(std::string_view raw, std::string_view name, RecordSink& sink)
    {
        if (raw.starts_with('['))
            return true;
        sink.reject("no-results", "The document has no list called " + std::string(name) + " where one belongs");
        return false;
    }

    static bool isOne(std::string_view raw, std::string_view number, std::string_view word)
    {
        return raw == number || (isJsonString(raw) && raw.substr(1, raw.size() - 2) == word);
    }

    void readMetric(JsonRecord& object, const Labels& labels, RecordSink& sink)
    {
        Metric metric{std::string(object.stringText("name")), apiUnit(object.text("unit")), SeriesKind::Gauge, 0};
        if (metric.name.empty()) {
            sink.reject("no-name", "A metric has no name");
            return;
        }
        for (const std::string_view key : {"gauge", "sum", "histogram", "exponentialHistogram", "exponential_histogram", "summary"}) {
            JsonRecord data;
            if (data.read(object.raw(key)) != JsonRecord::Fault::None)
                continue;
            const std::string_view temporality = anyRaw(data, {"aggregationTemporality", "aggregation_temporality"});
            const bool isCumulative = isOne(temporality, "2", "AGGREGATION_TEMPORALITY_CUMULATIVE");
            const bool isMonotonic = anyRaw(data, {"isMonotonic", "is_monotonic"}) == "true";
            const bool isPlain = key == "gauge" || key == "sum";
            if (key == "sum")
                metric.kind = isMonotonic && isCumulative ? SeriesKind::Counter : SeriesKind::Gauge;
            else if (!isPlain)
                metric.kind = isCumulative || key == "summary" ? SeriesKind::Counter : SeriesKind::Gauge;
            nameMetric(metric, labels);
            std::uint64_t points = 0;
            const std::string_view list = anyRaw(data, {"dataPoints", "data_points"});
            if (!isList(list, "dataPoints", sink))
                return;
            eachObject(list, sink, [&](JsonRecord& point) {
                ++points;
                if (isPlain)
                    readNumber(point, metric, labels, sink);
                else
                    readDistribution(point, metric, labels, sink);
            });
            if (points == 0)
                sink.skip();
            return;
        }
        sink.reject("no-data", "The metric " + shortened(metric.name, 80) + " has no data of a kind that is known");
    }

    /// Exports repeat their metrics every few seconds: the attributes of a point as written name a series that is known.
    void nameMetric(Metric& metric, const Labels& labels)
    {
        m_key.assign(metric.name).append(1, '\0').append(metric.unit).append(1, '\0').append(nameOf(metric.kind));
        for (const auto& [label, value] : labels)
            m_key.append(1, '\0').append(label).append(1, '\1').append(value);
        m_key += '\0';
        metric.keySize = m_key.size();
    }

    static std::string_view timeOf(JsonRecord& point)
    {
        return point.text(point.has("time_unix_nano") ? "time_unix_nano" : "timeUnixNano");
    }

    /// False when the point says itself that nothing was recorded, or has no time; both are told.
    static bool hasTime(JsonRecord& point, const Metric& metric, RecordSink& sink)
    {
        const auto flags = point.integer("flags");
        if (flags && (*flags & 1) != 0) {
            sink.skip();    // FLAG_NO_RECORDED_VALUE
            return false;
        }
        const std::string_view time = timeOf(point);
        if (!time.empty() && time != "0")
            return true;
        sink.reject("no-timestamp", "A data point of " + shortened(metric.name, 80) + " has no timeUnixNano");
        return false;
    }

    void readNumber(JsonRecord& point, const Metric& metric, const Labels& labels, RecordSink& sink)
    {
        if (!hasTime(point, metric, sink))
            return;
        const std::string_view value = anyRaw(point, {"asDouble", "asInt", "as_double", "as_int"});
        if (value.data() == nullptr) {
            sink.reject("no-value", "A data point of " + shortened(metric.name, 80) + " has neither asDouble nor asInt");
            return;
        }
        const std::string_view time = timeOf(point);
        const auto at = epochTime(time, inNanoseconds);
        const auto number = at ? sampleValue(value) : std::nullopt;
        const std::string_view attributes = point.raw("attributes");
        m_key.resize(metric.keySize);
        m_key += attributes;
        if (const SeriesHandle* const known = number ? m_series.find(m_key) : nullptr) {
            sink.sample(*known, *at, *number);
            return;
        }
        Labels own = labels;
        addAttributes(attributes, own, sink);
        DocumentSeries series(sink, metric.name, std::move(own), metric.unit, metric.kind);
        series.add(at, time, value);
        if (series.handle())
            m_series.add(m_key, *series.handle());
    }

    static void readDistribution(JsonRecord& point, const Metric& metric, const Labels& labels, RecordSink& sink)
    {
        if (!hasTime(point, metric, sink))
            return;
        Labels own = labels;
        addAttributes(point.raw("attributes"), own, sink);
        const std::string_view time = timeOf(point);
        const auto at = epochTime(time, inNanoseconds);
        const auto add = [&](std::string_view suffix, std::string_view unit, SeriesKind kind, std::string_view value, Labels with) {
            DocumentSeries(sink, metric.name + std::string(suffix), std::move(with), std::string(unit), kind).add(at, time, value);
        };
        if (point.has("count"))
            add("_count", "1", metric.kind, point.raw("count"), own);
        if (point.has("sum"))
            add("_sum", metric.unit, metric.kind, point.raw("sum"), own);
        for (const std::string_view edge : {"min", "max"}) {
            if (point.has(edge))
                add("_" + std::string(edge), metric.unit, SeriesKind::Gauge, point.raw(edge), own);
        }
        readBuckets(point, add, own, metric.kind, sink);
        eachObject(anyRaw(point, {"quantileValues", "quantile_values"}), sink, [&](JsonRecord& quantile) {
            Labels with = own;
            with.emplace_back("quantile", std::string(quantile.text("quantile")));
            add("", metric.unit, SeriesKind::Gauge, quantile.raw("value"), std::move(with));
        });
        if (!point.has("count") && !point.has("sum"))
            sink.reject("no-value", "A data point of " + shortened(metric.name, 80) + " has neither count nor sum");
    }

    /// As Prometheus writes them: each bucket counts what is below its bound.
    template <typename Add>
    static void readBuckets(JsonRecord& point, Add&& add, const Labels& labels, SeriesKind kind, RecordSink& sink)
    {
        std::vector<std::string> bounds;
        eachElement(anyRaw(point, {"explicitBounds", "explicit_bounds"}), sink, [&](std::string_view bound) { bounds.emplace_back(bound); });
        bounds.emplace_back("+Inf");
        std::size_t at = 0;
        double below = 0;
        std::vector<double> counts;
        eachElement(anyRaw(point, {"bucketCounts", "bucket_counts"}), sink, [&](std::string_view raw) { counts.push_back(sampleValue(raw).value_or(0)); });
        for (; counts.size() == bounds.size() && at < counts.size(); ++at) {
            below += counts[at];
            Labels with = labels;
            with.emplace_back("le", bounds[at]);
            add("_bucket", "1", kind, formatNumber(below), std::move(with));
        }
    }

    SeriesCache<SeriesHandle> m_series;
    std::string m_key;
};

}    // namespace

std::unique_ptr<Importer> otlpMetrics()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "otlp-metrics", .title = "OpenTelemetry metrics (OTLP JSON)", .records = "series", .framing = Framing::Document,
                   .zone = "epoch", .since = "OTLP 1.0", .specification = "OpenTelemetry protocol, metrics.proto in JSON"},
        [](const SourceHead& head) {
            auto found = detectionByKeys(head, {"resourceMetrics"}, "OTLP metrics", 96);
            return found.confidence > 0 ? found : detectionByKeys(head, {"resource_metrics"}, "OTLP metrics", 96);
        },
        &openWithTimes<Reader>);
}

}    // namespace faultline
