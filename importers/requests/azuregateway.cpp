#include "importers/requests/azuregateway.h"

#include "importers/requests/jsonaccess.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array fields = {JsonAccessField{"timeStamp", LogValue::AnyTime},
                               JsonAccessField{"time", LogValue::AnyTime},
                               JsonAccessField{"properties.httpMethod", LogValue::Method},
                               JsonAccessField{"properties.originalRequestUriWithArgs", LogValue::RequestUri},
                               JsonAccessField{"properties.requestUri", LogValue::RequestUri},
                               JsonAccessField{"properties.requestQuery", LogValue::Query},
                               JsonAccessField{"properties.httpVersion", LogValue::Protocol},
                               JsonAccessField{"properties.httpStatus", LogValue::Status},
                               JsonAccessField{"properties.sentBytes", LogValue::BodyBytes},
                               JsonAccessField{"properties.receivedBytes", LogValue::BytesIn},
                               JsonAccessField{"properties.clientIP", LogValue::ClientAndPort},
                               JsonAccessField{"properties.userAgent", LogValue::UserAgent},
                               JsonAccessField{"properties.originalHost", LogValue::Host},
                               JsonAccessField{"properties.host", LogValue::Host},
                               JsonAccessField{"properties.serverRouted", LogValue::UpstreamAddr},
                               JsonAccessField{"properties.serverStatus", LogValue::UpstreamStatus},
                               JsonAccessField{"properties.serverResponseLatency", LogValue::UpstreamSeconds},
                               JsonAccessField{"properties.error_info", LogValue::TerminationFlags},
                               JsonAccessField{"properties.transactionId", LogValue::TraceId}};
constexpr std::array<std::string_view, 3> marks = {"httpMethod", "httpStatus", "clientIP"};
constexpr std::array<std::string_view, 3> extras = {"properties.timeTaken", "properties.instanceId", "ruleName"};
enum Extra : std::size_t { TimeTaken, Instance, Rule };

/// timeTaken is in milliseconds in the first generation of gateways, whose instances are roles, and in seconds in the second.
void settle(JsonAccessLine& line, Request& record)
{
    const bool isFirstGeneration = line.extra(Instance).starts_with("ApplicationGatewayRole");
    record.durationNs = durationFrom(line.extra(TimeTaken), isFirstGeneration ? 1'000'000 : 1'000'000'000).value_or(absent);
    record.rest = line.extra(Rule);
}

constexpr JsonAccessFormat format{.fields = fields,
                                  .marks = marks,
                                  .what = "Azure Application Gateway access log entries",
                                  .certain = 97,
                                  .anchorBasis = Basis::Assumed,
                                  .anchorReason = "the entry is made when the response is sent",
                                  .settle = settle,
                                  .extras = extras,
                                  .message = "operationName",
                                  .severity = "level",
                                  .component = "category"};

}    // namespace

const FormatInfo& AzureGatewayImporter::info() const
{
    static const FormatInfo info{.id = "azure-gateway",
                                 .title = "Azure Application Gateway access log, one entry a line",
                                 .records = "request, logline",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "offset in the line",
                                 .specification = "Azure Application Gateway, diagnostic logs"};
    return info;
}

Detection AzureGatewayImporter::detect(const SourceHead& head) const
{
    return detectJsonAccessLines(head, format, Anchor::End);
}

std::unique_ptr<RecordReader> AzureGatewayImporter::open(const ReaderContext& context) const
{
    return openJsonAccessLines(context, format);
}

const FormatInfo& AzureGatewayListImporter::info() const
{
    static const FormatInfo info{.id = "azure-gateway-list",
                                 .title = "Azure Application Gateway access log, as a list of records",
                                 .records = "request, logline",
                                 .framing = Framing::Document,
                                 .anchor = Anchor::End,
                                 .zone = "offset in the text",
                                 .specification = "Azure Application Gateway, diagnostic logs"};
    return info;
}

Detection AzureGatewayListImporter::detect(const SourceHead& head) const
{
    return detectJsonAccessList(head, format, Anchor::End);
}

std::unique_ptr<RecordReader> AzureGatewayListImporter::open(const ReaderContext& context) const
{
    return openJsonAccessList(context, format);
}

}    // namespace faultline
