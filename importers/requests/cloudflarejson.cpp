#include "importers/requests/cloudflarejson.h"

#include "importers/requests/jsonaccess.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array fields = {JsonAccessField{"EdgeStartTimestamp", LogValue::AnyTime},
                               JsonAccessField{"EdgeEndTimestamp", LogValue::EndTime},
                               JsonAccessField{"ClientRequestMethod", LogValue::Method},
                               JsonAccessField{"ClientRequestURI", LogValue::RequestUri},
                               JsonAccessField{"ClientRequestPath", LogValue::Path},
                               JsonAccessField{"ClientRequestProtocol", LogValue::Protocol},
                               JsonAccessField{"ClientRequestHost", LogValue::Host},
                               JsonAccessField{"ClientIP", LogValue::Client},
                               JsonAccessField{"ClientRequestUserAgent", LogValue::UserAgent},
                               JsonAccessField{"ClientRequestReferer", LogValue::Referer},
                               JsonAccessField{"EdgeResponseStatus", LogValue::Status},
                               JsonAccessField{"EdgeResponseBytes", LogValue::BodyBytes},
                               JsonAccessField{"ClientRequestBytes", LogValue::BytesIn},
                               JsonAccessField{"OriginIP", LogValue::UpstreamAddr},
                               JsonAccessField{"CacheCacheStatus", LogValue::TerminationFlags},
                               JsonAccessField{"RayID", LogValue::TraceId}};
constexpr std::array<std::string_view, 2> marks = {"EdgeStartTimestamp", "ClientRequestMethod"};
constexpr std::array<std::string_view, 3> extras = {"OriginResponseStatus", "OriginResponseDurationMs", "OriginResponseTime"};
enum Extra : std::size_t { OriginStatus, OriginMillis, OriginNanos };

/// 0 stands for an origin that was not asked.
void settle(JsonAccessLine& line, Request& record)
{
    if (line.extra(OriginStatus).empty() || line.extra(OriginStatus) == "0")
        return;
    record.upstreamStatus = statusFrom(line.extra(OriginStatus)).value_or(absent);
    const auto millis = durationFrom(line.extra(OriginMillis), 1'000'000);
    record.upstreamDurationNs = millis ? *millis : durationFrom(line.extra(OriginNanos), 1).value_or(absent);
}

constexpr JsonAccessFormat format{.fields = fields,
                                  .marks = marks,
                                  .what = "Cloudflare HTTP request log entries",
                                  .certain = 97,
                                  .anchorReason = "EdgeStartTimestamp is when the edge received the request",
                                  .settle = settle,
                                  .extras = extras};

}    // namespace

const FormatInfo& CloudflareJsonImporter::info() const
{
    static const FormatInfo info{.id = "cloudflare-json",
                                 .title = "Cloudflare Logpush HTTP requests",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Start,
                                 .zone = "nanoseconds or seconds since 1970, or UTC in the line",
                                 .specification = "Cloudflare Logs, HTTP requests data set"};
    return info;
}

Detection CloudflareJsonImporter::detect(const SourceHead& head) const
{
    return detectJsonAccessLines(head, format, Anchor::Start);
}

std::unique_ptr<RecordReader> CloudflareJsonImporter::open(const ReaderContext& context) const
{
    return openJsonAccessLines(context, format);
}

}    // namespace faultline
