#include "importers/events/helmhistory.h"

namespace faultline {

namespace {

void tellRevision(const nlohmann::json& object, Event& event)
{
    event.title = helmTitle(jsonString(object, "chart"), jsonString(object, "revision"), jsonString(object, "description"));
    tellFailure(event, jsonString(object, "status"));
}

}    // namespace

std::string helmTitle(std::string_view chart, std::string_view revision, std::string_view description)
{
    const bool isRollback = description.starts_with("Rolled back") || description.starts_with("Rollback");
    return (isRollback ? "Helm rollback to " : "Helm ") + std::string(chart) + " (revision " + std::string(revision) + ')';
}

EventFormat helmHistory()
{
    return {.info = {.id = "helm-history",
                     .title = "Helm history",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .since = "Helm 3",
                     .specification = "Helm, helm history and helm list -o json"},
            .signs = {{{"revision", "updated", "chart", "status"}, 95}},
            .shape = {{}, "revision"},
            .mappings = {{.kind = "deploy",
                          .needs = {"revision", "updated", "chart"},
                          .start = {"updated"},
                          .state = {"status"},
                          .openStates = {"pending-install", "pending-upgrade", "pending-rollback", "uninstalling"},
                          .title = {"chart"},
                          .body = {"description"},
                          .service = {"name"},
                          .environment = {"namespace"},
                          .fields = {{"revision", "revision"}, {"chart", "chart"}, {"app_version", "app_version"}},
                          .amend = &tellRevision}}};
}

}    // namespace faultline
