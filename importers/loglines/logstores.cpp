#include "importers/loglines/logexport.h"

#include "app/base/text.h"
#include "app/import/jsonslice.h"
#include "app/import/linecensus.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 2> fieldKeys = {"field", "value"};
constexpr std::array<std::string_view, 2> attributeKeys = {"key", "value"};
constexpr std::array<std::string_view, 7> otlpRecordKeys = {"timeUnixNano", "observedTimeUnixNano", "severityText", "body",
                                                            "traceId", "spanId", "attributes"};

std::string_view startOf(std::string_view text)
{
    constexpr std::size_t enough = std::size_t{64} << 10;
    return trimmed(text).substr(0, enough);
}

bool startsWith(std::string_view text, char sign)
{
    const std::string_view start = trimmed(text);
    return !start.empty() && start.front() == sign;
}

/// The value at a path of keys; empty when there is none.
std::string_view at(std::string_view object, std::initializer_list<std::string_view> path)
{
    for (const std::string_view key : path) {
        const auto member = jsonMember(object, key);
        if (!member)
            return {};
        object = *member;
    }
    return object;
}

template <typename Pairs>
void addText(Pairs& line, std::string_view key, std::string_view value)
{
    std::string scratch;
    line.add(key, jsonText(value, scratch), isJsonString(value));
}

/// Values of several keys in one pass; empty where a key does not stand.
template <std::size_t count>
std::array<std::string_view, count> valuesAt(std::string_view object, const std::array<std::string_view, count>& keys)
{
    std::array<std::string_view, count> values;
    JsonSlice slice(object.empty() ? "{}" : object);
    while (slice.next()) {
        for (std::size_t i = 0; i < count; ++i) {
            if (keys[i] == slice.key() && values[i].empty())
                values[i] = slice.value();
        }
    }
    return values;
}

/// Every element of a list; false when it is damaged or no list.
template <typename Visit>
bool forEach(std::string_view list, Visit&& visit)
{
    if (list.empty() || list.front() != '[')
        return false;
    JsonSlice slice(list);
    while (slice.next())
        visit(slice.value());
    return slice.isComplete();
}

bool lokiRows(std::string_view document, KeyedLine& line, const LogExport::AddRow& add)
{
    bool isWhole = true;
    SharedPairs labels;
    const bool isList = forEach(at(document, {"data", "result"}), [&](std::string_view stream) {
        labels.clear();
        addMembers(at(stream, {"stream"}), labels);
        isWhole = forEach(at(stream, {"values"}), [&](std::string_view pair) {
            JsonSlice slice(pair);
            if (!slice.next())
                return;
            addText(line, "@timestamp", slice.value());
            if (slice.next())
                addText(line, "message", slice.value());
            labels.addTo(line);
            add();
        }) && isWhole;
    });
    return isList && isWhole;
}

bool cloudWatchRows(std::string_view document, KeyedLine& line, const LogExport::AddRow& add)
{
    return forEach(at(document, {"events"}), [&](std::string_view event) {
        addMembers(event, line);
        add();
    });
}

bool cloudWatchInsightsRows(std::string_view document, KeyedLine& line, const LogExport::AddRow& add)
{
    return forEach(at(document, {"results"}), [&](std::string_view row) {
        forEach(row, [&](std::string_view cell) {
            const auto [name, value] = valuesAt(cell, fieldKeys);
            std::string scratch;
            const std::string_view field = jsonText(name, scratch);
            if (field != "@ptr")
                addText(line, field, value);
        });
        add();
    });
}

bool elasticsearchRows(std::string_view document, KeyedLine& line, const LogExport::AddRow& add)
{
    return forEach(at(document, {"hits", "hits"}), [&](std::string_view hit) {
        addMembers(at(hit, {"_source"}), line);
        add();
    });
}

bool hasMoreHits(std::string_view document, std::size_t rows)
{
    const auto total = jsonInteger(at(document, {"hits", "total", "value"}));
    return total && *total > static_cast<std::int64_t>(rows);
}

bool datadogRows(std::string_view document, KeyedLine& line, const LogExport::AddRow& add)
{
    return forEach(at(document, {"data"}), [&](std::string_view row) {
        const std::string_view attributes = at(row, {"attributes"});
        JsonSlice slice(attributes.empty() ? "{}" : attributes);
        while (slice.next()) {
            if (slice.key() == "attributes")
                addMembers(slice.value(), line);
            else
                addText(line, slice.key() == "status" ? "level" : slice.key(), slice.value());
        }
        add();
    });
}

bool googleRows(std::string_view document, KeyedLine& line, const LogExport::AddRow& add)
{
    return forEach(trimmed(document), [&](std::string_view entry) {
        addMembers(entry, line);
        add();
    });
}

/// {"stringValue":"x"}, {"intValue":"7"}.
std::string_view anyValue(std::string_view value)
{
    JsonSlice slice(value.empty() ? "{}" : value);
    return slice.next() ? slice.value() : std::string_view();
}

template <typename Pairs>
void addAttributes(std::string_view list, Pairs& pairs)
{
    forEach(list, [&](std::string_view attribute) {
        const auto [key, value] = valuesAt(attribute, attributeKeys);
        std::string name;
        addText(pairs, jsonText(key, name), anyValue(value));
    });
}

void addOtlpRecord(std::string_view record, KeyedLine& line)
{
    const auto [time, observed, severity, body, traceId, spanId, attributes] = valuesAt(record, otlpRecordKeys);
    addText(line, "@timestamp", time.empty() || time == "\"0\"" ? observed : time);
    addText(line, "severityText", severity);
    addText(line, "message", anyValue(body));
    addText(line, "trace_id", traceId);
    addText(line, "span_id", spanId);
    addAttributes(attributes, line);
}

bool otlpRows(std::string_view document, KeyedLine& line, const LogExport::AddRow& add)
{
    SharedPairs ofResource;
    return forEach(at(document, {"resourceLogs"}), [&](std::string_view resource) {
        ofResource.clear();
        addAttributes(at(resource, {"resource", "attributes"}), ofResource);
        forEach(at(resource, {"scopeLogs"}), [&](std::string_view scope) {
            forEach(at(scope, {"logRecords"}), [&](std::string_view record) {
                addOtlpRecord(record, line);
                ofResource.addTo(line);
                add();
            });
        });
    });
}

bool isLoki(std::string_view text)
{
    const std::string_view start = startOf(text);
    return startsWith(start, '{') && holdsJsonKeys(start, {"data", "resultType", "result"}) && start.find("\"streams\"") != std::string_view::npos;
}

bool isCloudWatch(std::string_view text)
{
    const std::string_view start = startOf(text);
    return startsWith(start, '{') && holdsJsonKeys(start, {"events", "timestamp", "message"})
        && (holdsJsonKey(start, "ingestionTime") || holdsJsonKey(start, "logStreamName"));
}

bool isCloudWatchInsights(std::string_view text)
{
    const std::string_view start = startOf(text);
    return startsWith(start, '{') && holdsJsonKeys(start, {"results", "field", "value"}) && start.find("\"@timestamp\"") != std::string_view::npos;
}

bool isElasticsearch(std::string_view text)
{
    const std::string_view start = startOf(text);
    return startsWith(start, '{') && holdsJsonKeys(start, {"hits", "_source", "@timestamp"});
}

bool isDatadog(std::string_view text)
{
    const std::string_view start = startOf(text);
    return startsWith(start, '{') && holdsJsonKeys(start, {"data", "attributes", "timestamp", "message"}) && start.find("\"log\"") != std::string_view::npos;
}

bool isGoogle(std::string_view text)
{
    const std::string_view start = startOf(text);
    return startsWith(start, '[') && holdsJsonKeys(start, {"logName", "resource", "timestamp", "insertId"});
}

bool isOtlp(std::string_view text)
{
    return startsWith(text, '{') && holdsJsonKeys(startOf(text), {"resourceLogs", "scopeLogs", "logRecords"});
}

bool hasNextToken(std::string_view document, std::size_t)
{
    return isJsonString(at(document, {"nextToken"}));
}

bool hasNextPage(std::string_view document, std::size_t)
{
    return isJsonString(at(document, {"meta", "page", "after"})) || isJsonString(at(document, {"links", "next"}));
}

FormatInfo infoOf(std::string_view id, std::string_view title, std::string_view zone, std::string_view specification)
{
    return {.id = id, .title = title, .records = "logline, and what the lines inside are", .framing = Framing::Document,
            .zone = zone, .specification = specification};
}

}    // namespace

std::vector<LogExport> logExports()
{
    return {
        {infoOf("loki-streams", "Grafana Loki query_range streams", "epoch", "Loki HTTP API, query_range"), "Loki streams", 97, isLoki,
         lokiRows},
        {infoOf("cloudwatch-logs", "CloudWatch Logs events", "epoch", "AWS CLI logs get-log-events, filter-log-events"),
         "CloudWatch Logs events", 95, isCloudWatch, cloudWatchRows, hasNextToken},
        {infoOf("cloudwatch-insights", "CloudWatch Logs Insights results", "UTC", "AWS CLI logs get-query-results"),
         "CloudWatch Logs Insights results", 95, isCloudWatchInsights, cloudWatchInsightsRows},
        {infoOf("elasticsearch-hits", "Elasticsearch and OpenSearch search hits of logs", "offset in the text", "Elasticsearch search API"),
         "Elasticsearch hits", 94, isElasticsearch, elasticsearchRows, hasMoreHits},
        {infoOf("datadog-logs", "Datadog logs (API v2)", "offset in the text", "Datadog API v2, list logs"), "Datadog logs", 95, isDatadog,
         datadogRows, hasNextPage},
        {infoOf("gcp-logging", "Google Cloud Logging entries", "offset in the text", "gcloud logging read --format=json; LogEntry"),
         "Google Cloud Logging entries", 95, isGoogle, googleRows},
        {infoOf("otlp-logs", "OpenTelemetry logs (OTLP JSON)", "epoch", "opentelemetry-proto logs.proto, JSON encoding"), "OTLP logs", 97,
         isOtlp, otlpRows},
    };
}

}    // namespace faultline
