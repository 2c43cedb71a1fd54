#include "importers/requests/nginxjson.h"

#include "importers/requests/jsonaccess.h"

#include <array>

namespace faultline {

namespace {

/// The keys are the operator's; most take the variables' names, with or without these others in between.
constexpr std::array fields = {JsonAccessField{"msec", LogValue::AnyTime},
                               JsonAccessField{"time_iso8601", LogValue::AnyTime},
                               JsonAccessField{"time_local", LogValue::AnyTime},
                               JsonAccessField{"timestamp", LogValue::AnyTime},
                               JsonAccessField{"@timestamp", LogValue::AnyTime},
                               JsonAccessField{"time", LogValue::AnyTime},
                               JsonAccessField{"ts", LogValue::AnyTime},
                               JsonAccessField{"request_uri", LogValue::RequestUri},
                               JsonAccessField{"request", LogValue::RequestLine},
                               JsonAccessField{"uri", LogValue::RequestUri},
                               JsonAccessField{"args", LogValue::Query},
                               JsonAccessField{"query_string", LogValue::Query},
                               JsonAccessField{"request_method", LogValue::Method},
                               JsonAccessField{"method", LogValue::Method},
                               JsonAccessField{"server_protocol", LogValue::Protocol},
                               JsonAccessField{"status", LogValue::Status},
                               JsonAccessField{"body_bytes_sent", LogValue::BodyBytes},
                               JsonAccessField{"bytes_sent", LogValue::AllBytes},
                               JsonAccessField{"request_length", LogValue::BytesIn},
                               JsonAccessField{"request_time", LogValue::DurationSeconds},
                               JsonAccessField{"upstream_response_time", LogValue::UpstreamSeconds},
                               JsonAccessField{"upstream_status", LogValue::UpstreamStatus},
                               JsonAccessField{"upstream_addr", LogValue::UpstreamAddr},
                               JsonAccessField{"upstream", LogValue::UpstreamAddr},
                               JsonAccessField{"remote_addr", LogValue::Client},
                               JsonAccessField{"http_x_forwarded_for", LogValue::ForwardedFor},
                               JsonAccessField{"remote_user", LogValue::User},
                               JsonAccessField{"http_host", LogValue::Host},
                               JsonAccessField{"host", LogValue::Host},
                               JsonAccessField{"server_name", LogValue::ServerName},
                               JsonAccessField{"http_user_agent", LogValue::UserAgent},
                               JsonAccessField{"user_agent", LogValue::UserAgent},
                               JsonAccessField{"http_referer", LogValue::Referer},
                               JsonAccessField{"http_referrer", LogValue::Referer},
                               JsonAccessField{"referer", LogValue::Referer},
                               JsonAccessField{"request_id", LogValue::TraceId}};
constexpr std::array<std::string_view, 2> marks = {"remote_addr", "status"};
/// Names that are nginx's own; two of them beside the marks tell it from programs that log an address and a status.
constexpr std::array<std::string_view, 9> ownNames = {"body_bytes_sent", "request_time", "request_uri", "request_method",
                                                      "http_user_agent", "time_iso8601", "time_local", "upstream_response_time",
                                                      "request_length"};

constexpr JsonAccessFormat format{.fields = fields,
                                  .marks = marks,
                                  .ownNames = ownNames,
                                  .leastOwn = 2,
                                  .what = "JSON entries with nginx's variables as keys",
                                  .certain = 92,
                                  .anchorReason = "nginx writes the line when the request is complete"};

}    // namespace

const FormatInfo& NginxJsonImporter::info() const
{
    static const FormatInfo info{.id = "nginx-json",
                                 .title = "nginx access log as JSON (escape=json)",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "offset in the line, or $msec",
                                 .since = "nginx 1.11.8",
                                 .specification = "nginx ngx_http_log_module"};
    return info;
}

Detection NginxJsonImporter::detect(const SourceHead& head) const
{
    return detectJsonAccessLines(head, format, Anchor::End);
}

std::unique_ptr<RecordReader> NginxJsonImporter::open(const ReaderContext& context) const
{
    return openJsonAccessLines(context, format);
}

}    // namespace faultline
