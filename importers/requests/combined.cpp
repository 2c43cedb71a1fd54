#include "importers/requests/combined.h"

#include "app/base/text.h"
#include "importers/requests/accesstail.h"
#include "importers/requests/accesstimes.h"
#include "importers/requests/combinedline.h"
#include "importers/requests/requestline.h"

namespace faultline {

namespace {

class CombinedReader final : public RecordReader {
public:
    explicit CombinedReader(const TimeSettings& settings) : m_times(settings) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        CombinedLine fields;
        const CombinedFault fault = splitCombinedLine(text, fields);
        if (fault != CombinedFault::None) {
            refuse(fault, text, sink);
            return;
        }
        const auto time = m_times.read(fields.time);
        if (!time) {
            std::string reason(1, '"');
            reason += shortened(fields.time, 40);
            reason += "\" is no time such as 23/Apr/2024:21:29:58 +0200";
            sink.reject("bad-time", reason);
            return;
        }
        Request record;
        record.time = *time;
        record.host = fields.host;
        record.clientIp = fields.client;
        record.user = fields.user;
        record.traceId = fields.traceId;
        applyRequestLine(fields.request, record);
        record.status = fields.status;
        record.bytesOut = fields.bytes;
        record.referer = unlessDash(fields.referer);
        record.userAgent = unlessDash(fields.agent);
        if (fields.torn)
            record.rest = fields.tail;
        else if (fields.tail.data() != nullptr)
            applyAccessTail(fields.tail, record, m_rest);
        sink.request(record);
        if (fields.torn)
            sink.issue("torn-line", "The line ends inside the referer or the agent; the request before it is complete");
    }

    const TimeResolver* timeResolver() const override { return &m_times.resolver(); }

private:
    static void refuse(CombinedFault fault, std::string_view text, RecordSink& sink)
    {
        if (trimmed(text).empty())
            sink.skip();
        else
            sink.reject(codeOf(fault), reasonOf(fault));
    }

    AccessTimes m_times;
    std::string m_rest;
};

/// What tells nginx from Apache in lines of the same shape, in the order of their weight.
struct Hints {
    std::uint64_t lines = 0;
    std::uint64_t traefik = 0;
    std::uint64_t status499 = 0;
    std::uint64_t nginxEscapes = 0;     ///< \x22, \x5C: nginx writes capital hexadecimal digits
    std::uint64_t nginxTimes = 0;
    std::uint64_t apacheEscapes = 0;    ///< \" and \\, \xab in small digits
    std::uint64_t wholeUrls = 0;        ///< "GET http://...": varnishncsa
    std::uint64_t bytesAsDash = 0;      ///< %b

    void takeEscapes(std::string_view text)
    {
        for (std::size_t at = text.find('\\'); at != std::string_view::npos && at + 1 < text.size(); at = text.find('\\', at)) {
            const char kind = text[at + 1];
            if (kind == '"' || kind == '\\') {
                ++apacheEscapes;
                at += 2;
                continue;
            }
            const std::string_view digits = text.substr(at + 2, 2);
            if (kind == 'x' && (digits == "22" || digits.find_first_of("ABCDEF") != std::string_view::npos))
                ++nginxEscapes;
            else if (kind == 'x' && digits.find_first_of("abcdef") != std::string_view::npos)
                ++apacheEscapes;
            ++at;
        }
    }

    void take(const CombinedLine& line)
    {
        if (line.status == 499)
            ++status499;
        if (line.bytesAsDash)
            ++bytesAsDash;
        const std::size_t target = line.request.find(' ') + 1;
        if (line.request.substr(target, 7) == "http://" || line.request.substr(target, 8) == "https://")
            ++wholeUrls;
        ++lines;
        takeEscapes(line.request);
        takeEscapes(line.referer);
        takeEscapes(line.agent);
        if (line.tail.data() == nullptr)
            return;
        if (isTraefikTail(line.tail))
            ++traefik;
        else if (holdsNginxTime(line.tail))
            ++nginxTimes;
    }
};

void settleAnchor(const Hints& hints, Detection& detection)
{
    const auto settle = [&detection](Anchor anchor, std::string_view reason) {
        detection.anchor = anchor;
        detection.anchorReason = reason;
    };
    if (hints.traefik > 0) {
        settle(Anchor::Start, "the lines end as Traefik's do, which stamps the start of a request");
        detection.anchorBasis = Basis::Specification;
    } else if (hints.status499 > 0)
        settle(Anchor::End, "status 499 is nginx's own, and nginx stamps the end of a request");
    else if (hints.nginxEscapes > hints.apacheEscapes)
        settle(Anchor::End, "quotes and control bytes are escaped as \\x22, as nginx does, which stamps the end of a request");
    else if (hints.apacheEscapes > 0)
        settle(Anchor::Start, "quotes and control bytes are escaped as \\\", as Apache does, which stamps the start of a request");
    else if (hints.nginxTimes > 0)
        settle(Anchor::End, "times in seconds with three decimals follow, as nginx writes them, which stamps the end of a request");
    else if (hints.wholeUrls * 2 > hints.lines)
        settle(Anchor::Start, "requests hold whole URLs, as varnishncsa writes them, which stamps the start of a request");
    else if (hints.bytesAsDash > 0)
        settle(Anchor::Start, "no bytes are written as -, as Apache's %b does, which stamps the start of a request");
    else
        settle(Anchor::End, "nothing tells nginx (end of a request) from Apache (start); end is assumed");
}

int confidenceOf(std::uint64_t good, std::uint64_t lines)
{
    const std::uint64_t percent = good * 100 / lines;
    if (percent >= 90)
        return 95;
    // The shape is so particular that a fifth of the lines is enough: rotated logs with three torn lines of four exist.
    if (percent >= 20)
        return static_cast<int>(60 + percent * 35 / 100);
    return static_cast<int>(1 + percent);
}

}    // namespace

const FormatInfo& CombinedImporter::info() const
{
    static const FormatInfo info{.id = "combined",
                                 .title = "Combined or common access log (nginx, Apache, Traefik)",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .zone = "offset in the line",
                                 .specification = "nginx ngx_http_log_module; Apache mod_log_config"};
    return info;
}

Detection CombinedImporter::detect(const SourceHead& head) const
{
    std::uint64_t lines = 0;
    std::uint64_t good = 0;
    std::uint64_t withAgent = 0;
    Hints hints;
    AccessTimes times{TimeSettings{}};
    for (const std::string_view text : head.lines) {
        if (trimmed(text).empty())
            continue;
        ++lines;
        CombinedLine fields;
        if (splitCombinedLine(text, fields) != CombinedFault::None || !times.read(fields.time))
            continue;
        ++good;
        withAgent += fields.agent.data() != nullptr ? 1U : 0U;
        hints.take(fields);
    }
    Detection detection;
    if (good == 0)
        return detection;
    detection.confidence = confidenceOf(good, lines);
    detection.reason = std::to_string(good) + " of " + std::to_string(lines) + " lines are " +
                       (withAgent * 2 >= good ? "combined" : "common") + " log lines";
    settleAnchor(hints, detection);
    return detection;
}

std::unique_ptr<RecordReader> CombinedImporter::open(const ReaderContext& context) const
{
    return std::make_unique<CombinedReader>(context.time);
}

}    // namespace faultline
