#include "importers/metrics/newman.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/loadtestspan.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <algorithm>
#include <map>
#include <vector>

namespace faultline {

namespace {

/// The elements of a list as texts, one behind another with `between` in between: "host": ["api", "example", "org"].
void appendJoined(std::string& text, std::string_view list, std::string_view between)
{
    std::string scratch;
    if (isJsonString(list)) {
        text += jsonText(list, scratch);
        return;
    }
    JsonSlice slice(list.empty() ? "[]" : list);
    for (bool isFirst = true; slice.next(); isFirst = false)
        text.append(isFirst ? "" : between).append(jsonText(slice.value(), scratch));
}

/// A URL as text, or taken apart as Postman's collections keep it.
std::string urlOf(JsonRecord& object, const std::string& at)
{
    if (const std::string_view whole = object.stringText(at); whole.data() != nullptr)
        return std::string(whole);
    std::string url(object.text(at + ".protocol"));
    url = (url.empty() ? "http" : url) + "://";
    appendJoined(url, object.raw(at + ".host"), ".");
    if (const std::string_view port = object.text(at + ".port"); !port.empty())
        url.append(":").append(port);
    url += '/';
    appendJoined(url, object.raw(at + ".path"), "/");
    char before = '?';
    JsonSlice slice(object.raw(at + ".query").empty() ? "[]" : object.raw(at + ".query"));
    while (slice.next()) {
        JsonRecord pair;
        if (pair.read(slice.value()) != JsonRecord::Fault::None || pair.boolean("disabled").value_or(false))
            continue;
        (url += before).append(pair.text("key"));
        if (pair.has("value"))
            url.append("=").append(pair.text("value"));
        before = '&';
    }
    return url;
}

class NewmanReader final : public MetricDocumentReader {
public:
    explicit NewmanReader(const TimeSettings& settings) : MetricDocumentReader(settings) {}

private:
    void object(JsonRecord& report, RecordSink& sink) override
    {
        const bool isRunner = report.has("results") && report.has("timestamp");
        const auto started = isRunner ? time(report.raw("timestamp")) : time(report.raw("run.timings.started"));
        if (!isRunner && !report.has("run.executions"))
            return sink.reject("no-run", "The document holds no run: a collection alone has no results");
        if (!started)
            return sink.reject("bad-time", "The run has no time at which it started");
        m_next = *started;
        LoadTestSpan span("Postman");
        span.name(report.text(isRunner ? "name" : "collection.info.name"));
        span.addMoment(m_next, sink);
        sink.issue("times-derived", "The report has only the time of the run: each request is placed where the response times before it end");
        if (isRunner)
            readResults(report, span, sink);
        else
            eachObject(report.raw("run.executions"), sink, [&](JsonRecord& execution) { readExecution(execution, span, sink); });
        if (const auto completed = time(report.raw("run.timings.completed")))
            span.addMoment(*completed, sink);
        span.emit(sink);
    }

    void readExecution(JsonRecord& execution, LoadTestSpan& span, RecordSink& sink)
    {
        const std::string url = urlOf(execution, "request.url");
        Request request;
        request.method = execution.text("request.method");
        request.status = countOf(execution.text("response.code"));
        request.bytesOut = countOf(execution.text("response.responseSize"));
        std::string failure(execution.anyText({"requestError.message", "requestError.code"}));
        eachObject(execution.raw("assertions"), sink, [&failure](JsonRecord& assertion) {
            if (assertion.has("error") && failure.empty())
                failure = "assertion failed: " + std::string(assertion.text("assertion"));
        });
        if (!failure.empty())
            request.rest = failure;
        add(request, url, execution.text("response.responseTime"), !failure.empty(), span, sink);
    }

    /// The runner keeps the time of every iteration, but only the last one's status.
    void readResults(JsonRecord& report, LoadTestSpan& span, RecordSink& sink)
    {
        struct Result {
            std::string url, method, lastTime;
            std::vector<std::string> times;
            std::int64_t status = absent;
            bool failed = false;
        };
        std::map<std::string, std::string, std::less<>> methods;
        eachObject(report.raw("collection.requests"), sink,
                   [&methods](JsonRecord& one) { methods.emplace(one.text("id"), one.text("method")); });
        std::vector<Result> results;
        std::size_t iterations = 1;
        eachObject(report.raw("results"), sink, [&](JsonRecord& one) {
            Result result;
            result.url = urlOf(one, "url");
            const auto method = methods.find(one.text("id"));
            result.method = method == methods.end() ? std::string() : method->second;
            result.lastTime = one.text("time");
            JsonSlice slice(one.raw("times").empty() ? "[]" : one.raw("times"));
            while (slice.next())
                result.times.emplace_back(slice.value());
            result.status = countOf(one.text("responseCode.code"));
            result.failed = one.raw("tests").find(":false") != std::string_view::npos || one.raw("tests").find(": false") != std::string_view::npos;
            iterations = std::max(iterations, result.times.size());
            results.push_back(std::move(result));
        });
        for (std::size_t iteration = 0; iteration < iterations; ++iteration) {
            for (const Result& result : results) {
                const std::size_t runs = std::max<std::size_t>(result.times.size(), 1);
                if (iteration >= runs)
                    continue;
                const bool isLast = iteration + 1 == runs;
                Request request;
                if (!result.method.empty())
                    request.method = result.method;
                request.status = isLast ? result.status : absent;
                if (isLast && result.failed)
                    request.rest = "a test failed";
                add(request, result.url, result.times.empty() ? std::string_view(result.lastTime) : result.times[iteration], isLast && result.failed, span, sink);
            }
        }
    }

    void add(Request& request, std::string_view url, std::string_view milliseconds, bool failed, LoadTestSpan& span, RecordSink& sink)
    {
        applyLabel(url, request);
        request.time = m_next;
        request.durationNs = durationOf(milliseconds, inMilliseconds);
        sink.request(request);
        span.addRequest(m_next, request.durationNs, failed || request.status >= 400, sink);
        std::int64_t next = 0;
        if (request.durationNs != absent && !__builtin_add_overflow(nanosecondsOf(m_next.utc), request.durationNs, &next))
            m_next.utc = timestampFrom(next);
    }

    RecordTime m_next;    ///< where the next request is placed
};

Detection detect(const SourceHead& head)
{
    Detection detection;
    if (!trimmed(head.text.substr(0, 100)).starts_with('{'))
        return detection;
    if (holdsJsonKeys(head.text, {"run", "executions"}) || holdsJsonKeys(head.text, {"results", "responseCode", "testPassFailCounts"})) {
        detection.confidence = 93;
        detection.reason = "it has the members of a run of Postman or newman";
    } else if (holdsJsonKeys(head.text, {"collection", "info", "_postman_id", "item"}) || holdsJsonKeys(head.text, {"info", "schema", "item"})) {
        detection.confidence = 40;    // a collection stands in front of the run
        detection.reason = "it begins as a collection of Postman";
    }
    if (detection.confidence > 0)
        settleAnchor(detection, Anchor::Start, Basis::Specification, "requests follow one another from the start of the run");
    return detection;
}

}    // namespace

std::unique_ptr<Importer> newmanReport()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "newman-report", .title = "Postman collection run (newman JSON, collection runner)", .records = "request, event",
                   .framing = Framing::Document, .anchor = Anchor::Start, .zone = "epoch, or offset in the text",
                   .specification = "newman, JSON reporter; Postman, collection runner export"},
        &detect, &openWithTimes<NewmanReader>);
}

}    // namespace faultline
