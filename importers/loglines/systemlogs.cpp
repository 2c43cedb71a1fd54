#include "importers/loglines/logdialect.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/severitywords.h"

namespace faultline {

namespace {

constexpr std::string_view sourcesZone = "source's zone";
constexpr std::string_view offsetInLine = "offset in the line";

/// A host, or a process of its program: the rest is what any program writes.
bool isSyslog(const LogHead& head)
{
    return head.line.host.data() != nullptr || head.line.process.data() != nullptr || !head.rest.empty();
}

void dropDash(std::string_view& field)
{
    if (field == "-")
        field = {};
}

/// One `[id name="value" ...]` from the front; its pairs go to `rest` as id.name.
bool takeElement(std::string_view& text, std::string& rest)
{
    if (text.empty() || text.front() != '[')
        return false;
    static constexpr CharacterSet elementEnds(" ]");
    std::size_t at = elementEnds.firstIn(text);
    if (at == std::string_view::npos)
        return false;
    const std::string id(text.substr(1, at - 1));
    std::string value;
    while (at < text.size() && text[at] == ' ') {
        const std::size_t equals = text.find("=\"", at);
        if (equals == std::string_view::npos)
            return false;
        const std::string_view name = text.substr(at + 1, equals - at - 1);
        value.clear();
        std::size_t end = equals + 2;
        for (; end < text.size() && text[end] != '"'; ++end) {
            if (text[end] == '\\' && end + 1 < text.size())
                ++end;
            value += text[end];
        }
        appendPair(rest, id + "." + std::string(name), value);
        at = end + 1;
    }
    if (at >= text.size() || text[at] != ']')
        return false;
    text.remove_prefix(at + 1);
    return true;
}

/// Without a priority, what a parameter called "level" says.
void takeLevel(LogHead& head)
{
    constexpr std::string_view parameter = ".level=";
    const std::size_t at = head.line.severity == Severity::Unknown ? head.rest.find(parameter) : std::string::npos;
    if (at == std::string::npos)
        return;
    const std::string_view value = std::string_view(head.rest).substr(at + parameter.size());
    head.line.severity = severityOf(value.substr(0, value.find(' ')));
}

/// Structured data, then the message with or without a byte order mark.
bool readStructuredData(LogHead& head)
{
    std::string_view& text = head.line.text;
    if (text.substr(0, 1) == "-")
        text.remove_prefix(1);
    else if (!takeElement(text, head.rest))
        return false;
    while (takeElement(text, head.rest)) { }
    takeLevel(head);
    if (!text.empty() && text.front() != ' ')
        return false;
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.substr(0, 3) == "\xEF\xBB\xBF")
        text.remove_prefix(3);
    for (std::string_view* field : {&head.line.host, &head.line.component, &head.line.process})
        dropDash(*field);
    if (head.rest.find("msgid=- ") == std::string::npos && head.rest.size() >= 7 && head.rest.substr(head.rest.size() - 7) != "msgid=-")
        return true;
    const std::size_t at = head.rest.find("msgid=-");
    head.rest.erase(at, std::min<std::size_t>(8, head.rest.size() - at));
    if (!head.rest.empty() && head.rest.back() == ' ')
        head.rest.pop_back();
    return true;
}

/// "user(name): ", "[192.0.2.1]: " and "object(name): " before the message.
bool takeDataPowerContext(LogHead& head)
{
    std::string_view& text = head.line.text;
    while (true) {
        const std::size_t end = text.find(": ");
        const std::string_view part = text.substr(0, end);
        if (end == std::string_view::npos || part.find(' ') != std::string_view::npos || part.size() < 3)
            return true;
        if (part.front() == '[' && part.back() == ']')
            head.line.clientIp = part.substr(1, part.size() - 2);
        else if (part.substr(0, 5) == "user(" && part.back() == ')')
            head.line.user = part.substr(5, part.size() - 6);
        else if (part.back() == ')' && part.find('(') != 0 && head.rest.find("object=") == std::string::npos)
            appendPair(head.rest, "object", part);
        else
            return true;
        text.remove_prefix(end + 2);
    }
}

}    // namespace

std::vector<LogDialect> systemLogDialects()
{
    return {
        {.info = {.id = "syslog", .title = "syslog (RFC 3164, also with ISO stamps) and journalctl", .records = "logline",
                  .zone = sourcesZone, .specification = "RFC 3164; rsyslog RSYSLOG_FileFormat; journalctl -o short, short-iso, short-precise"},
         .what = "syslog lines",
         .certain = 70,    // what stands in the lines may be another format
         .shapes = {"{<lt><priority>>}<time:syslog> <host:name> {<lt><facility:name>.<level>> |<facility:name>.<level> }"
                    "{<component:word>[<process:word>]: |<component:word>[<process:word>] <lt><level>>: "
                    "|<component:word>[<process:word>] (<subsystem>): |<component:name>: }<text>",
                    "{<lt><priority>>}<time:syslog> {<component:word>[<process:word>]: |<component:name>: }<text>",
                    "{<lt><priority>>}<time> <host:name> <component:word>[<process:word>]: <text>",
                    "{<lt><priority>>}<time> <host:name> <component:name>: <text>",
                    "<time> <level> <component:name>[<process>]: <text>", "<time> <level> <component:name>: <text>"},
         .comment = "-- ",
         .isTelling = isSyslog},
        {.info = {.id = "syslog-5424", .title = "syslog (RFC 5424)", .records = "logline", .zone = offsetInLine,
                  .specification = "RFC 5424"},
         .what = "syslog lines of RFC 5424",
         .certain = 72,
         .shapes = {"<lt><priority>><skip:number> <time:iso> <host:word> <component:word> <process:word> <msgid:word> <text>",
                    "<time:iso> <host:word> <component:word> <process:word> <msgid:word> <text>"},    // in files of VMware NSX
         .refine = readStructuredData},
        {.info = {.id = "datapower", .title = "IBM WebSphere DataPower log", .records = "logline", .zone = sourcesZone,
                  .specification = "IBM DataPower, log targets of type syslog"},
         .what = "lines of a DataPower log",
         .certain = 95,
         .shapes = {"{<lt><priority>>}<time:syslog> <host:name> [0x<code:word>][<component:word>][<level>] <text>",
                    "{<lt><priority>>}<time:syslog> <host:name> [<domain:word>][0x<code:word>][<component:word>][<level>] <text>",
                    "<time:iso> [0x<code:word>][<component:word>][<level>] <text>",
                    "<time:iso> [<domain:word>][0x<code:word>][<component:word>][<level>] <text>"},
         .refine = takeDataPowerContext},
        {.info = {.id = "klog", .title = "glog and klog (Kubernetes components)", .records = "logline", .zone = sourcesZone,
                  .specification = "google/glog, kubernetes/klog"},
         .what = "lines of glog or klog",
         .certain = 95,
         .shapes = {"<letter><time:glog> <thread:number> <component:word>] <text>"},
         .comment = "Log file created at"},
        {.info = {.id = "cri", .title = "container log (CRI) whose lines are no other format", .records = "logline", .zone = offsetInLine,
                  .specification = "Kubernetes CRI log format"},
         .what = "CRI lines",
         .certain = 63,
         .shapes = {"<time:iso> std<stream:word> <tag:word> <text>", "<time:iso> std<stream:word> <tag:word>"}},
        {.info = {.id = "vmware", .title = "VMware vpxd, hostd and ESXi log", .records = "logline", .zone = offsetInLine},
         .what = "lines of a VMware log",
         .certain = 92,
         .shapes = {"<time> <level> <component:name>[<thread:word>] {[Originator@<originator>] |[opID=<opid>] }"
                    "{[<source:word>, <line:number>] |[<source:word> <line:number>] }<text>",
                    "<time:iso> <skip:word>(<priority>) <component:name>[<process>]: {<level> [<thread>] |<level> -[<thread>] }<text>",
                    "<time:iso> <skip:word>(<priority>) <component:name>: <text>"}},
    };
}

}    // namespace faultline
