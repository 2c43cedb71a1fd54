#include "importers/requests/gcphttprequest.h"

#include "importers/requests/jsonaccess.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array fields = {JsonAccessField{"timestamp", LogValue::AnyTime},
                               JsonAccessField{"time", LogValue::AnyTime},
                               JsonAccessField{"receiveTimestamp", LogValue::AnyTime},
                               JsonAccessField{"httpRequest.requestMethod", LogValue::Method},
                               JsonAccessField{"httpRequest.requestUrl", LogValue::RequestUri},
                               JsonAccessField{"httpRequest.protocol", LogValue::Protocol},
                               JsonAccessField{"httpRequest.status", LogValue::Status},
                               JsonAccessField{"httpRequest.responseSize", LogValue::BodyBytes},
                               JsonAccessField{"httpRequest.requestSize", LogValue::BytesIn},
                               JsonAccessField{"httpRequest.latency", LogValue::DurationText},
                               JsonAccessField{"httpRequest.remoteIp", LogValue::ClientAndPort},
                               JsonAccessField{"httpRequest.userAgent", LogValue::UserAgent},
                               JsonAccessField{"httpRequest.referer", LogValue::Referer},
                               JsonAccessField{"httpRequest.serverIp", LogValue::UpstreamAddr},
                               JsonAccessField{"jsonPayload.statusDetails", LogValue::TerminationFlags},
                               JsonAccessField{"trace", LogValue::TraceId},
                               JsonAccessField{"logging.googleapis.com/trace", LogValue::TraceId}};
constexpr std::array<std::string_view, 1> marks = {"httpRequest"};
constexpr std::array<std::string_view, 2> extras = {"httpRequest.latency.seconds", "httpRequest.latency.nanos"};

/// "projects/p/traces/06796866738c859f" is known elsewhere by its last part alone.
void settle(JsonAccessLine& line, Request& record)
{
    if (const std::size_t slash = record.traceId.rfind('/'); slash != std::string_view::npos)
        record.traceId.remove_prefix(slash + 1);
    const auto seconds = durationFrom(line.extra(0), 1'000'000'000);
    const auto nanos = durationFrom(line.extra(1), 1);
    if (record.durationNs == absent && (seconds || nanos) && seconds.value_or(0) < 1'000'000'000'000'000'000)
        record.durationNs = seconds.value_or(0) + std::min<std::int64_t>(nanos.value_or(0), 999'999'999);
}

constexpr JsonAccessFormat format{.fields = fields,
                                  .marks = marks,
                                  .what = "Google Cloud log entries with an httpRequest",
                                  .certain = 95,
                                  .anchorBasis = Basis::Assumed,
                                  .anchorReason = "the load balancer stamps when it received the request; other writers are taken to do so too",
                                  .settle = settle,
                                  .extras = extras,
                                  .message = "textPayload",
                                  .severity = "severity",
                                  .component = "logName"};

}    // namespace

const FormatInfo& GcpHttpRequestImporter::info() const
{
    static const FormatInfo info{.id = "gcp-http-request",
                                 .title = "Google Cloud HTTP request log entries, one a line",
                                 .records = "request, logline",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Start,
                                 .zone = "offset in the line (UTC)",
                                 .specification = "Cloud Logging, LogEntry and HttpRequest"};
    return info;
}

Detection GcpHttpRequestImporter::detect(const SourceHead& head) const
{
    return detectJsonAccessLines(head, format, Anchor::Start);
}

std::unique_ptr<RecordReader> GcpHttpRequestImporter::open(const ReaderContext& context) const
{
    return openJsonAccessLines(context, format);
}

const FormatInfo& GcpHttpRequestListImporter::info() const
{
    static const FormatInfo info{.id = "gcp-http-request-list",
                                 .title = "Google Cloud HTTP request log entries, as a list",
                                 .records = "request, logline",
                                 .framing = Framing::Document,
                                 .anchor = Anchor::Start,
                                 .zone = "offset in the text (UTC)",
                                 .specification = "Cloud Logging, LogEntry and HttpRequest"};
    return info;
}

Detection GcpHttpRequestListImporter::detect(const SourceHead& head) const
{
    return detectJsonAccessList(head, format, Anchor::Start);
}

std::unique_ptr<RecordReader> GcpHttpRequestListImporter::open(const ReaderContext& context) const
{
    return openJsonAccessList(context, format);
}

}    // namespace faultline
