#include "app/base/text.h"
#include "importers/requests/logformat.h"

#include <array>

namespace faultline {

namespace {

struct Directive {
    char letter = '\0';
    std::string_view argument;    ///< between the braces
    bool final = false;           ///< '>': after internal redirects
};

struct Plain {
    char letter;
    LogValue value;
};

/// Directives without argument; https://httpd.apache.org/docs/2.4/mod/mod_log_config.html
constexpr std::array plainDirectives{
    Plain{'a', LogValue::Client},      Plain{'h', LogValue::Client},        Plain{'A', LogValue::Ignored},
    Plain{'B', LogValue::BodyBytes},   Plain{'b', LogValue::BodyBytes},     Plain{'D', LogValue::DurationMicros},
    Plain{'f', LogValue::Ignored},     Plain{'H', LogValue::Protocol},      Plain{'k', LogValue::Ignored},
    Plain{'l', LogValue::Ignored},     Plain{'L', LogValue::Ignored},       Plain{'m', LogValue::Method},
    Plain{'p', LogValue::Ignored},     Plain{'P', LogValue::Ignored},       Plain{'q', LogValue::Query},
    Plain{'r', LogValue::RequestLine}, Plain{'R', LogValue::Ignored},       Plain{'s', LogValue::Status},
    Plain{'T', LogValue::DurationSeconds}, Plain{'u', LogValue::User},      Plain{'U', LogValue::Path},
    Plain{'v', LogValue::Host},        Plain{'V', LogValue::ServerName},    Plain{'X', LogValue::TerminationFlags},
    Plain{'I', LogValue::BytesIn},     Plain{'O', LogValue::AllBytes},      Plain{'S', LogValue::Ignored},
};

LogValue headerValue(std::string_view name)
{
    if (equalsIgnoringCase(name, "User-Agent"))
        return LogValue::UserAgent;
    if (equalsIgnoringCase(name, "Referer"))
        return LogValue::Referer;
    if (equalsIgnoringCase(name, "Host"))
        return LogValue::Host;
    if (equalsIgnoringCase(name, "X-Forwarded-For") || equalsIgnoringCase(name, "X-Real-IP"))
        return LogValue::ForwardedFor;
    if (equalsIgnoringCase(name, "X-Request-Id") || equalsIgnoringCase(name, "traceparent"))
        return LogValue::TraceId;
    return LogValue::Other;
}

LogValue timeValue(std::string_view argument)
{
    if (argument.empty())
        return LogValue::TimeAccessLog;
    if (argument == "sec")
        return LogValue::TimeEpochSeconds;
    if (argument == "msec")
        return LogValue::TimeEpochMillis;
    if (argument == "usec")
        return LogValue::TimeEpochMicros;
    if (argument == "msec_frac")
        return LogValue::TimeMillisFraction;
    if (argument == "usec_frac")
        return LogValue::TimeMicrosFraction;
    return LogValue::TimeStrftime;
}

LogValue durationValue(std::string_view unit)
{
    if (unit == "ms")
        return LogValue::DurationMillis;
    if (unit == "us")
        return LogValue::DurationMicros;
    return LogValue::DurationSeconds;
}

LogValue valueOf(const Directive& directive, bool& known)
{
    known = true;
    const bool argued = !directive.argument.empty();
    switch (directive.letter) {
    case 't': return timeValue(directive.argument);
    case 'i': return headerValue(directive.argument);
    case 'T': return durationValue(directive.argument);
    case 's': return directive.final ? LogValue::FinalStatus : LogValue::Status;
    case 'a': return argued ? LogValue::Ignored : LogValue::Client;    // %{c}a is the peer of the connection
    case 'p':
    case 'P': return LogValue::Ignored;
    case 'e':
    case 'n':
    case 'o':
    case 'x':
    case 'C': return directive.argument == "UNIQUE_ID" ? LogValue::TraceId : LogValue::Other;
    default: break;
    }
    for (const Plain& plain : plainDirectives) {
        if (plain.letter == directive.letter)
            return plain.value;
    }
    known = false;
    return LogValue::Other;
}

/// `%[!400,501][<>]{argument}X` behind the percent sign; `^` starts a directive of two more letters (%^FB, %{X}^ti).
bool takeDirective(std::string_view text, std::size_t& at, Directive& directive)
{
    while (at < text.size()) {
        const char c = text[at];
        if (c == '<' || c == '>') {
            directive.final = c == '>';
            ++at;
        } else if (c == '!' || c == ',' || (c >= '0' && c <= '9')) {
            ++at;
        } else if (c == '{') {
            const std::size_t close = text.find('}', at);
            if (close == std::string_view::npos)
                return false;
            directive.argument = text.substr(at + 1, close - at - 1);
            at = close + 1;
        } else if (c == '^' && at + 2 < text.size()) {
            directive.letter = '^';
            at += 3;
            return true;
        } else {
            directive.letter = c;
            ++at;
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
    }
    return false;
}

std::string_view takeWord(std::string_view& text)
{
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
}

std::string formatTextOf(std::string_view text)
{
    text = trimmed(text);
    std::string_view left = text;
    const std::string_view word = takeWord(left);
    const bool custom = equalsIgnoringCase(word, "CustomLog");
    if (custom || equalsIgnoringCase(word, "LogFormat")) {
        if (custom)
            takeWord(left);    // the file
        std::string format;
        if (takeQuotedString(left, format))
            return format;
        return std::string(left);
    }
    // The bare format may itself begin with a quote: only a string that spans all was copied with the directive's quotes.
    std::string format;
    left = text;
    if (takeQuotedString(left, format) && trimmed(left).find('%') == std::string_view::npos && format.find("%") != std::string::npos)
        return format;
    return withoutEscapes(text);
}

/// Cuts "begin:" and "end:" off a time's argument and settles the anchor by it.
std::string_view anchoredArgument(std::string_view argument, Anchor& anchor)
{
    constexpr std::string_view begin = "begin:";
    constexpr std::string_view end = "end:";
    if (argument.substr(0, begin.size()) == begin)
        return argument.substr(begin.size());
    if (argument.substr(0, end.size()) != end)
        return argument;
    anchor = Anchor::End;
    return argument.substr(end.size());
}

}    // namespace

Result<LogFormat> compileApacheLogFormat(std::string_view text)
{
    LogFormat format;
    const std::string source = formatTextOf(text);
    std::string literal;
    bool startTimes = false;
    bool endTimes = false;
    std::size_t at = 0;
    while (at < source.size()) {
        if (source[at] != '%') {
            literal += source[at++];
            continue;
        }
        const std::size_t begin = at++;
        if (at < source.size() && source[at] == '%') {
            literal += '%';
            ++at;
            continue;
        }
        Directive directive;
        if (!takeDirective(source, at, directive))
            return logFormatError("A % without a directive stands at character " + std::to_string(begin + 1));
        LogVariable variable;
        variable.name = source.substr(begin, at - begin);
        Anchor anchor = Anchor::Start;    // %t is when the request was received
        if (directive.letter == 't')
            directive.argument = anchoredArgument(directive.argument, anchor);
        bool known = false;
        variable.value = valueOf(directive, known);
        if (!known)
            format.unknown.push_back(variable.name);
        variable.argument = directive.argument;
        const bool bracketed = variable.value == LogValue::TimeAccessLog;    // %t writes its own brackets
        if (directive.letter == 't')
            (anchor == Anchor::End ? endTimes : startTimes) = true;
        variable.literal = literal + (bracketed ? "[" : "");
        literal = bracketed ? "]" : "";
        format.variables.push_back(std::move(variable));
    }
    format.tail = std::move(literal);
    if (startTimes && endTimes)
        return logFormatError("It holds times of the start and of the end of a request; keep one of them");
    format.anchor = endTimes ? Anchor::End : Anchor::Start;
    return finishedLogFormat(std::move(format));
}

}    // namespace faultline
