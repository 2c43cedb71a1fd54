#include "importers/loglines/logdialect.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::string_view sourcesZone = "source's zone";

/// nginx appends ", client: 192.0.2.1, server: _, request: "GET / HTTP/1.1", upstream: "...", host: "..."" to the message.
bool takeNginxContext(LogHead& head)
{
    constexpr std::array<std::string_view, 9> names = {"client", "server", "request", "subrequest", "upstream", "host", "referrer",
                                                       "bytes from/to client", "login"};
    std::string_view& text = head.line.text;
    const std::size_t begin = text.find(", client: ");
    if (begin == std::string_view::npos)
        return true;
    std::string_view context = text.substr(begin);
    text = text.substr(0, begin);
    while (context.substr(0, 2) == ", ") {
        context.remove_prefix(2);
        const std::size_t colon = context.find(": ");
        if (colon == std::string_view::npos)
            break;
        const std::string_view name = context.substr(0, colon);
        if (std::find(names.begin(), names.end(), name) == names.end())
            break;
        context.remove_prefix(colon + 2);
        const bool isQuoted = !context.empty() && context.front() == '"';
        std::size_t end = isQuoted ? context.find('"', 1) : context.find(", ");
        end = std::min(end, context.size());
        const std::string_view value = isQuoted ? context.substr(1, end - 1) : context.substr(0, end);
        if (name == "client")
            head.line.clientIp = value;
        else
            appendPair(head.rest, name, value);
        context.remove_prefix(std::min(end + (isQuoted ? 1 : 0), context.size()));
    }
    return true;
}

/// The port of "[client 192.0.2.1:4711]" is not part of the address; an IPv6 address has several colons.
bool splitApacheClient(LogHead& head)
{
    if (const std::size_t code = head.rest.find("code="); code != std::string::npos)
        head.rest.insert(code + 5, "AH");    // as people search for it
    std::string_view& client = head.line.clientIp;
    const std::size_t colon = client.rfind(':');
    const bool isPort = colon != std::string_view::npos && (client.find(':') == colon || client.find('.') != std::string_view::npos)
        && client.size() - colon <= 6;
    if (!isPort)
        return true;
    appendPair(head.rest, "client_port", client.substr(colon + 1));
    client = client.substr(0, colon);
    return true;
}

Severity severityOfPhp(std::string_view kind)
{
    if (kind.find("atal") != std::string_view::npos || kind.find("Parse") != std::string_view::npos)
        return Severity::Error;
    if (kind.find("Warning") != std::string_view::npos || kind.find("Deprecated") != std::string_view::npos)
        return Severity::Warn;
    return kind == "Notice" ? Severity::Info : Severity::Unknown;
}

bool takePhpKind(LogHead& head)
{
    if (!head.line.traceId.empty() && head.time)
        head.time->zoneWord = head.line.traceId;    // "Europe/Paris"
    head.line.traceId = {};
    if (!head.line.thread.empty()) {
        head.line.severity = severityOfPhp(head.line.thread);
        head.line.component = "PHP";
        appendPair(head.rest, "kind", head.line.thread);
        head.line.thread = {};
    }
    return true;
}

}    // namespace

std::vector<LogDialect> serverErrorDialects()
{
    return {
        {.info = {.id = "nginx-error", .title = "nginx error log", .records = "logline", .zone = sourcesZone,
                  .specification = "nginx src/core/ngx_log.c"},
         .what = "lines of an nginx error log",
         .certain = 97,
         .shapes = {"<time> [<level>] <process>#<thread:number>: {*<connection:number> }<text>"},
         .refine = takeNginxContext},
        {.info = {.id = "apache-error", .title = "Apache httpd 2.2 and 2.4 error log", .records = "logline", .zone = sourcesZone,
                  .specification = "Apache httpd core, ErrorLogFormat"},
         .what = "lines of an Apache error log",
         .certain = 96,
         .shapes = {"[<time:ctime>] [{<component:word>:}<level>] {[pid <process>:tid <thread:number>] |[pid <process>] }{[<trace:word>] }{(<errno:number>)<error>: "
                    "[client <client>] |(<errno:number>)<error> [client <client>] |[client <client>] |[remote <client>] }"
                    "{AH<code:number>: }{(<errno:number>)<error>: }{AH<code:number>: }<text>"},
         .refine = splitApacheClient},
        {.info = {.id = "rabbitmq", .title = "RabbitMQ log", .records = "logline", .zone = "offset in the line",
                  .since = "RabbitMQ 3.7", .specification = "rabbitmq.com, Logging"},
         .what = "lines of a RabbitMQ log",
         .certain = 95,
         .shapes = {"<time> [<level>] <lt><process:word>> <text>", "<time> [<level>] <lt><process:word>>"}},
        {.info = {.id = "erlang-report", .title = "Erlang and old RabbitMQ reports", .records = "logline", .zone = sourcesZone,
                  .specification = "Erlang/OTP error_logger_tty_h"},
         .what = "heads of Erlang reports",
         .certain = 95,
         .shapes = {"=<level> REPORT==== <time:daymonth> ==="}},
        {.info = {.id = "php-error", .title = "PHP and PHP-FPM error log", .records = "logline", .zone = "zone word",
                  .specification = "PHP error_log"},
         .what = "lines of a PHP error log",
         .certain = 93,
         .shapes = {"[<time:daymonth>] PHP <thread>: <text>", "[<time:daymonth>] <level>: {pid <process>, <source>: |[pool <component:word>] }<text>",
                    "[<time:daymonth> <trace:word>] PHP <thread>: <text>", "[<time:daymonth>] <text>", "[<time:daymonth> <trace:word>] <text>"},
         .refine = takePhpKind},
        {.info = {.id = "monolog", .title = "Monolog (Laravel, Symfony)", .records = "logline", .zone = sourcesZone,
                  .specification = "Monolog LineFormatter: [%datetime%] %channel%.%level_name%: %message% %context% %extra%"},
         .what = "Monolog lines",
         .certain = 94,
         .shapes = {"[<time>] <component:name>.<level>: <text>"}},
        {.info = {.id = "vsftpd", .title = "vsftpd log", .records = "logline", .zone = sourcesZone, .specification = "vsftpd logging.c"},
         .what = "vsftpd lines",
         .certain = 94,
         .shapes = {"<time:ctime> [pid <process>] {[<user>] }<text>"}},
        {.info = {.id = "envoy-application", .title = "Envoy and Istio proxy application log", .records = "logline", .zone = sourcesZone,
                  .specification = "Envoy --log-format default: [%Y-%m-%d %T.%e][%t][%l][%n] [%g:%#] %v"},
         .what = "lines of an Envoy log",
         .certain = 95,
         .shapes = {"[<time>][<thread:number>][<level>][<component>] {[<source>] }<text>",
                    "<time> <level> envoy <component:word> <source:word> <text>"}},
    };
}

}    // namespace faultline
