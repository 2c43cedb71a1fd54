#include "importers/metrics/locustworkers.h"

#include "app/base/text.h"
#include "app/import/jsonrecord.h"
#include "app/import/linecensus.h"
#include "importers/metrics/loadtestspan.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <algorithm>
#include <map>
#include <utility>

namespace faultline {

namespace {

constexpr std::size_t mostSeconds = 1'000'000;    // of all endpoints together

/// What all workers did at one endpoint in one second.
struct Second {
    double requests = 0;
    double failures = 0;
    double responseTime = 0;    ///< milliseconds, of `timed` requests
    double timed = 0;
};

/// Adds the reports of the workers up: each tells a part of a second, in any order.
class LocustWorkersReader final : public RecordReader {
public:
    explicit LocustWorkersReader(const TimeSettings&) {}

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override;

private:
    using Endpoint = std::pair<std::string, std::string>;    ///< name, method

    std::optional<std::int64_t> takeEndpoint(JsonRecord& stat, RecordSink& sink);
    Second* second(const Endpoint& endpoint, std::int64_t at);

    std::map<Endpoint, std::map<std::int64_t, Second>> m_endpoints;
    std::size_t m_seconds = 0;
    bool m_isFull = false;
    std::uint64_t m_firstLine = 0;
    LoadTestSpan m_span{"Locust"};
};

std::optional<RecordTime> timeOfSecond(std::int64_t second)
{
    return epochTime(std::to_string(second), inSeconds);
}

Second* LocustWorkersReader::second(const Endpoint& endpoint, std::int64_t at)
{
    auto& seconds = m_endpoints[endpoint];
    const auto known = seconds.find(at);
    if (known != seconds.end())
        return &known->second;
    if (m_seconds == mostSeconds) {
        m_isFull = true;
        return nullptr;
    }
    ++m_seconds;
    return &seconds[at];
}

/// The second of its last request; nothing when it tells none.
std::optional<std::int64_t> LocustWorkersReader::takeEndpoint(JsonRecord& stat, RecordSink& sink)
{
    const Endpoint endpoint{std::string(stat.text("name")), std::string(stat.text("method"))};
    JsonSlice seconds(stat.raw("num_reqs_per_sec"));
    while (seconds.isObject() && seconds.next()) {
        const auto at = parseInteger(seconds.key());
        const auto count = sampleValue(seconds.value());
        const auto time = at ? timeOfSecond(*at) : std::nullopt;
        if (!time || !count)
            continue;
        m_span.addMoment(*time, sink);
        if (Second* one = second(endpoint, *at))
            one->requests += *count;
    }
    const auto last = stat.integer("last_request_timestamp");
    if (!last || !timeOfSecond(*last))
        return std::nullopt;
    if (Second* one = second(endpoint, *last)) {
        one->failures += stat.number("num_failures").value_or(0);
        one->responseTime += stat.number("total_response_time").value_or(0);
        one->timed += stat.number("num_requests").value_or(0);
    }
    return last;
}

void LocustWorkersReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    JsonRecord report;
    if (const auto fault = report.read(text); fault != JsonRecord::Fault::None)
        return refuse(fault, sink);
    if (!report.has("stats"))
        return sink.reject("unknown-object", "An object is no report of a worker");
    m_firstLine = m_firstLine == 0 ? sink.lineNumber() : m_firstLine;
    std::optional<std::int64_t> last;
    JsonSlice stats(report.raw("stats"));
    while (!stats.isObject() && stats.next()) {
        JsonRecord stat;
        if (stat.read(stats.value()) == JsonRecord::Fault::None)
            last = std::max(last, takeEndpoint(stat, sink));
    }
    const auto users = report.number("user_count");
    if (!last)
        return sink.skip();    // a worker that did nothing yet
    if (!users)
        return sink.continuation();
    const Labels labels{{"worker", std::string(report.text("client_id"))}};
    sink.sample(sink.series("locust.User Count", labels, "1", SeriesKind::Gauge), *timeOfSecond(*last), *users);
}

void LocustWorkersReader::finish(RecordSink& sink)
{
    sink.recordsBelongTo(m_firstLine);
    for (const auto& [endpoint, seconds] : m_endpoints) {
        const Labels labels{{"name", endpoint.first}, {"type", endpoint.second}};
        const auto requests = sink.series("locust.Requests/s", labels, "1/s", SeriesKind::Rate);
        const auto failures = sink.series("locust.Failures", labels, "1", SeriesKind::Gauge);
        const auto average = sink.series("locust.Average Response Time", labels, "ms", SeriesKind::Gauge);
        for (const auto& [at, one] : seconds) {
            const RecordTime time = *timeOfSecond(at);
            sink.sample(requests, time, one.requests);
            if (one.timed <= 0)
                continue;
            sink.sample(failures, time, one.failures);
            sink.sample(average, time, one.responseTime / one.timed);
        }
    }
    if (m_isFull)
        sink.issue("too-many-seconds", "The reports tell of more than a million seconds of endpoints; the rest is left out");
    sink.recordsBelongTo(0);
    m_span.emit(sink);
}

Detection detectWorkers(const SourceHead& head)
{
    const auto isReport = [](std::string_view line) {
        return line.starts_with('{') && holdsJsonKeys(line, {"stats", "num_reqs_per_sec", "user_count", "client_id"});
    };
    return censusOf(head, isReport).detection("reports of Locust's workers", 96);
}

}    // namespace

std::unique_ptr<Importer> locustWorkers()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "locust-workers", .title = "Locust reports of workers, one a line", .records = "series, event", .framing = Framing::OrderedLines,
                   .zone = "epoch", .specification = "Locust, messages of type stats; Taurus, locust-workers.ldjson"},
        &detectWorkers, &openWithTimes<LocustWorkersReader>);
}

}    // namespace faultline
