#include "importers/requests/traefikjson.h"

#include "importers/requests/jsonaccess.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array fields = {JsonAccessField{"StartUTC", LogValue::AnyTime},
                               JsonAccessField{"StartLocal", LogValue::AnyTime},
                               JsonAccessField{"time", LogValue::AnyTime},
                               JsonAccessField{"RequestMethod", LogValue::Method},
                               JsonAccessField{"RequestPath", LogValue::RequestUri},
                               JsonAccessField{"RequestProtocol", LogValue::Protocol},
                               JsonAccessField{"RequestHost", LogValue::Host},
                               JsonAccessField{"RequestAddr", LogValue::Host},
                               JsonAccessField{"ClientHost", LogValue::Client},
                               JsonAccessField{"ClientAddr", LogValue::ClientAndPort},
                               JsonAccessField{"ClientUsername", LogValue::User},
                               JsonAccessField{"DownstreamStatus", LogValue::Status},
                               JsonAccessField{"DownstreamContentSize", LogValue::BodyBytes},
                               JsonAccessField{"RequestContentSize", LogValue::BytesIn},
                               JsonAccessField{"Duration", LogValue::DurationNanos},
                               JsonAccessField{"OriginDuration", LogValue::UpstreamNanos},
                               JsonAccessField{"ServiceAddr", LogValue::UpstreamAddr},
                               JsonAccessField{"ServiceURL", LogValue::UpstreamAddr},
                               JsonAccessField{"ServiceURL.Host", LogValue::UpstreamAddr},
                               JsonAccessField{"BackendAddr", LogValue::UpstreamAddr},    // Traefik 1
                               JsonAccessField{"request_User-Agent", LogValue::UserAgent},
                               JsonAccessField{"request_Referer", LogValue::Referer},
                               JsonAccessField{"TraceId", LogValue::TraceId}};
constexpr std::array<std::string_view, 2> marks = {"RequestMethod", "DownstreamStatus"};
constexpr std::array<std::string_view, 5> extras = {"RouterName", "OriginStatus", "StartUTC", "StartLocal", "FrontendName"};
enum Extra : std::size_t { Router, OriginStatus, StartUtc, StartLocal, Frontend };

void settle(JsonAccessLine& line, Request& record)
{
    record.rest = line.extra(Router).empty() ? line.extra(Frontend) : line.extra(Router);
    // 0: Traefik answered by itself and asked no server.
    const std::string_view status = line.extra(OriginStatus);
    if (status != "0")
        record.upstreamStatus = statusFrom(status).value_or(absent);
    else
        record.upstreamDurationNs = absent;
    // Where the operator dropped both stamps of the start, "time" is that of the log's write.
    const bool hasStart = !line.extra(StartUtc).empty() || !line.extra(StartLocal).empty();
    if (!hasStart && record.durationNs != absent && line.time.utc > Timestamp::min() + Nanoseconds(record.durationNs))
        line.time.utc -= Nanoseconds(record.durationNs);
}

constexpr JsonAccessFormat format{.fields = fields,
                                  .marks = marks,
                                  .what = "Traefik access log entries",
                                  .certain = 97,
                                  .anchorReason = "StartUTC is the start of the request",
                                  .settle = settle,
                                  .extras = extras,
                                  .component = "entryPointName"};

}    // namespace

const FormatInfo& TraefikJsonImporter::info() const
{
    static const FormatInfo info{.id = "traefik-json",
                                 .title = "Traefik JSON access log",
                                 .records = "request, logline",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Start,
                                 .zone = "offset in the line",
                                 .specification = "Traefik documentation, access logs"};
    return info;
}

Detection TraefikJsonImporter::detect(const SourceHead& head) const
{
    return detectJsonAccessLines(head, format, Anchor::Start);
}

std::unique_ptr<RecordReader> TraefikJsonImporter::open(const ReaderContext& context) const
{
    return openJsonAccessLines(context, format);
}

}    // namespace faultline
