#include "importers/metrics/k6points.h"

#include "app/base/text.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::int64_t nanosecondsInMillisecond = 1'000'000;

/// Tags that tell requests apart, not series.
bool isRequestTag(std::string_view tag)
{
    for (const std::string_view word : {"url", "name", "method", "status", "proto", "error", "error_code", "expected_response", "tls_version",
                                        "ip", "vu", "iter", "subproto", "ocsp_status", "trace_id"}) {
        if (tag == word)
            return true;
    }
    return false;
}

}    // namespace

bool K6Points::isPartOfRequest(std::string_view metric)
{
    return metric.starts_with("http_req") && metric != "http_req_duration";
}

void K6Points::declare(std::string_view metric, std::string_view type, std::string_view contains)
{
    if (m_declared.size() >= 10'000)
        return;
    // A counter's points are increments, so its series is none that only grows.
    m_declared.insert_or_assign(std::string(metric), Declared{contains == "time" ? "ms" : contains == "data" ? "By" : "1",
                                                              type == "gauge" ? SeriesKind::Gauge : SeriesKind::Unknown});
}

K6Points::Declared K6Points::declaredOf(std::string_view metric) const
{
    if (const auto found = m_declared.find(metric); found != m_declared.end())
        return found->second;
    if (metric == "vus" || metric == "vus_max")
        return {"1", SeriesKind::Gauge};
    if (metric.starts_with("data_"))
        return {"By", SeriesKind::Unknown};
    return {metric.ends_with("_duration") ? "ms" : "1", SeriesKind::Unknown};
}

void K6Points::addRequest(const K6Point& point, RecordSink& sink)
{
    Request request;
    request.time = point.time;
    const std::string_view url = point.tag("url");
    applyLabel(url.empty() ? point.tag("name") : url, request);
    for (const auto& [key, value] : point.tags) {
        if (key == "method")
            request.method = value;
        else if (key == "proto")
            request.protocol = value;
        else if (key == "status")
            request.status = countOf(value);
        else if (key == "error" && !value.empty())
            request.rest = value;
    }
    request.durationNs = durationOf(point.valueText, nanosecondsInMillisecond);
    if (request.durationNs == absent) {
        const auto value = parseDouble(point.valueText);
        if (!value || !(*value >= 0 && *value < 9e12)) {
            sink.reject("bad-value", '"' + shortened(point.valueText, 40) + "\" is no duration in milliseconds");
            return;
        }
        request.durationNs = static_cast<std::int64_t>(*value * 1e6);
    }
    sink.request(request);
    const bool failed = point.tag("expected_response") == "false" || !request.rest.empty();
    RecordTime start = point.time;    // the point is made when the response has come
    std::int64_t moved = 0;
    if (!__builtin_sub_overflow(nanosecondsOf(start.utc), request.durationNs, &moved))
        start.utc = timestampFrom(moved);
    m_span.addRequest(start, request.durationNs, failed, sink);
}

void K6Points::add(const K6Point& point, RecordSink& sink)
{
    if (point.metric == "http_req_duration") {
        addRequest(point, sink);
        return;
    }
    const auto value = parseDouble(point.valueText);
    if (!value) {
        sink.reject("bad-value", '"' + shortened(point.valueText, 40) + "\" is no value of " + shortened(point.metric, 60));
        return;
    }
    m_span.addMoment(point.time, sink);
    m_key = point.metric;
    for (const auto& [key, text] : point.tags) {
        if (!isRequestTag(key))
            m_key.append(1, '\0').append(key).append(1, '\1').append(text);
    }
    SeriesHandle* series = m_series.find(m_key);
    if (series == nullptr) {
        Labels labels;
        for (const auto& [key, text] : point.tags) {
            if (!isRequestTag(key))
                labels.emplace_back(std::string(key), std::string(text));
        }
        std::sort(labels.begin(), labels.end());
        const Declared declared = declaredOf(point.metric);
        series = m_series.add(m_key, sink.series(point.metric, labels, declared.unit, declared.kind));
    }
    if (series != nullptr)
        sink.sample(*series, point.time, *value);
    else
        sink.reject("too-many-series", "More than 10,000 series; a tag of the points holds something other than names");
}

}    // namespace faultline
