#include "importers/metrics/cloudwatch.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <array>

namespace faultline {

namespace {

void tellNextToken(const JsonRecord& answer, RecordSink& sink)
{
    if (answer.has("NextToken") && answer.raw("NextToken") != "\"\"")
        sink.issue("export-truncated", "The answer has a NextToken: only this page of the data was read");
}

class MetricDataReader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& answer, RecordSink& sink) override
    {
        tellNextToken(answer, sink);
        eachObject(answer.raw("Messages"), sink, [&](JsonRecord& message) {
            sink.issue("cloudwatch-message", shortened(std::string(message.text("Code")) + ": " + std::string(message.text("Value")), 300));
        });
        if (!answer.has("MetricDataResults"))
            sink.reject("no-results", "The document has no MetricDataResults");
        eachObject(answer.raw("MetricDataResults"), sink, [&](JsonRecord& result) { read(result, sink); });
    }

    void read(JsonRecord& result, RecordSink& sink)
    {
        const std::string id(result.text("Id"));
        std::string name(result.text("Label"));
        if (name.empty())
            name = id.empty() ? "result" : id;
        const std::string_view state = result.text("StatusCode");
        if (!state.empty() && state != "Complete")
            sink.issue("incomplete-result", "CloudWatch calls the result of " + shortened(name, 80) + ' ' + shortened(state, 40));
        DocumentSeries series(sink, name, id.empty() ? Labels{} : Labels{{"id", id}}, {}, SeriesKind::Unknown);
        JsonSlice times(result.raw("Timestamps"));
        JsonSlice values(result.raw("Values"));
        bool hasTime = times.next();
        bool hasValue = values.next();
        if (!hasTime && !hasValue)
            sink.skip();
        for (; hasTime && hasValue; hasTime = times.next(), hasValue = values.next())
            series.add(time(times.value()), times.value(), values.value());
        if (hasTime != hasValue)
            sink.issue("unequal-lists", "Timestamps and Values of " + shortened(name, 80) + " are not equally long; the shorter was read");
    }
};

constexpr auto statistics = std::to_array<std::string_view>({"Average", "Sum", "Minimum", "Maximum", "SampleCount"});

class MetricStatisticsReader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& answer, RecordSink& sink) override
    {
        std::string name(answer.text("Label"));
        if (name.empty())
            name = "metric";
        if (!answer.has("Datapoints"))
            sink.reject("no-results", "The document has no Datapoints");
        std::uint64_t points = 0;
        eachObject(answer.raw("Datapoints"), sink, [&](JsonRecord& point) {
            ++points;
            read(name, point, sink);
        });
        if (points == 0)
            sink.issue("empty-result", "The answer holds no data points");
    }

    void read(const std::string& name, JsonRecord& point, RecordSink& sink)
    {
        const std::string_view rawTime = point.raw("Timestamp");
        const auto at = time(rawTime);
        const std::string unit = apiUnit(point.text("Unit"));
        bool any = false;
        const auto add = [&](std::string_view statistic, std::string_view value) {
            any = true;
            const bool isCount = statistic == "SampleCount";
            DocumentSeries(sink, name, {{"stat", std::string(statistic)}}, isCount ? "1" : unit, SeriesKind::Gauge).add(at, rawTime, value);
        };
        for (const std::string_view statistic : statistics) {
            if (point.has(statistic))
                add(statistic, point.raw(statistic));
        }
        JsonSlice extended(point.raw("ExtendedStatistics"));
        while (extended.isObject() && extended.next())
            add(extended.key(), extended.value());
        if (!any)
            sink.reject("no-value", "A data point at " + shortened(rawTime, 40) + " has no statistic");
    }
};

/// Base64 of RFC 4648; stops at the first byte that is none.
std::string fromBase64(std::string_view text)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos)
            break;
        bits = ((bits << 6U) | static_cast<std::uint32_t>(digit)) & 0xFFFFFFU;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes += static_cast<char>(static_cast<unsigned char>((bits >> held) & 0xFFU));
        }
    }
    return bytes;
}

class MetricStreamReader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& object, RecordSink& sink) override
    {
        if (object.has("metric_name"))
            read(object, sink);
        else if (object.has("records"))
            eachObject(object.raw("records"), sink, [&](JsonRecord& record) { readLines(fromBase64(record.text("data")), sink); });
        else if (object.has("data"))
            readLines(fromBase64(object.text("data")), sink);
        else
            sink.reject("not-a-metric", "The object is no metric of a stream and no record of Firehose");
    }

    void readLines(const std::string& text, RecordSink& sink)
    {
        JsonRecord metric;
        for (const std::string_view line : split(text, '\n')) {
            if (trimmed(line).empty())
                continue;
            const auto fault = metric.read(line);
            if (fault == JsonRecord::Fault::None && metric.has("metric_name"))
                read(metric, sink);
            else
                sink.reject("not-a-metric", "A line of the record is no metric of a stream");
        }
    }

    static void read(JsonRecord& metric, RecordSink& sink)
    {
        Labels labels;
        for (const std::string_view key : {"account_id", "namespace", "region"}) {
            if (metric.has(key))
                labels.emplace_back(std::string(key), std::string(metric.text(key)));
        }
        addLabels(metric.raw("dimensions"), labels);
        const std::string name(metric.text("metric_name"));
        const std::string unit = apiUnit(metric.text("unit"));
        const std::string_view rawTime = metric.raw("timestamp");
        const auto at = epochTime(rawTime, inMilliseconds);
        JsonSlice values(metric.raw("value"));
        bool any = false;
        while (values.isObject() && values.next()) {
            Labels own = labels;
            own.emplace_back("stat", std::string(values.key()));
            DocumentSeries(sink, name, std::move(own), values.key() == "count" ? "1" : unit, SeriesKind::Gauge).add(at, rawTime, values.value());
            any = true;
        }
        if (!any)
            sink.reject("no-value", "The metric " + shortened(name, 60) + " has no value");
    }
};

Detection detectStream(const SourceHead& head)
{
    if (auto found = detectionByKeys(head, {"metric_stream_name", "metric_name", "timestamp", "value"}, "CloudWatch metric stream", 97); found.confidence > 0)
        return found;
    // Firehose names nothing: the content of the first record tells.
    if (!holdsJsonKeys(head.text, {"requestId", "records", "data"}) && !holdsJsonKeys(head.text, {"data"}))
        return {};
    std::string_view rest = head.text.substr(std::min(head.text.find("\"data\""), head.text.size()));
    const std::size_t begin = rest.find('"', std::min<std::size_t>(rest.size(), 6));
    if (begin == std::string_view::npos || fromBase64(rest.substr(begin + 1, 400)).find("metric_stream_name") == std::string::npos)
        return {};
    return {95, "records of Firehose that hold a CloudWatch metric stream", Anchor::Unknown, Basis::Assumed, {}};
}

}    // namespace

std::unique_ptr<Importer> cloudWatchMetricData()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "cloudwatch-metric-data", .title = "CloudWatch get-metric-data", .records = "series", .framing = Framing::Document,
                   .zone = "offset in the text", .specification = "AWS CloudWatch API GetMetricData"},
        [](const SourceHead& head) { return detectionByKeys(head, {"MetricDataResults"}, "CloudWatch metric data", 95); },
        &openWithTimes<MetricDataReader>);
}

std::unique_ptr<Importer> cloudWatchMetricStatistics()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "cloudwatch-metric-statistics", .title = "CloudWatch get-metric-statistics", .records = "series",
                   .framing = Framing::Document, .zone = "offset in the text", .specification = "AWS CloudWatch API GetMetricStatistics"},
        [](const SourceHead& head) { return detectionByKeys(head, {"Label", "Datapoints"}, "CloudWatch metric statistics", 95); },
        &openWithTimes<MetricStatisticsReader>);
}

std::unique_ptr<Importer> cloudWatchMetricStream()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "cloudwatch-metric-stream", .title = "CloudWatch metric stream (JSON)", .records = "series", .framing = Framing::Document,
                   .zone = "epoch", .specification = "AWS CloudWatch metric streams, JSON output"},
        &detectStream, &openWithTimes<MetricStreamReader>);
}

}    // namespace faultline
