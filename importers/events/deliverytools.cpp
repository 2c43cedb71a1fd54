#include "importers/events/deliverytools.h"

namespace faultline {

EventFormat spinnakerExecutions()
{
    return {.info = {.id = "spinnaker-executions",
                     .title = "Spinnaker executions",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "epoch",
                     .specification = "Spinnaker Gate API, pipeline executions"},
            .signs = {{{"application", "trigger", "stages", "startTime"}, 93},
                      {{"application", "buildTime", "startTime", "status"}, 90}},
            .shape = {{}, "execution"},
            .mappings = {
                {.kind = "deploy",
                 .needs = {"application", "status"},
                 .id = {"id"},
                 .start = {"startTime", "buildTime"},
                 .end = {"endTime"},
                 .state = {"status"},
                 .openStates = {"RUNNING", "PAUSED", "NOT_STARTED", "BUFFERED", "SUSPENDED"},
                 .title = {"name", "description", "application"},
                 .actor = {"trigger.user", "authentication.user"},
                 .service = {"application"},
                 .fields = {{"trigger", "trigger.type"}, {"canceled_by", "canceledBy"}, {"reason", "cancellationReason"}}}}};
}

EventFormat octopusEvents()
{
    return {.info = {.id = "octopus-events",
                     .title = "Octopus Deploy events",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .specification = "Octopus REST API, events"},
            .signs = {{{"Items.Occurred", "Items.Category"}, 95}, {{"Occurred", "Category", "Username"}, 93}},
            .shape = {{"Items"}, "Octopus event"},
            .mappings = {{.kind = "config",
                          .needs = {"Occurred", "Category"},
                          .id = {"Id"},
                          .start = {"Occurred"},
                          .title = {"Message", "Category"},
                          .actor = {"Username"},
                          .fields = {{"category", "Category"}, {"comments", "Comments"}, {"ip_address", "IpAddress"}},
                          .amend = [](const nlohmann::json& object, Event& event) {
                              event.kind = kindByWords(jsonString(object, "Category"), "config");
                          }}}};
}

}    // namespace faultline
