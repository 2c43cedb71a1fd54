#include "importers/requests/haproxy.h"

#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/requests/haproxyline.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/requestline.h"
#include "importers/requests/secondmaxima.h"

namespace faultline {

namespace {

constexpr std::int64_t nanosecondsPerMillisecond = 1'000'000;
constexpr std::int64_t mostMilliseconds = std::int64_t{1} << 40;

std::int64_t nanosecondsFrom(std::int64_t milliseconds)
{
    return milliseconds == absent || milliseconds > mostMilliseconds ? absent : milliseconds * nanosecondsPerMillisecond;
}

class HaproxyReader final : public RecordReader {
public:
    explicit HaproxyReader(const TimeSettings& settings) : m_times(settings) {}

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    std::optional<RecordTime> timeOf(std::string_view text);
    void message(const HaproxyLine& fields, const RecordTime& time, std::string_view text, RecordSink& sink);
    void request(const HaproxyLine& fields, const RecordTime& time, RecordSink& sink);
    void gauges(const HaproxyLine& fields, RecordTime time, RecordSink& sink);

    TimeResolver m_times;
    SecondMaxima m_process{{"haproxy.actconn"}};
    SecondMaxima m_frontends{{"haproxy.feconn"}};
    SecondMaxima m_backends{{"haproxy.beconn", "haproxy.backend_queue", "haproxy.retries"}};
    SecondMaxima m_servers{{"haproxy.srvconn", "haproxy.srv_queue"}};
    std::string m_server;
    std::string m_rest;
};

std::optional<RecordTime> HaproxyReader::timeOf(std::string_view text)
{
    const auto written = scanAccessLogTime(text);
    return written && text.empty() ? m_times.resolve(*written) : std::nullopt;
}

void HaproxyReader::message(const HaproxyLine& fields, const RecordTime& time, std::string_view text, RecordSink& sink)
{
    LogLine record;
    record.time = time;
    record.severity = Severity::Warn;
    record.component = fields.frontend.substr(0, fields.frontend.size() - 1);
    record.text = text;
    sink.logLine(record);
}

void HaproxyReader::request(const HaproxyLine& fields, const RecordTime& time, RecordSink& sink)
{
    m_server.assign(fields.backend);
    m_server += '/';
    m_server += fields.server;
    Request record;
    record.time = time;
    record.clientIp = fields.client.substr(0, fields.client.rfind(':'));
    record.upstreamAddr = m_server;
    record.terminationFlags = fields.flags;
    record.status = fields.status;
    record.upstreamDurationNs = nanosecondsFrom(fields.responseTimeMs);
    m_rest.assign(fields.frontend);
    if (fields.isEarly) {
        // Written before the response ended: total time and bytes are only what there was so far.
        m_rest += " logasap";
    } else {
        record.durationNs = nanosecondsFrom(fields.totalTimeMs);
        record.bytesOut = fields.bytes;
    }
    if (!fields.captured.empty()) {
        m_rest += ' ';
        m_rest += fields.captured;
    }
    if (!fields.rest.empty()) {
        m_rest += ' ';
        m_rest += fields.rest;
    }
    record.rest = m_rest;
    if (fields.request != "<BADREQ>")
        applyRequestLine(fields.request, record);
    sink.request(record);
}

/// Counts and queues are those of the moment of writing, which is the end of the request.
void HaproxyReader::gauges(const HaproxyLine& fields, RecordTime time, RecordSink& sink)
{
    const std::int64_t total = nanosecondsFrom(fields.totalTimeMs);
    if (total != absent && time.utc < Timestamp::max() - std::chrono::hours(1) - Nanoseconds(total))
        time.utc += Nanoseconds(total);
    const auto labelled = [](std::string_view key, std::string_view value) {
        return [key, value] { return Labels{{std::string(key), std::string(value)}}; };
    };
    m_process.take(m_process.group("", [] { return Labels{}; }), time, {fields.actconn}, sink);
    m_frontends.take(m_frontends.group(fields.frontend, labelled("frontend", fields.frontend)), time, {fields.feconn}, sink);
    m_backends.take(m_backends.group(fields.backend, labelled("backend", fields.backend)), time,
                    {fields.beconn, fields.backendQueue, fields.retries}, sink);
    if (fields.server.empty() || fields.server.front() == '<')    // <NOSRV>, <STATS>
        return;
    const auto labels = [&fields] {
        return Labels{{"backend", std::string(fields.backend)}, {"server", std::string(fields.server)}};
    };
    m_servers.take(m_servers.group(m_server, labels), time, {fields.srvconn, fields.serverQueue}, sink);
}

void HaproxyReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    HaproxyLine fields;
    std::string_view left;
    const HaproxyFault fault = splitHaproxyLine(text, fields, left);
    if (fault == HaproxyFault::NotHaproxy)
        return sink.reject("no-request", "No client, [date], frontend and backend/server stand in the line");
    if (fault == HaproxyFault::BadCounters)
        return sink.reject("bad-value", "The timers, the status, the bytes, the flags or the connection counts are not as HAProxy writes them");
    const auto time = timeOf(fields.time);
    if (!time)
        return sink.reject("bad-time", "The time is none such as 06/Feb/2009:12:14:14.655");
    if (fault == HaproxyFault::Message)
        return message(fields, *time, left, sink);
    request(fields, *time, sink);
    gauges(fields, *time, sink);
    if (fields.isCut)
        sink.issue("torn-line", "The line ends inside the captured headers or the request; what stands before it is complete");
}

void HaproxyReader::finish(RecordSink& sink)
{
    for (SecondMaxima* maxima : {&m_process, &m_frontends, &m_backends, &m_servers})
        maxima->flush(sink);
}

}    // namespace

const FormatInfo& HaproxyImporter::info() const
{
    static const FormatInfo info{.id = "haproxy",
                                 .title = "HAProxy HTTP and TCP log",
                                 .records = "request, logline, series",
                                 .framing = Framing::OrderedLines,
                                 .anchor = Anchor::Start,
                                 .zone = "source's zone",
                                 .specification = "HAProxy configuration manual, section 8.2"};
    return info;
}

Detection HaproxyImporter::detect(const SourceHead& head) const
{
    const LineCensus census = censusOf(head, [](std::string_view line) {
        HaproxyLine fields;
        std::string_view message;
        return splitHaproxyLine(line, fields, message) == HaproxyFault::None;
    });
    Detection detection = census.detection("HAProxy log lines", 97);
    // Proxies that start and handshakes that fail stand among the requests.
    if (census.percent() >= 10)
        detection.confidence = std::max(detection.confidence, 75);
    settleAnchor(detection, Anchor::Start, Basis::Specification, "the date is that of the accepted connection or of the first byte of the request");
    return detection;
}

std::unique_ptr<RecordReader> HaproxyImporter::open(const ReaderContext& context) const
{
    return std::make_unique<HaproxyReader>(context.time);
}

}    // namespace faultline
