#include "importers/loglines/logdialect.h"

namespace faultline {

namespace {

constexpr std::string_view sourcesZone = "source's zone";


}    // namespace

std::vector<LogDialect> languageLogDialects()
{
    return {
        {.info = {.id = "python", .title = "Python logging in its usual layouts", .records = "logline", .zone = sourcesZone,
                  .specification = "Python logging, Celery, Gunicorn, Airflow, Loguru, OpenStack oslo.log"},
         .what = "lines of Python's logging",
         .certain = 89,
         .shapes = {"<time> - <component> - <level> - <text>", "<time> - <level> - {<component:name> - }<text>",
                    "<time> | <level> | <component:word> - <text>", "[<time>: <level>/<thread>] <text>",
                    "[<time>] [<process>] [<level>] <text>", "[<time>] <open><component><close> <level> - <text>",
                    "<time> <process> <level> <component:name> {[<request>] }<text>",
                    "<thread:word>::<level>::<time>::<module:word>::<line:number>::<component:word>::(<function>) <text>",
                    "<time>:<level>:<component:name>:<text>", "<time>:<level>:<text>",
                    "<time> [<level>] <component:name>: <text>", "[<time>] <level> in <component:word>: <text>",
                    "[<time>] <level> [<component:word>{:<line:number>}] <text>"}},
        {.info = {.id = "go-log", .title = "Go log, zap console and HashiCorp logs", .records = "logline", .zone = sourcesZone,
                  .specification = "Go log (LstdFlags, Lshortfile), go.uber.org/zap console encoder, hashicorp/go-hclog"},
         .what = "lines of a Go program's log",
         .certain = 87,
         .shapes = {"<time> <level> {<component:word>.go:<line:number>|<logger:name> <component:word>.go:<line:number>} <text>",
                    "<time> [<level>] <component:name>: <text>",
                    "<time> <component:word>.go:<line:number>: <text>"}},
        {.info = {.id = "ruby-logger", .title = "Ruby Logger", .records = "logline", .zone = sourcesZone,
                  .specification = "Ruby Logger::Formatter: %s, [%s #%d] %5s -- %s: %s"},
         .what = "lines of Ruby's Logger",
         .certain = 96,
         .shapes = {"<letter>, [<time> #<process>] <level> -- {<component:name>}: <text>", "<letter>, [<time> #<process>] <level> -- : <text>"}},
        {.info = {.id = "datadog-agent", .title = "Datadog agent log", .records = "logline", .zone = "zone word",
                  .specification = "Datadog agent pkg/util/log"},
         .what = "lines of a Datadog agent",
         .certain = 94,
         .shapes = {"<time> | <component:word> | <level> | (<source>) | <text>"}},
        {.info = {.id = "leveled-text", .title = "any log whose lines begin with a time and a level", .records = "logline",
                  .zone = sourcesZone},
         .what = "lines with a time and a level",
         .certain = 60,
         .shapes = {"{[}<time>{]}{,}{:} {[}<level>{]}{:}{ -} <text>", "{[}<level>{]}{:} {[}<time>{]}{:}{ -} <text>"}},
    };
}

}    // namespace faultline
