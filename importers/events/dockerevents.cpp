#include "importers/events/dockerevents.h"

#include "app/base/text.h"

namespace faultline {

namespace {

void tellAction(const nlohmann::json& object, Event& event)
{
    const std::string action = anyJsonString(object, {"Action", "status"});
    const std::string verb = action.substr(0, action.find(':'));
    const std::string name = anyJsonString(object, {"Actor.Attributes.name", "from", "Actor.ID"});
    event.title = action + (name.empty() ? "" : ' ' + shortened(name, 80));
    event.kind = "note";
    for (const char* restart : {"start", "stop", "die", "kill", "oom", "restart", "destroy", "pause", "unpause"})
        event.kind = verb == restart ? "restart" : event.kind;
    if (verb == "health_status")
        event.kind = "error";
    if (verb == "update" || verb == "create")
        event.kind = jsonString(object, "Type") == "service" ? "deploy" : "config";
    if (std::string code = jsonString(object, "Actor.Attributes.exitCode"); !code.empty() && code != "0")
        event.title += " (exit " + code + ')';
}

}    // namespace

EventFormat dockerEvents()
{
    return {.info = {.id = "docker-events",
                     .title = "Docker events",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "epoch",
                     .since = "Docker 1.10",
                     .specification = "Docker Engine API, system events"},
            .signs = {{{"Type", "Action", "Actor.Attributes", "timeNano"}, 95}, {{"Type", "Action", "Actor", "time"}, 93}},
            .shape = {{}, "Docker event"},
            .mappings = {{.needs = {"Action", "Type"},
                          .start = {"timeNano", "time"},
                          .service = {"Actor.Attributes.com.docker.swarm.service.name",
                                      "Actor.Attributes.com.docker.compose.service", "Actor.Attributes.name"},
                          .fields = {{"type", "Type"},
                                     {"image", "Actor.Attributes.image"},
                                     {"image", "from"},
                                     {"exit_code", "Actor.Attributes.exitCode"},
                                     {"container", "Actor.ID"}},
                          .amend = &tellAction}}};
}

}    // namespace faultline
