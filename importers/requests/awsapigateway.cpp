#include "importers/requests/awsapigateway.h"

#include "importers/requests/jsonaccess.h"
#include "importers/requests/requestline.h"

#include <array>

namespace faultline {

namespace {

/// "path" is what was asked for; "resourcePath" is the template it matched.
constexpr std::array fields = {JsonAccessField{"requestTimeEpoch", LogValue::AnyTime},
                               JsonAccessField{"requestTime", LogValue::AnyTime},
                               JsonAccessField{"path", LogValue::RequestUri},
                               JsonAccessField{"resourcePath", LogValue::RequestUri},
                               JsonAccessField{"httpMethod", LogValue::Method},
                               JsonAccessField{"protocol", LogValue::Protocol},
                               JsonAccessField{"status", LogValue::Status},
                               JsonAccessField{"responseLength", LogValue::BodyBytes},
                               JsonAccessField{"responseLatency", LogValue::DurationMillis},
                               JsonAccessField{"integrationLatency", LogValue::UpstreamMillis},
                               JsonAccessField{"integrationStatus", LogValue::UpstreamStatus},
                               JsonAccessField{"integration.latency", LogValue::UpstreamMillis},
                               JsonAccessField{"integration.status", LogValue::UpstreamStatus},
                               JsonAccessField{"ip", LogValue::Client},
                               JsonAccessField{"sourceIp", LogValue::Client},
                               JsonAccessField{"user", LogValue::User},
                               JsonAccessField{"userAgent", LogValue::UserAgent},
                               JsonAccessField{"domainName", LogValue::Host},
                               JsonAccessField{"xrayTraceId", LogValue::TraceId},
                               JsonAccessField{"requestId", LogValue::TraceId},
                               JsonAccessField{"errorResponseType", LogValue::TerminationFlags},
                               JsonAccessField{"error.responseType", LogValue::TerminationFlags}};
constexpr std::array<std::string_view, 2> marks = {"requestId", "status"};
constexpr std::array<std::string_view, 1> extras = {"routeKey"};
/// Of its variables; three beside the marks tell it from other programs.
constexpr std::array<std::string_view, 10> ownNames = {"requestTime", "requestTimeEpoch", "httpMethod", "resourcePath", "routeKey",
                                                       "responseLength", "responseLatency", "integrationLatency", "integrationStatus",
                                                       "extendedRequestId"};

/// "GET /pets/{id}" of an HTTP API where nothing tells the path; "$default" names no route.
void takeRoute(JsonAccessLine& line, Request& record)
{
    const std::string_view route = line.extra(0);
    const std::size_t blank = route.find(' ');
    if (blank == std::string_view::npos)
        return;
    if (record.path.data() == nullptr)
        applyRequestTarget(route.substr(blank + 1), record);
    if (record.method.data() == nullptr && route.substr(0, blank) != "ANY")
        record.method = route.substr(0, blank);
}

constexpr JsonAccessFormat format{.fields = fields,
                                  .marks = marks,
                                  .ownNames = ownNames,
                                  .leastOwn = 3,
                                  .what = "API Gateway access log entries",
                                  .certain = 94,
                                  .anchorReason = "requestTime is when the request came",
                                  .settle = takeRoute,
                                  .extras = extras};

}    // namespace

const FormatInfo& AwsApiGatewayImporter::info() const
{
    static const FormatInfo info{.id = "aws-api-gateway",
                                 .title = "AWS API Gateway access log (JSON)",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Start,
                                 .zone = "epoch, or offset in the line",
                                 .specification = "Amazon API Gateway, $context variables for access logging"};
    return info;
}

Detection AwsApiGatewayImporter::detect(const SourceHead& head) const
{
    return detectJsonAccessLines(head, format, Anchor::Start);
}

std::unique_ptr<RecordReader> AwsApiGatewayImporter::open(const ReaderContext& context) const
{
    return openJsonAccessLines(context, format);
}

}    // namespace faultline
