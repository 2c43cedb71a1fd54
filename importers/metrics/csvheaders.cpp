#include "importers/metrics/csvheaders.h"

#include "app/base/text.h"
#include "importers/metrics/csvwords.h"
#include "importers/metrics/valueunits.h"

#include <string>

namespace faultline {

namespace {

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

CsvRole roleOfName(std::string_view name)
{
    const std::string word = wordOf(name);
    if (const CsvRole role = roleOfWord(word); role != CsvRole::Unused)
        return role;
    // "duration_ms", "latencySeconds": the unit is not part of the word.
    for (const std::string_view unit : {"ms", "us", "ns", "s", "millis", "micros", "nanos", "seconds", "sec", "msec", "milliseconds"}) {
        if (word.size() > unit.size() && word.ends_with(unit)
            && roleOfWord(std::string_view(word).substr(0, word.size() - unit.size())) == CsvRole::Duration)
            return CsvRole::Duration;
    }
    return CsvRole::Unused;
}

/// "http.request.method" is also known as "request.method" and as "method".
template <typename Known>
auto firstKnown(std::string_view header, const Known& known)
{
    auto found = known(header);
    for (std::size_t dot = header.find('.'); found == decltype(found){} && dot != std::string_view::npos; dot = header.find('.', dot + 1))
        found = known(header.substr(dot + 1));
    return found;
}

bool isPlainTimeName(std::string_view name)
{
    const std::string word = wordOf(name);
    for (const std::string_view known : {"time", "timestamp", "ts", "date", "datetime", "epoch", "unix", "unixtime", "clock", "when", "tdate", "t"}) {
        if (word == known)
            return true;
    }
    return false;
}

bool isTimeName(std::string_view name)
{
    if (isPlainTimeName(name))
        return true;
    const std::string lower = toLower(name);
    return lower.ends_with("_at") || lower.ends_with("_time") || lower.ends_with("timestamp") || lower.ends_with("_ts") || lower.ends_with("date")
           || lower.ends_with("utc") || lower.find("unixnano") != std::string::npos || lower.ends_with("_epoch") || name.ends_with("Time")
           || name.ends_with("At");
}

}    // namespace

CsvRole roleOfHeader(std::string_view header)
{
    return firstKnown(header, roleOfName);
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
    return firstKnown(header, isTimeName);
}

bool isPlainTimeHeader(std::string_view header)
{
    return isPlainTimeName(header);
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
