#include "importers/requests/uwsgi.h"

#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/requestline.h"

namespace faultline {

namespace {

constexpr std::size_t npos = std::string_view::npos;

/// Takes what stands before `mark` off the front, and the mark.
bool takeUntil(std::string_view& text, std::string_view mark, std::string_view& taken)
{
    const std::size_t at = text.find(mark);
    if (at == npos)
        return false;
    taken = text.substr(0, at);
    text.remove_prefix(at + mark.size());
    return true;
}

struct UwsgiLine {
    std::string_view host, client, user, time, method, target, bytes, duration, unit, protocol, status;
};

/// [pid: 1|app: 0|req: 1/1] 192.0.2.1 (user) {38 vars in 696 bytes} [Sun Mar 13 22:49:12 2016] GET /path => generated 47 bytes
/// in 129 msecs (HTTP/1.1 200) 9 headers in 378 bytes (1 switches on core 3)
bool splitUwsgiLine(std::string_view line, UwsgiLine& fields)
{
    std::string_view left = line;
    std::string_view ignored;
    // Memory figures may stand before it ({address space usage: …} {rss usage: …}), and the host with --vhost.
    if (!takeUntil(left, "[pid: ", fields.host) || !takeUntil(left, "] ", ignored))
        return false;
    if (!takeUntil(left, " (", fields.client) || !takeUntil(left, ") {", fields.user) || !takeUntil(left, "} [", ignored) ||
        !takeUntil(left, "] ", fields.time) || !takeUntil(left, " ", fields.method))
        return false;
    const std::size_t arrow = left.rfind(" => generated ");    // a target may hold anything
    if (arrow == npos)
        return false;
    fields.target = left.substr(0, arrow);
    left.remove_prefix(arrow + std::string_view(" => generated ").size());
    if (!takeUntil(left, " bytes in ", fields.bytes) || !takeUntil(left, " ", fields.duration) || !takeUntil(left, " ", fields.unit))
        return false;
    // "via sendfile() (HTTP/1.1 200) 9 headers in": the last bracket before the headers.
    left = left.substr(0, left.find(" headers in "));
    const std::size_t open = left.rfind('(');
    if (open == npos)
        return false;
    left.remove_prefix(open + 1);
    return takeUntil(left, " ", fields.protocol) && takeUntil(left, ")", fields.status);
}

class UwsgiReader final : public RecordReader {
public:
    explicit UwsgiReader(const TimeSettings& settings) : m_times(settings) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        UwsgiLine fields;
        if (!splitUwsgiLine(text, fields))
            return sink.reject("no-request", "The line is none of uWSGI's request lines ([pid: 1|app: 0|req: 1/1] ...)");
        std::string_view stamp = fields.time;
        const auto written = scanCtime(stamp);
        const auto time = written && stamp.empty() && written->year > 0 ? m_times.resolve(*written) : std::nullopt;
        if (!time)
            return sink.reject("bad-time", "The time is none such as Sun Mar 13 22:49:12 2016");
        Request record;
        record.time = *time;
        record.clientIp = unlessDash(fields.client);
        if (const std::string_view host = fields.host.substr(0, fields.host.find(' ')); !host.empty() && host.front() != '{')
            record.host = host;
        record.user = unlessDash(fields.user);
        record.method = unlessDash(fields.method);
        record.protocol = unlessDash(fields.protocol);
        applyRequestTarget(fields.target, record);
        const LogValue unit = fields.unit == "micros" ? LogValue::DurationMicros : LogValue::DurationMillis;
        if (!applyLogValue(LogValue::BodyBytes, fields.bytes, record) || !applyLogValue(unit, fields.duration, record) ||
            !applyLogValue(LogValue::Status, fields.status, record))
            return sink.reject("bad-value", "The size, the time or the status is not a number that fits");
        sink.request(record);
    }

    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    TimeResolver m_times;
};

}    // namespace

const FormatInfo& UwsgiImporter::info() const
{
    static const FormatInfo info{.id = "uwsgi",
                                 .title = "uWSGI request log",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Start,
                                 .zone = "source's zone",
                                 .specification = "uWSGI core/logging.c, the default request logger"};
    return info;
}

Detection UwsgiImporter::detect(const SourceHead& head) const
{
    const LineCensus census = censusOf(head, [](std::string_view line) {
        UwsgiLine fields;
        return splitUwsgiLine(line, fields);
    });
    Detection detection = census.detection("uWSGI request lines", 96);
    // A server's own messages stand between the requests, and a tenth of such lines is enough.
    if (census.percent() >= 10)
        detection.confidence = std::max(detection.confidence, 70);
    settleAnchor(detection, Anchor::Start, Basis::Specification, "uWSGI prints the start of the request");
    return detection;
}

std::unique_ptr<RecordReader> UwsgiImporter::open(const ReaderContext& context) const
{
    return std::make_unique<UwsgiReader>(context.time);
}

}    // namespace faultline
