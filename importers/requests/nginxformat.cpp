#include "app/base/text.h"
#include "importers/requests/logformat.h"

#include <array>

namespace faultline {

namespace {

struct Known {
    std::string_view name;
    LogValue value;
};

constexpr std::array knownVariables{
    Known{"time_local", LogValue::TimeAccessLog},
    Known{"time_iso8601", LogValue::TimeIso},
    Known{"msec", LogValue::TimeEpochSeconds},
    Known{"request", LogValue::RequestLine},
    Known{"request_uri", LogValue::RequestUri},
    Known{"uri", LogValue::Path},
    Known{"document_uri", LogValue::Path},
    Known{"args", LogValue::Query},
    Known{"query_string", LogValue::Query},
    Known{"request_method", LogValue::Method},
    Known{"server_protocol", LogValue::Protocol},
    Known{"status", LogValue::Status},
    Known{"body_bytes_sent", LogValue::BodyBytes},
    Known{"bytes_sent", LogValue::AllBytes},
    Known{"request_length", LogValue::BytesIn},
    Known{"request_time", LogValue::DurationSeconds},
    Known{"upstream_response_time", LogValue::UpstreamSeconds},
    Known{"upstream_status", LogValue::UpstreamStatus},
    Known{"upstream_addr", LogValue::UpstreamAddr},
    Known{"remote_addr", LogValue::Client},
    Known{"http_x_forwarded_for", LogValue::ForwardedFor},
    Known{"proxy_add_x_forwarded_for", LogValue::ForwardedFor},
    Known{"http_x_real_ip", LogValue::ForwardedFor},
    Known{"remote_user", LogValue::User},
    Known{"host", LogValue::Host},
    Known{"http_host", LogValue::Host},
    Known{"server_name", LogValue::ServerName},
    Known{"http_user_agent", LogValue::UserAgent},
    Known{"http_referer", LogValue::Referer},
    Known{"request_id", LogValue::TraceId},
    Known{"req_id", LogValue::TraceId},
    Known{"http_x_request_id", LogValue::TraceId},
    Known{"http_traceparent", LogValue::TraceId},
    Known{"upstream_cache_status", LogValue::Other},
    Known{"proxy_upstream_name", LogValue::Other},
    Known{"upstream_connect_time", LogValue::Ignored},
    Known{"upstream_header_time", LogValue::Ignored},
    Known{"upstream_response_length", LogValue::Ignored},
    Known{"upstream_bytes_received", LogValue::Ignored},
    Known{"upstream_bytes_sent", LogValue::Ignored},
    Known{"proxy_alternative_upstream_name", LogValue::Ignored},
    Known{"connection", LogValue::Ignored},
    Known{"connection_requests", LogValue::Ignored},
    Known{"connection_time", LogValue::Ignored},
    Known{"pipe", LogValue::Ignored},
    Known{"gzip_ratio", LogValue::Ignored},
    Known{"scheme", LogValue::Ignored},
    Known{"https", LogValue::Ignored},
    Known{"is_args", LogValue::Ignored},
    Known{"hostname", LogValue::Ignored},
    Known{"pid", LogValue::Ignored},
    Known{"nginx_version", LogValue::Ignored},
    Known{"remote_port", LogValue::Ignored},
    Known{"server_addr", LogValue::Ignored},
    Known{"server_port", LogValue::Ignored},
    Known{"realip_remote_addr", LogValue::Ignored},
    Known{"request_completion", LogValue::Ignored},
    Known{"content_length", LogValue::Ignored},
    Known{"content_type", LogValue::Ignored},
    Known{"ssl_protocol", LogValue::Ignored},
    Known{"ssl_cipher", LogValue::Ignored},
    Known{"ssl_server_name", LogValue::Ignored},
    Known{"ssl_session_reused", LogValue::Ignored},
};

bool startsWith(std::string_view text, std::string_view prefix)
{
    return text.substr(0, prefix.size()) == prefix;
}

LogValue valueOf(std::string_view name, std::vector<std::string>& unknown)
{
    for (const Known& known : knownVariables) {
        if (known.name == name)
            return known.value;
    }
    for (const std::string_view family : {std::string_view("http_"), std::string_view("sent_http_"), std::string_view("upstream_http_"),
                                          std::string_view("cookie_"), std::string_view("arg_"), std::string_view("geoip")}) {
        if (startsWith(name, family))
            return LogValue::Other;
    }
    unknown.push_back('$' + std::string(name));
    return LogValue::Other;
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Result<LogEscape> escapeFrom(std::string_view word)
{
    if (word == "escape=json")
        return LogEscape::Json;
    if (word == "escape=none")
        return LogEscape::None;
    if (word == "escape=default")
        return LogEscape::Default;
    return logFormatError("\"" + std::string(word) + "\" is none of escape=default, escape=json and escape=none");
}

void skipBlanksAndComments(std::string_view& text)
{
    while (true) {
        text = trimmed(text);
        if (text.empty() || text.front() != '#')
            return;
        text.remove_prefix(std::min(text.find('\n'), text.size()));
    }
}

std::string_view takeWord(std::string_view& text)
{
    const std::size_t end = std::min(text.find_first_of(" \t\r\n;"), text.size());
    const std::string_view word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
}

/// `'...' '...' ;` joined; false when anything but quoted strings stands there.
bool joinStrings(std::string_view text, std::string& joined)
{
    bool any = false;
    while (true) {
        skipBlanksAndComments(text);
        if (!takeQuotedString(text, joined))
            break;
        any = true;
    }
    if (!text.empty() && text.front() == ';')
        text = trimmed(text.substr(1));
    return any && text.empty();
}

Result<std::string> formatTextOf(std::string_view text, LogEscape& escape)
{
    skipBlanksAndComments(text);
    std::string joined;
    if (startsWith(text, "log_format") && text.size() > 10 && !isNameCharacter(text[10])) {
        takeWord(text);
        if (text.empty() || text.front() == '\'' || text.front() == '"')
            return logFormatError("The name of the log_format is missing");
        takeWord(text);
        if (startsWith(text, "escape=")) {
            const auto read = escapeFrom(takeWord(text));
            if (!read)
                return read.error();
            escape = *read;
        }
        if (!joinStrings(text, joined))
            return logFormatError("The log_format is not a row of closed quoted strings up to its semicolon");
        return joined;
    }
    if (startsWith(text, "escape=")) {
        const auto read = escapeFrom(takeWord(text));
        if (!read)
            return read.error();
        escape = *read;
    }
    // Single quotes are the configuration's; a double quote may well be the first character that the log shows, unless one
    // string spans all.
    if (!text.empty() && text.front() == '\'' && joinStrings(text, joined))
        return joined;
    std::string_view left = text;
    if (takeQuotedString(left, joined) && (trimmed(left).empty() || trimmed(left) == ";") && joined.find('$') != std::string::npos)
        return joined;
    return std::string(text);
}

}    // namespace

Result<LogFormat> compileNginxLogFormat(std::string_view text)
{
    LogFormat format;
    format.anchor = Anchor::End;    // nginx writes, and stamps, when the request is done
    const auto source = formatTextOf(text, format.escape);
    if (!source)
        return source.error();
    const std::string_view left = *source;
    std::string literal;
    std::size_t at = 0;
    while (at < left.size()) {
        if (left[at] != '$') {
            literal += left[at++];
            continue;
        }
        const bool braced = at + 1 < left.size() && left[at + 1] == '{';
        const std::size_t begin = at + (braced ? 2 : 1);
        std::size_t end = begin;
        while (end < left.size() && isNameCharacter(left[end]))
            ++end;
        if (end == begin || (braced && (end == left.size() || left[end] != '}')))
            return logFormatError("A $ without the name of a variable stands at character " + std::to_string(at + 1));
        LogVariable variable;
        const std::string_view name = left.substr(begin, end - begin);
        variable.name = '$' + std::string(name);
        variable.value = valueOf(name, format.unknown);
        variable.literal = std::move(literal);
        literal.clear();
        format.variables.push_back(std::move(variable));
        at = end + (braced ? 1 : 0);
    }
    format.tail = std::move(literal);
    const std::string_view opening = trimmed(*source);
    if (format.escape == LogEscape::Default && startsWith(opening, "{") && opening.find('"') != std::string_view::npos)
        format.escape = LogEscape::Json;    // the string alone was pasted; JSON is only valid with escape=json
    return finishedLogFormat(std::move(format));
}

}    // namespace faultline
