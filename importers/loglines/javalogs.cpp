#include "importers/loglines/logdialect.h"

#include "app/base/text.h"

namespace faultline {

namespace {

constexpr std::string_view sourcesZone = "source's zone";

/// Spring Cloud Sleuth: "app,trace,span".
bool takeSleuth(LogHead& head)
{
    const std::string_view context = head.line.traceId;
    const auto parts = split(context, ',');
    if (parts.size() < 3)
        return true;
    head.line.traceId = parts[1].empty() ? std::string_view() : parts[1];
    appendPair(head.rest, "application", parts[0]);
    if (!parts[2].empty())
        appendPair(head.rest, "span_id", parts[2]);
    return true;
}

}    // namespace

std::vector<LogDialect> javaLogDialects()
{
    return {
        {.info = {.id = "spring-boot", .title = "Spring Boot log", .records = "logline", .zone = sourcesZone,
                  .specification = "Spring Boot reference, Logging: log format"},
         .what = "lines of a Spring Boot log",
         .certain = 95,
         .shapes = {"<time> <level> {[<trace>] }<process> --- {[<application>] [<thread>] |[<thread>] }<component:word> : <text>"},
         .refine = takeSleuth},
        {.info = {.id = "wildfly", .title = "WildFly, JBoss and Quarkus server log", .records = "logline", .zone = sourcesZone,
                  .specification = "WildFly logging subsystem: %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c] (%t) %s%e%n"},
         .what = "lines of a WildFly log",
         .certain = 93,
         .shapes = {"<time> <level> [<component>] (<thread>) <text>"}},
        {.info = {.id = "log4j", .title = "log4j, log4j2 and logback in their usual layouts", .records = "logline", .zone = sourcesZone,
                  .specification = "log4j PatternLayout, logback PatternLayout"},
         .what = "lines of a log4j or logback log",
         .certain = 88,
         .shapes = {"<time> [<thread>] <level> <component:word> {[<mdc>] }- <text>",
                    "<time> {[}<level>{]} [<thread>] [<component>] <text>",
                    "<time> {[}<level>{]} [<thread>] <component:word> - <text>",
                    "<time> <level> [<thread>] (<component>) <text>",
                    "<time> <level> [<thread>] <component:word> : <text>",
                    "<time> <level> [<thread>] <component:word>: <text>",
                    "<time> [<thread>] <level> [<component:word>] {- }<text>",
                    "<time> [<thread>] <level> <component:word>: <text>",
                    "<time> [<thread>] <level> <component:word> <text>",
                    "<time> <level> <component:name> - <text>",
                    "<time> <level> <component:name>:<line:number> - <text>",
                    "<time> <level> [<component:word>] {- }<text>",
                    "<time> | <level> | <thread> | <component> | <text>",
                    "<level> [<thread>] <time> <component:word> - <text>",
                    "<level> <time> [<thread>] <component:word> - <text>",
                    "[<time>] [<level>] [<thread>] [<component>] {- }<text>",
                    "[<time>] <level> [<thread>] <component:word> - <text>",
                    "[<time>] [<thread>] <level> <component:word> - <text>",
                    "<time:daymonth> <level> [<thread>] <component:word> <text>"}},    // Tomcat's own among its applications' in catalina.out
    };
}

}    // namespace faultline
