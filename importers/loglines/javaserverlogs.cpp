#include "importers/loglines/garbagecollection.h"
#include "importers/loglines/logdialect.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/severitywords.h"

namespace faultline {

namespace {

constexpr std::string_view sourcesZone = "source's zone";

bool hasPackage(const LogHead& head)
{
    return head.line.component.find('.') != std::string_view::npos;
}

bool isLoggerName(std::string_view name)
{
    static constexpr CharacterSet notInNames(" \t\n()=,:");
    return !name.empty() && !notInNames.isIn(name);
}

/// log4j's "%m (%c)": the logger stands behind the message, also behind one of several lines.
void takeTrailingLogger(LogHead& head)
{
    std::string_view& text = head.line.text;
    const std::size_t firstEnd = std::min(text.find('\n'), text.size());
    for (const std::size_t end : {firstEnd, text.size()}) {
        const std::string_view part = text.substr(0, end);
        const std::size_t open = part.rfind('(');
        if (part.empty() || part.back() != ')' || open == std::string_view::npos || !isLoggerName(part.substr(open + 1, part.size() - open - 2)))
            continue;
        head.line.component = part.substr(open + 1, part.size() - open - 2);
        if (end == text.size())
            text = trimmed(text.substr(0, open)).empty() ? text.substr(0, 0) : text.substr(0, text.find_last_not_of(" \t\n", open - 1) + 1);
        return;
    }
}

/// "[Controller 0]: ..." before the message is the part of Kafka that speaks.
bool takeKafkaPart(LogHead& head)
{
    std::string_view& text = head.line.text;
    const std::size_t close = text.substr(0, 200).find(']');
    if (text.empty() || text.front() != '[' || close == std::string_view::npos)
        return true;
    appendPair(head.rest, "source", text.substr(1, close - 1));
    text.remove_prefix(close + 1);
    static constexpr CharacterSet behindPart(":, ");
    text = behindPart.skippedIn(text);
    return true;
}

/// "main:QuorumPeer@123" and "SendWorker:2:QuorumCnxManager$SendWorker@1283": the class stands behind the last colon.
bool splitZookeeperSource(LogHead& head)
{
    const std::size_t colon = head.line.thread.rfind(':');
    if (colon == std::string_view::npos)
        return false;
    std::string_view source = head.line.thread.substr(colon + 1);
    const std::size_t at = source.rfind('@');
    if (at == std::string_view::npos)
        return false;
    appendPair(head.rest, "line", source.substr(at + 1));
    head.line.component = source.substr(0, at);
    head.line.thread = head.line.thread.substr(0, colon);
    return true;
}

/// "StorageService.java:1443" before the dash.
bool isJavaSource(LogHead& head)
{
    return head.line.component.find(".java") != std::string_view::npos;
}

/// "c:collection1 s:shard1 r:replica1 x:core1".
bool takeSolrContext(LogHead& head)
{
    std::string_view context = head.line.traceId;
    head.line.traceId = {};
    for (const std::string_view word : split(context, ' ')) {
        const std::size_t colon = word.find(':');
        if (colon != 1 || word.size() < 3)
            continue;
        const std::string_view key = word.front() == 'c' ? "collection"
            : word.front() == 's' ? "shard" : word.front() == 'r' ? "replica" : word.front() == 'x' ? "core" : word.substr(0, 1);
        appendPair(head.rest, key, word.substr(2));
    }
    return true;
}

/// java.util.logging writes "INFO: Starting" on the second line.
void takeSecondLine(LogHead& head)
{
    std::string_view& text = head.line.text;
    text.remove_prefix(text.substr(0, 1) == "\n" ? 1 : 0);
    const std::size_t colon = text.substr(0, 12).find(": ");
    const auto severity = colon == std::string_view::npos ? std::nullopt : severityOfWord(text.substr(0, colon));
    if (!severity)
        return;
    head.line.severity = *severity;
    text.remove_prefix(colon + 2);
}

bool hasTrailingLogger(const LogHead& head)
{
    const std::string_view text = head.line.text;
    const std::size_t open = text.rfind('(');
    return !text.empty() && text.back() == ')' && open != std::string_view::npos && text.find('.', open) != std::string_view::npos
        && isLoggerName(text.substr(open + 1, text.size() - open - 2));
}

bool hasNoText(LogHead& head)
{
    return head.line.component.find('.') != std::string_view::npos;
}

}    // namespace

std::vector<LogDialect> javaServerDialects()
{
    return {
        {.info = {.id = "kafka", .title = "Kafka server, controller and state-change log", .records = "logline",
                  .zone = sourcesZone, .specification = "Apache Kafka config/log4j.properties: [%d] %p %m (%c)%n"},
         .what = "lines of a Kafka log",
         .certain = 91,
         .shapes = {"[<time>] <level> <text>"},
         .refine = takeKafkaPart,
         .isTelling = hasTrailingLogger,
         .complete = takeTrailingLogger},
        {.info = {.id = "zookeeper", .title = "ZooKeeper log", .records = "logline", .zone = sourcesZone,
                  .specification = "Apache ZooKeeper conf/logback.xml: %d{ISO8601} [myid:%X{myid}] - %-5p [%t:%C{1}@%L] - %m%n"},
         .what = "lines of a ZooKeeper log",
         .certain = 96,
         .shapes = {"<time> [myid:<myid>] - <level> [<thread>] - <text>", "<time> - <level> [<thread>] - <text>"},
         .refine = splitZookeeperSource},
        {.info = {.id = "cassandra", .title = "Cassandra system.log", .records = "logline", .zone = sourcesZone,
                  .specification = "Apache Cassandra conf/logback.xml: %-5level [%thread] %date{ISO8601} %F:%L - %msg%n"},
         .what = "lines of a Cassandra log",
         .certain = 96,
         .shapes = {"<level> [<thread>] <time> <component:word> - <text>", "<level> [<thread>] <time> <component:word> (line <line:number>) <text>"},
         .refine = isJavaSource},
        {.info = {.id = "hadoop", .title = "Hadoop, HBase and Hive log", .records = "logline", .zone = sourcesZone,
                  .specification = "Apache Hadoop log4j.properties: %d{ISO8601} %p %c: %m%n"},
         .what = "lines of a Hadoop log",
         .certain = 90,
         .shapes = {"<time> <level> {[<thread>] }<component:name>: <text>"},
         .isTelling = hasPackage},
        {.info = {.id = "solr", .title = "Solr log", .records = "logline", .zone = sourcesZone,
                  .specification = "Apache Solr log4j2.xml: %maxLen{%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p (%t) [%notEmpty{...}] %c{1.} %m}"},
         .what = "lines of a Solr log",
         .certain = 94,
         .shapes = {"<time> <level> (<thread>) [<trace>] <component:word> <text>"},
         .refine = takeSolrContext},
        {.info = {.id = "elasticsearch", .title = "Elasticsearch and OpenSearch server log", .records = "logline", .zone = sourcesZone,
                  .specification = "Elasticsearch log4j2.properties: [%d{ISO8601}][%-5p][%-25c{1.}] [%node_name]%marker %m%n"},
         .what = "lines of an Elasticsearch log",
         .certain = 95,
         .shapes = {"[<time>][<level>][<component>] [<host>]{ }<text>"}},
        {.info = {.id = "catalina", .title = "Tomcat catalina log and java.util.logging", .records = "logline", .zone = sourcesZone,
                  .specification = "Tomcat OneLineFormatter; java.util.logging SimpleFormatter"},
         .what = "lines of a Tomcat log",
         .certain = 94,
         .shapes = {"<time:daymonth> <level> [<thread>] <component:word> <text>"}},
        {.info = {.id = "java-util-logging", .title = "java.util.logging on two lines", .records = "logline", .zone = sourcesZone,
                  .specification = "java.util.logging SimpleFormatter: %1$tb %1$td, %1$tY %1$tl:%1$tM:%1$tS %1$Tp %2$s%n%4$s: %5$s"},
         .what = "first lines of java.util.logging",
         .certain = 90,
         .shapes = {"<time:monthday> <component:word> <method:word>", "<time:monthday> <component:word>"},
         .refine = hasNoText,
         .complete = takeSecondLine},
        {.info = {.id = "java-gc", .title = "Java garbage collection log", .records = "logline, series `jvm.gc.pause`, `jvm.heap.after_gc`",
                  .zone = "offset in the line", .specification = "JEP 271 (unified, Java 9); -XX:+PrintGCDateStamps (Java 8)"},
         .what = "lines of a garbage collection log",
         .certain = 96,
         .shapes = {"[<time>]{[<uptime:word>s]}{[<level>]}[gc] GC(<collection:number>) <text>",
                    "[<time>]{[<uptime:word>s]}{[<level>]}[gc,<tags>] GC(<collection:number>) <text>",
                    "[<time>]{[<uptime:word>s]}{[<level>]}[gc] <text>",
                    "[<time>]{[<uptime:word>s]}{[<level>]}[gc,<tags>] <text>",
                    "[<time>]{[<uptime:word>s]}{[<level>]}[safepoint] <text>",
                    "<time>: <uptime:word>: <text>"},
         .refine = isGcLine,
         .measure = measureGc},
    };
}

}    // namespace faultline
