#include "importers/events/eventlist.h"

#include "app/base/text.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

const EventMapping::Paths startNames = {"start",       "startTime",  "start_time", "startedAt", "started_at",
                                        "time",        "timestamp",  "@timestamp", "date",      "datetime",
                                        "occurred_at", "occurredAt", "created_at", "createdAt", "created",
                                        "event_time",  "eventTime",  "at",         "when",      "ts"};

void tellKind(const Json& object, Event& event)
{
    const std::string kind = anyJsonString(object, {"kind", "type", "event_type", "eventType", "category", "action"});
    event.kind = toLower(kind);
    if (event.kind.empty())
        event.kind = kindByWords(event.title, "note");
    else if (event.kind.size() > 24 || event.kind.find(' ') != std::string::npos)
        event.kind = kindByWords(kind, "note");
    if (event.title.empty() || event.title == "note")
        event.title = kind.empty() ? "event" : titleLine(kind);
}

}    // namespace

EventFormat eventList()
{
    return {.info = {.id = "event-list",
                     .title = "JSON events with a time and a title",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text, epoch, else the source's zone",
                     .specification = "by the names of the members"},
            .signs = {{{"time", "title"}, 45},
                      {{"timestamp", "title"}, 45},
                      {{"date", "title"}, 45},
                      {{"start", "title"}, 45},
                      {{"created_at", "title"}, 42},
                      {{"createdAt", "title"}, 42},
                      {{"time", "kind", "summary"}, 45},
                      {{"time", "event", "actor"}, 42},
                      {{"timestamp", "event", "actor"}, 42},
                      {{"timestamp", "event", "user"}, 42},
                      {{"events.time", "events.title"}, 50},
                      {{"events.timestamp", "events.title"}, 50},
                      {{"events.start", "events.title"}, 50},
                      {{"events.date", "events.title"}, 50},
                      {{"events.created_at", "events.title"}, 50},
                      {{"events.timestamp", "events.message", "events.type"}, 45},
                      {{"items.time", "items.title"}, 45},
                      {{"data.time", "data.title"}, 45}},
            .shape = {{"events", "items", "data", "results", "records", "entries", "value"}, "event"},
            .mappings = {
                {.kind = "note",
                 .start = startNames,
                 .end = {"end", "endTime", "end_time", "endedAt", "ended_at", "finished_at", "finishedAt", "until", "timeEnd"},
                 .title = {"title", "summary", "message", "name", "event", "text", "description", "msg"},
                 .body = {"body", "description", "details", "text"},
                 .actor = {"actor", "user", "who", "author", "owner", "actor.name", "user.name", "user.login", "user.email",
                           "author.name", "username"},
                 .service = {"service", "service.name", "app", "application", "component", "project"},
                 .environment = {"environment", "env", "environment.name"},
                 .link = {"url", "link", "html_url"},
                 .fields = {{"state", "status"},
                            {"state", "state"},
                            {"severity", "severity"},
                            {"severity", "level"},
                            {"tags", "tags"},
                            {"id", "id"}},
                 .amend = &tellKind}}};
}

}    // namespace faultline
