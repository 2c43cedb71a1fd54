#include "importers/loglines/logdialect.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"

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

bool isAddress(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos && text.find_first_of(".:") != std::string_view::npos;
}

/// "[192.0.2.1:45164:HTTP2-41#example]": the peer, its connection and the virtual host; "[T0]" is a thread.
bool splitLiteSpeedSession(LogHead& head)
{
    const std::string_view session = head.line.traceId;
    head.line.traceId = {};
    if (session.empty())
        return true;
    const std::size_t hash = session.rfind('#');
    const std::string_view peer = session.substr(0, hash);
    std::size_t colon = peer.rfind(':');
    if (colon != std::string_view::npos && peer.substr(colon + 1, 4) == "HTTP" && peer.substr(0, colon).find(':') != std::string_view::npos)
        colon = peer.rfind(':', colon - 1);
    if (colon != std::string_view::npos && isAddress(peer.substr(0, colon))) {
        head.line.clientIp = peer.substr(0, colon);
        appendPair(head.rest, "connection", peer.substr(colon + 1));
        if (hash != std::string_view::npos)
            appendPair(head.rest, "vhost", session.substr(hash + 1));
    } else if (session.front() == 'T' && session.size() > 1 && session.find_first_not_of("0123456789", 1) == std::string_view::npos) {
        head.line.thread = session;
    } else {    // the message begins with a bracket
        const char* end = head.line.text.data() + head.line.text.size();
        head.line.text = {session.data() - 1, static_cast<std::size_t>(end - session.data() + 1)};
    }
    return true;
}

bool hasLiteSpeedSession(const LogHead& head)
{
    return !head.line.thread.empty() || !head.line.clientIp.empty();
}

/// "host:port peer user method path status ok milliseconds" of chttpd; the user is missing in some versions.
bool takeCouchRequest(LogHead& head, Request& request)
{
    constexpr std::size_t fewest = 7;
    const std::vector<std::string_view> words = split(head.line.text, ' ');
    if (words.size() < fewest || words.size() > fewest + 1)
        return false;
    const std::size_t method = words.size() - 5;
    const auto status = parseInteger(words[method + 2]);
    const auto milliseconds = parseInteger(words[method + 4]);
    const bool isMethod = !words[method].empty() && std::all_of(words[method].begin(), words[method].end(), isUpper);
    constexpr std::int64_t longest = 1'000'000'000;
    if (!isMethod || !status || !milliseconds || *status < 100 || *status > 999 || *milliseconds < 0 || *milliseconds > longest)
        return false;
    request.host = words[0];
    request.clientIp = words[1];
    if (method == 3 && words[2] != "undefined")
        request.user = words[2];
    request.method = words[method];
    const std::size_t question = words[method + 1].find('?');
    request.path = words[method + 1].substr(0, question);
    if (question != std::string_view::npos)
        request.query = words[method + 1].substr(question + 1);
    request.status = *status;
    request.durationNs = *milliseconds * 1'000'000;
    request.traceId = head.line.traceId;
    appendPair(head.rest, "process", head.line.process);
    request.rest = head.rest;
    return true;
}

bool dropCouchDashes(LogHead& head)
{
    if (head.line.traceId == "--------")
        head.line.traceId = {};
    appendPair(head.rest, "node", head.line.host);
    const std::size_t at = head.line.host.find('@');
    head.line.host = head.line.host.substr(at == std::string_view::npos ? 0 : at + 1);
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
        {.info = {.id = "litespeed-error", .title = "LiteSpeed and OpenLiteSpeed error log", .records = "logline", .zone = sourcesZone,
                  .specification = "OpenLiteSpeed src/log4cxx, layout %d [%p] %m"},
         .what = "lines of a LiteSpeed error log",
         .certain = 94,
         .shapes = {"<time> [<level>] [<process>] [<trace:word>] <text>", "<time> [<level>] [<process>] <text>"},
         .refine = splitLiteSpeedSession,
         .isTelling = hasLiteSpeedSession},
        {.info = {.id = "couchdb", .title = "CouchDB log", .records = "request, logline", .anchor = Anchor::End, .zone = "UTC in the line",
                  .since = "CouchDB 2", .specification = "CouchDB couch_log_writer_file; chttpd log_request"},
         .what = "lines of a CouchDB log",
         .certain = 95,
         .shapes = {"[<level>] <time:iso> <host:word> <lt><process:word>> <trace:word> <text>",
                    "[<level>] <time:iso> <host:word> <component:word> <trace:word> <text>"},
         .refine = dropCouchDashes,
         .takeRequest = takeCouchRequest},
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
