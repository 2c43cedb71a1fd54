#include "importers/metrics/csvwords.h"

#include <array>

namespace faultline {

namespace {

struct RoleWord {
    std::string_view word;
    CsvRole role;
};

/// Names of access logs, W3C logs, OpenTelemetry, the Elastic common schema, cloud logs and the usual logging libraries, in small
/// letters and digits only.
constexpr auto roleWords = std::to_array<RoleWord>({
    {"path", CsvRole::Path}, {"uri", CsvRole::Path}, {"url", CsvRole::Path}, {"requesturi", CsvRole::Path}, {"requesturl", CsvRole::Path},
    {"requestpath", CsvRole::Path}, {"httpurl", CsvRole::Path}, {"httptarget", CsvRole::Path}, {"csuristem", CsvRole::Path},
    {"endpoint", CsvRole::Path}, {"urlpath", CsvRole::Path}, {"urlfull", CsvRole::Path}, {"urloriginal", CsvRole::Path},
    {"originalurl", CsvRole::Path}, {"uripath", CsvRole::Path}, {"pathname", CsvRole::Path},
    {"query", CsvRole::Query}, {"querystring", CsvRole::Query}, {"args", CsvRole::Query}, {"csuriquery", CsvRole::Query},
    {"urlquery", CsvRole::Query},
    {"request", CsvRole::RequestLine}, {"requestline", CsvRole::RequestLine},
    {"method", CsvRole::Method}, {"requestmethod", CsvRole::Method}, {"httpmethod", CsvRole::Method}, {"csmethod", CsvRole::Method},
    {"verb", CsvRole::Method},
    {"status", CsvRole::Status}, {"statuscode", CsvRole::Status}, {"code", CsvRole::Status}, {"httpstatus", CsvRole::Status},
    {"httpstatuscode", CsvRole::Status}, {"httpcode", CsvRole::Status}, {"responsecode", CsvRole::Status}, {"response", CsvRole::Status},
    {"scstatus", CsvRole::Status}, {"downstreamstatus", CsvRole::Status}, {"responsestatus", CsvRole::Status},
    {"responsestatuscode", CsvRole::Status},
    {"duration", CsvRole::Duration}, {"latency", CsvRole::Duration}, {"elapsed", CsvRole::Duration}, {"responsetime", CsvRole::Duration},
    {"requesttime", CsvRole::Duration}, {"took", CsvRole::Duration}, {"timetaken", CsvRole::Duration}, {"elapsedtime", CsvRole::Duration},
    {"requestduration", CsvRole::Duration}, {"responseduration", CsvRole::Duration}, {"requestlatency", CsvRole::Duration},
    {"responselatency", CsvRole::Duration}, {"processingtime", CsvRole::Duration}, {"timeelapsed", CsvRole::Duration},
    {"totaltime", CsvRole::Duration}, {"exectime", CsvRole::Duration},
    {"bytes", CsvRole::BytesOut}, {"bytesout", CsvRole::BytesOut}, {"bytessent", CsvRole::BytesOut}, {"bodybytessent", CsvRole::BytesOut},
    {"size", CsvRole::BytesOut}, {"responsesize", CsvRole::BytesOut}, {"scbytes", CsvRole::BytesOut}, {"contentlength", CsvRole::BytesOut},
    {"responsebytes", CsvRole::BytesOut}, {"responsebodysize", CsvRole::BytesOut}, {"responsebodybytes", CsvRole::BytesOut},
    {"bodysize", CsvRole::BytesOut}, {"byteswritten", CsvRole::BytesOut},
    {"sentbytes", CsvRole::BytesIn}, {"bytesin", CsvRole::BytesIn}, {"requestlength", CsvRole::BytesIn}, {"csbytes", CsvRole::BytesIn},
    {"requestsize", CsvRole::BytesIn}, {"bytesreceived", CsvRole::BytesIn}, {"requestbytes", CsvRole::BytesIn}, {"requestbodysize", CsvRole::BytesIn},
    {"requestbodybytes", CsvRole::BytesIn},
    {"host", CsvRole::Host}, {"vhost", CsvRole::Host}, {"httphost", CsvRole::Host}, {"servername", CsvRole::Host}, {"cshost", CsvRole::Host},
    {"serveraddress", CsvRole::Host}, {"requesthost", CsvRole::Host}, {"authority", CsvRole::Host},
    {"client", CsvRole::ClientIp}, {"clientip", CsvRole::ClientIp}, {"remoteaddr", CsvRole::ClientIp}, {"remoteip", CsvRole::ClientIp},
    {"remotehost", CsvRole::ClientIp}, {"cip", CsvRole::ClientIp}, {"ip", CsvRole::ClientIp}, {"clientaddress", CsvRole::ClientIp},
    {"clientaddr", CsvRole::ClientIp}, {"remoteaddress", CsvRole::ClientIp}, {"sourceip", CsvRole::ClientIp}, {"srcip", CsvRole::ClientIp},
    {"clienthost", CsvRole::ClientIp}, {"peeraddress", CsvRole::ClientIp},
    {"user", CsvRole::User}, {"remoteuser", CsvRole::User}, {"username", CsvRole::User}, {"csusername", CsvRole::User},
    {"useragent", CsvRole::UserAgent}, {"httpuseragent", CsvRole::UserAgent}, {"csuseragent", CsvRole::UserAgent}, {"agent", CsvRole::UserAgent},
    {"useragentoriginal", CsvRole::UserAgent}, {"requestuseragent", CsvRole::UserAgent}, {"ua", CsvRole::UserAgent},
    {"referer", CsvRole::Referer}, {"referrer", CsvRole::Referer}, {"httpreferer", CsvRole::Referer}, {"csreferer", CsvRole::Referer},
    {"protocol", CsvRole::Protocol}, {"proto", CsvRole::Protocol}, {"httpversion", CsvRole::Protocol}, {"csprotocolversion", CsvRole::Protocol},
    {"traceid", CsvRole::TraceId}, {"requestid", CsvRole::TraceId}, {"correlationid", CsvRole::TraceId}, {"reqid", CsvRole::TraceId},
    {"xrequestid", CsvRole::TraceId},
    {"upstreamaddr", CsvRole::UpstreamAddr}, {"upstream", CsvRole::UpstreamAddr},
    {"log", CsvRole::Text}, {"message", CsvRole::Text}, {"msg", CsvRole::Text}, {"content", CsvRole::Text}, {"text", CsvRole::Text},
    {"body", CsvRole::Text}, {"textpayload", CsvRole::Text}, {"shortmessage", CsvRole::Text}, {"logmessage", CsvRole::Text},
    {"severity", CsvRole::Severity}, {"level", CsvRole::Severity}, {"loglevel", CsvRole::Severity}, {"severitytext", CsvRole::Severity},
    {"lvl", CsvRole::Severity}, {"logseverity", CsvRole::Severity}, {"levelname", CsvRole::Severity},
    {"component", CsvRole::Component}, {"logger", CsvRole::Component}, {"service", CsvRole::Component}, {"container", CsvRole::Component},
    {"loggername", CsvRole::Component}, {"module", CsvRole::Component}, {"servicename", CsvRole::Component}, {"containername", CsvRole::Component},
    {"app", CsvRole::Component}, {"application", CsvRole::Component}, {"category", CsvRole::Component},
    {"metric", CsvRole::SeriesName}, {"metricname", CsvRole::SeriesName}, {"series", CsvRole::SeriesName}, {"name", CsvRole::SeriesName},
    {"measurement", CsvRole::SeriesName}, {"field", CsvRole::SeriesName}, {"variable", CsvRole::SeriesName}, {"counter", CsvRole::SeriesName},
    {"value", CsvRole::Value}, {"val", CsvRole::Value},
});

}    // namespace

CsvRole roleOfWord(std::string_view word)
{
    for (const RoleWord& row : roleWords) {
        if (row.word == word)
            return row.role;
    }
    return CsvRole::Unused;
}

}    // namespace faultline
