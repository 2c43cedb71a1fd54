#include "importers/metrics/csvheaders.h"

#include "app/base/text.h"
#include "importers/metrics/valueunits.h"

#include <array>
#include <string>

namespace faultline {

namespace {

struct HeaderWord {
    std::string_view word;
    CsvRole role;
};

constexpr auto headerWords = std::to_array<HeaderWord>({
    {"path", CsvRole::Path}, {"uri", CsvRole::Path}, {"url", CsvRole::Path}, {"requesturi", CsvRole::Path}, {"requesturl", CsvRole::Path},
    {"requestpath", CsvRole::Path}, {"httpurl", CsvRole::Path}, {"httptarget", CsvRole::Path}, {"csuristem", CsvRole::Path},
    {"httprequestrequesturl", CsvRole::Path}, {"endpoint", CsvRole::Path},
    {"query", CsvRole::Query}, {"querystring", CsvRole::Query}, {"args", CsvRole::Query}, {"csuriquery", CsvRole::Query},
    {"request", CsvRole::RequestLine}, {"requestline", CsvRole::RequestLine},
    {"method", CsvRole::Method}, {"requestmethod", CsvRole::Method}, {"httpmethod", CsvRole::Method}, {"csmethod", CsvRole::Method},
    {"verb", CsvRole::Method}, {"httprequestrequestmethod", CsvRole::Method},
    {"status", CsvRole::Status}, {"statuscode", CsvRole::Status}, {"code", CsvRole::Status}, {"httpstatus", CsvRole::Status},
    {"httpstatuscode", CsvRole::Status}, {"httpcode", CsvRole::Status}, {"responsecode", CsvRole::Status}, {"response", CsvRole::Status},
    {"scstatus", CsvRole::Status}, {"downstreamstatus", CsvRole::Status}, {"httprequeststatus", CsvRole::Status},
    {"duration", CsvRole::Duration}, {"latency", CsvRole::Duration}, {"elapsed", CsvRole::Duration}, {"responsetime", CsvRole::Duration},
    {"requesttime", CsvRole::Duration}, {"took", CsvRole::Duration}, {"timetaken", CsvRole::Duration}, {"elapsedtime", CsvRole::Duration},
    {"bytes", CsvRole::BytesOut}, {"bytesout", CsvRole::BytesOut}, {"bytessent", CsvRole::BytesOut}, {"bodybytessent", CsvRole::BytesOut},
    {"size", CsvRole::BytesOut}, {"responsesize", CsvRole::BytesOut}, {"scbytes", CsvRole::BytesOut}, {"contentlength", CsvRole::BytesOut},
    {"sentbytes", CsvRole::BytesIn}, {"bytesin", CsvRole::BytesIn}, {"requestlength", CsvRole::BytesIn}, {"csbytes", CsvRole::BytesIn},
    {"requestsize", CsvRole::BytesIn}, {"bytesreceived", CsvRole::BytesIn},
    {"host", CsvRole::Host}, {"vhost", CsvRole::Host}, {"httphost", CsvRole::Host}, {"servername", CsvRole::Host}, {"cshost", CsvRole::Host},
    {"client", CsvRole::ClientIp}, {"clientip", CsvRole::ClientIp}, {"remoteaddr", CsvRole::ClientIp}, {"remoteip", CsvRole::ClientIp},
    {"remotehost", CsvRole::ClientIp}, {"cip", CsvRole::ClientIp}, {"ip", CsvRole::ClientIp}, {"clientaddress", CsvRole::ClientIp},
    {"user", CsvRole::User}, {"remoteuser", CsvRole::User}, {"username", CsvRole::User}, {"csusername", CsvRole::User},
    {"useragent", CsvRole::UserAgent}, {"httpuseragent", CsvRole::UserAgent}, {"csuseragent", CsvRole::UserAgent}, {"agent", CsvRole::UserAgent},
    {"referer", CsvRole::Referer}, {"referrer", CsvRole::Referer}, {"httpreferer", CsvRole::Referer}, {"csreferer", CsvRole::Referer},
    {"protocol", CsvRole::Protocol}, {"proto", CsvRole::Protocol}, {"httpversion", CsvRole::Protocol}, {"csprotocolversion", CsvRole::Protocol},
    {"traceid", CsvRole::TraceId}, {"requestid", CsvRole::TraceId}, {"upstreamaddr", CsvRole::UpstreamAddr}, {"upstream", CsvRole::UpstreamAddr},
    {"log", CsvRole::Text}, {"message", CsvRole::Text}, {"msg", CsvRole::Text}, {"content", CsvRole::Text}, {"text", CsvRole::Text},
    {"severity", CsvRole::Severity}, {"level", CsvRole::Severity}, {"loglevel", CsvRole::Severity},
    {"component", CsvRole::Component}, {"logger", CsvRole::Component}, {"service", CsvRole::Component}, {"container", CsvRole::Component},
    {"metric", CsvRole::SeriesName}, {"metricname", CsvRole::SeriesName}, {"series", CsvRole::SeriesName}, {"name", CsvRole::SeriesName},
    {"measurement", CsvRole::SeriesName}, {"field", CsvRole::SeriesName}, {"variable", CsvRole::SeriesName}, {"counter", CsvRole::SeriesName},
    {"value", CsvRole::Value}, {"val", CsvRole::Value},
});

/// "HTTP.Status-Code (%)" -> "httpstatuscode".
std::string wordOf(std::string_view header)
{
    std::string word;
    for (const char c : toLower(withoutDeclaredUnit(header))) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            word += c;
    }
    return word;
}

}    // namespace

CsvRole roleOfHeader(std::string_view header)
{
    std::string word = wordOf(header);
    for (const HeaderWord& row : headerWords) {
        if (row.word == word)
            return row.role;
    }
    // "duration_ms", "latencySeconds": the unit is not part of the word.
    for (const std::string_view unit : {"ms", "us", "ns", "s", "millis", "micros", "nanos", "seconds", "sec", "msec", "milliseconds"}) {
        if (word.size() <= unit.size() || word.substr(word.size() - unit.size()) != unit)
            continue;
        const std::string stem = word.substr(0, word.size() - unit.size());
        for (const HeaderWord& row : headerWords) {
            if (row.word == stem && row.role == CsvRole::Duration)
                return row.role;
        }
    }
    return CsvRole::Unused;
}

std::string_view wordOfRole(CsvRole role)
{
    switch (role) {
    case CsvRole::Unused:
    case CsvRole::OtherTime: return "";
    case CsvRole::Time: return "time";
    case CsvRole::Date: return "date";
    case CsvRole::Value: return "value";
    case CsvRole::Label: return "label";
    case CsvRole::SeriesName: return "metric";
    case CsvRole::Method: return "method";
    case CsvRole::Path: return "path";
    case CsvRole::Query: return "query";
    case CsvRole::RequestLine: return "request";
    case CsvRole::Status: return "status";
    case CsvRole::Duration: return "duration";
    case CsvRole::BytesOut: return "bytes_out";
    case CsvRole::BytesIn: return "bytes_in";
    case CsvRole::Host: return "host";
    case CsvRole::ClientIp: return "client_ip";
    case CsvRole::User: return "user";
    case CsvRole::UserAgent: return "user_agent";
    case CsvRole::Referer: return "referer";
    case CsvRole::Protocol: return "protocol";
    case CsvRole::TraceId: return "trace_id";
    case CsvRole::UpstreamAddr: return "upstream_addr";
    case CsvRole::Text: return "text";
    case CsvRole::Severity: return "severity";
    case CsvRole::Component: return "component";
    }
    return "";
}

bool isTimeHeader(std::string_view header)
{
    const std::string word = wordOf(header);
    for (const std::string_view name : {"time", "timestamp", "ts", "date", "datetime", "epoch", "unix", "unixtime", "clock", "when", "tdate", "t"}) {
        if (word == name)
            return true;
    }
    const std::string lower = toLower(header);
    const auto endsWith = [&lower](std::string_view end) { return lower.size() > end.size() && lower.substr(lower.size() - end.size()) == end; };
    return endsWith("_at") || endsWith("_time") || endsWith("timestamp") || endsWith("_ts") || endsWith("date") || endsWith("utc")
           || lower.find("unixnano") != std::string::npos || endsWith("_epoch");
}

bool isIdentifierHeader(std::string_view header)
{
    const std::string word = wordOf(header);
    for (const std::string_view identifier : {"status", "code", "statuscode", "port", "pid", "id", "shard", "le", "quantile", "partition"}) {
        if (word == identifier)
            return true;
    }
    return false;
}

}    // namespace faultline
