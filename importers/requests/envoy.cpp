#include "importers/requests/envoy.h"

#include "app/import/linecensus.h"
#include "importers/requests/envoyline.h"
#include "importers/requests/jsonaccess.h"
#include "importers/requests/requestline.h"

#include <array>

namespace faultline {

namespace {

/// json_format has the operator's keys; these are the ones of Envoy Gateway, Istio, Contour and of the documentation. A
/// member that is "-" or null is not set.
constexpr std::array fields = {JsonAccessField{"start_time", LogValue::AnyTime},
                               JsonAccessField{"@timestamp", LogValue::AnyTime},
                               JsonAccessField{"timestamp", LogValue::AnyTime},
                               JsonAccessField{"time", LogValue::AnyTime},
                               JsonAccessField{"method", LogValue::Method},
                               JsonAccessField{"x-envoy-origin-path", LogValue::RequestUri},
                               JsonAccessField{"x-envoy-original-path", LogValue::RequestUri},
                               JsonAccessField{"original_path", LogValue::RequestUri},
                               JsonAccessField{"path", LogValue::RequestUri},
                               JsonAccessField{"uri_path", LogValue::RequestUri},
                               JsonAccessField{"protocol", LogValue::Protocol},
                               JsonAccessField{"response_code", LogValue::Status},
                               JsonAccessField{"response_flags", LogValue::TerminationFlags},
                               JsonAccessField{"bytes_sent", LogValue::BodyBytes},
                               JsonAccessField{"bytes_received", LogValue::BytesIn},
                               JsonAccessField{"duration", LogValue::DurationMillis},
                               JsonAccessField{"upstream_service_time", LogValue::UpstreamMillis},
                               JsonAccessField{"x-envoy-upstream-service-time", LogValue::UpstreamMillis},
                               JsonAccessField{"upstream_response_time", LogValue::UpstreamMillis},
                               JsonAccessField{"downstream_remote_address", LogValue::ClientAndPort},
                               JsonAccessField{"x-forwarded-for", LogValue::ForwardedFor},
                               JsonAccessField{"x_forwarded_for", LogValue::ForwardedFor},
                               JsonAccessField{"user-agent", LogValue::UserAgent},
                               JsonAccessField{"user_agent", LogValue::UserAgent},
                               JsonAccessField{"x-request-id", LogValue::TraceId},
                               JsonAccessField{"request_id", LogValue::TraceId},
                               JsonAccessField{":authority", LogValue::Host},
                               JsonAccessField{"authority", LogValue::Host},
                               JsonAccessField{"referer", LogValue::Referer},
                               JsonAccessField{"upstream_host", LogValue::UpstreamAddr}};
constexpr std::array<std::string_view, 2> marks = {"response_code", "response_flags"};
constexpr std::array<std::string_view, 2> extras = {"response_code_details", "upstream_cluster"};

void settle(JsonAccessLine& line, Request& record)
{
    record.rest = unlessDash(line.extra(0));
    if (record.rest.data() == nullptr)
        record.rest = unlessDash(line.extra(1));
}

constexpr JsonAccessFormat json{.fields = fields,
                                .marks = marks,
                                .what = "Envoy access log entries",
                                .anchorReason = "",
                                .settle = settle,
                                .extras = extras};

class EnvoyReader final : public RecordReader {
public:
    explicit EnvoyReader(const TimeSettings& settings) : m_text(settings), m_json(json, settings) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        const std::size_t begin = text.find_first_not_of(" \t");
        if (begin == std::string_view::npos)
            sink.skip();
        else if (text[begin] == '{')
            m_json.read(text, sink);
        else
            m_text.read(text, sink);
    }
    const TimeResolver* timeResolver() const override { return &m_text.resolver(); }

private:
    EnvoyLineReader m_text;
    JsonAccessMapper m_json;
};

bool isEnvoyLine(std::string_view line)
{
    line = trimmed(line);
    if (line.front() != '{')
        return isEnvoyText(line);
    return line.back() == '}' && holdsJsonKeys(line, {"response_code", "response_flags"});
}

}    // namespace

const FormatInfo& EnvoyImporter::info() const
{
    static const FormatInfo info{.id = "envoy",
                                 .title = "Envoy and Istio access log, text or JSON",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Start,
                                 .zone = "offset in the line",
                                 .specification = "Envoy documentation, access logging; Istio, Envoy access logs"};
    return info;
}

Detection EnvoyImporter::detect(const SourceHead& head) const
{
    Detection detection = censusOf(head, isEnvoyLine).detection("Envoy access log lines", 97);
    settleAnchor(detection, Anchor::Start, Basis::Specification, "START_TIME is the start of the request");
    return detection;
}

std::unique_ptr<RecordReader> EnvoyImporter::open(const ReaderContext& context) const
{
    return std::make_unique<EnvoyReader>(context.time);
}

}    // namespace faultline
