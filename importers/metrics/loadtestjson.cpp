#include "importers/metrics/loadtestjson.h"

#include "app/base/text.h"
#include "app/import/jsonlinesreader.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/loadtestspan.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

namespace faultline {

namespace {

class ToolReader : public JsonLinesReader {
public:
    ToolReader(std::string_view tool, const TimeSettings& settings) : m_span(tool), m_resolver(settings) {}

    void finish(RecordSink& sink) final { m_span.emit(sink); }
    const TimeResolver* timeResolver() const final { return &m_resolver; }

protected:
    LoadTestSpan m_span;
    TimeResolver m_resolver;
};

class MolotovReader final : public ToolReader {
public:
    explicit MolotovReader(const TimeSettings& settings) : ToolReader("Molotov", settings) {}

private:
    void object(JsonRecord& object, RecordSink& sink) override
    {
        const auto time = epochTime(object.text("ts"), inSeconds);
        const std::string_view type = object.text("type");
        if (!time || type.empty()) {
            sink.reject(time ? "not-a-report" : "bad-time", time ? "The object has no type" : "The object has no ts in seconds since 1970");
        } else if (type == "request") {
            Request request;
            request.time = *time;
            applyLabel(object.text("label"), request);
            request.method = object.text("method");
            request.status = countOf(object.text("responseCode"));
            request.durationNs = durationOf(object.text("elapsed"), inSeconds);
            const bool failed = object.has("exception") || request.status >= 400;
            if (request.status == absent)
                request.rest = object.text("responseMessage");
            sink.request(request);
            m_span.addRequest(*time, request.durationNs, failed, sink);
        } else if (type == "workers") {
            if (!m_workers)
                m_workers = sink.series("workers", {}, "1", SeriesKind::Gauge);
            if (const auto value = object.number("value"))
                sink.sample(*m_workers, *time, *value);
            else
                sink.reject("bad-value", "The number of workers is none");
            m_span.addMoment(*time, sink);
        } else {
            sink.skip();    // a scenario: what it asked for stands in its requests
            m_span.addMoment(*time, sink);
        }
    }

    std::optional<SeriesHandle> m_workers;
};

class VegetaReader final : public ToolReader {
public:
    explicit VegetaReader(const TimeSettings& settings) : ToolReader("vegeta", settings) {}

private:
    void object(JsonRecord& object, RecordSink& sink) override
    {
        const auto written = parseAnyTime(object.text("timestamp"));
        const auto time = written ? m_resolver.resolve(*written) : std::nullopt;
        if (!time) {
            sink.reject("bad-time", "The result has no timestamp that is a time");
            return;
        }
        Request request;
        request.time = *time;
        applyLabel(object.text("url"), request);
        request.method = object.text("method");
        request.status = countOf(object.text("code"));
        request.durationNs = durationOf(object.text("latency"), inNanoseconds);
        request.bytesOut = countOf(object.text("bytes_in"));
        request.bytesIn = countOf(object.text("bytes_out"));
        const std::string_view error = object.text("error");
        if (!error.empty())
            request.rest = error;
        sink.request(request);
        m_span.addRequest(*time, request.durationNs, !error.empty(), sink);
    }
};

Detection detect(const SourceHead& head, std::string_view what, std::initializer_list<std::string_view> keys)
{
    auto found = censusOf(head, [&keys](std::string_view line) { return line.front() == '{' && holdsJsonKeys(line, keys); }).detection(what, 94);
    if (found.confidence > 0)
        settleAnchor(found, Anchor::Start, Basis::Specification, "the tool stamps the start of a request");
    return found;
}

}    // namespace

std::unique_ptr<Importer> molotovReport()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "molotov-report", .title = "Molotov report (JSON lines)", .records = "request, series, event",
                   .framing = Framing::OrderedLines, .anchor = Anchor::Start, .zone = "epoch", .specification = "Taurus, Molotov report"},
        [](const SourceHead& head) {
            Detection found = detect(head, "objects of a Molotov report", {"ts", "type"});
            if (head.text.find("\"workers\"") == std::string_view::npos && head.text.find("\"scenario_") == std::string_view::npos)
                found.confidence = 0;
            return found;
        },
        &openWithTimes<MolotovReader>);
}

std::unique_ptr<Importer> vegetaJson()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "vegeta-json", .title = "vegeta results (JSON lines)", .records = "request, event",
                   .framing = Framing::OrderedLines, .anchor = Anchor::Start, .zone = "offset in the line", .specification = "vegeta encode, JSON"},
        [](const SourceHead& head) { return detect(head, "results of vegeta", {"attack", "seq", "code", "timestamp", "latency"}); },
        &openWithTimes<VegetaReader>);
}

}    // namespace faultline
