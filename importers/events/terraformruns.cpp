#include "importers/events/terraformruns.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

void tellOutcome(const Json& object, Event& event)
{
    const std::string status = jsonString(object, "attributes.status");
    const bool isApply =
        status == "applied" || status == "applying" || findJson(object, "attributes.status-timestamps.applying-at") != nullptr;
    event.kind = isApply ? "deploy" : "note";
    if (!isApply)
        event.title += " (" + status + ')';
    if (jsonString(object, "attributes.is-destroy") == "true")
        event.title += " (destroy)";
}

const EventMapping run{
    .needs = {"attributes.status", "attributes.status-timestamps"},
    .id = {"id"},
    .start = {"attributes.status-timestamps.applying-at", "attributes.status-timestamps.planning-at", "attributes.created-at"},
    .end = {"attributes.status-timestamps.applied-at", "attributes.status-timestamps.errored-at",
            "attributes.status-timestamps.canceled-at", "attributes.status-timestamps.force-canceled-at",
            "attributes.status-timestamps.planned-and-finished-at", "attributes.status-timestamps.discarded-at",
            "attributes.status-timestamps.planned-at"},
    .state = {"attributes.status"},
    .openStates = {"pending", "fetching", "queuing", "plan_queued", "planning", "cost_estimating", "policy_checking",
                   "confirmed", "apply_queued", "queuing_apply", "applying", "pre_plan_running", "post_plan_running",
                   "pre_apply_running"},
    .prefix = "Terraform run: ",
    .title = {"attributes.message", "id"},
    .actor = {"relationships.created-by.data.id"},
    .service = {"relationships.workspace.data.id"},
    .link = {"links.self"},
    .fields = {{"source", "attributes.source"},
               {"trigger", "attributes.trigger-reason"},
               {"requested_at", "attributes.created-at"},
               {"has_changes", "attributes.has-changes"}},
    .amend = &tellOutcome};

const EventMapping stateVersion{.kind = "config",
                                .needs = {"attributes.serial", "attributes.created-at"},
                                .id = {"id"},
                                .start = {"attributes.created-at"},
                                .prefix = "Terraform state ",
                                .title = {"attributes.serial"},
                                .actor = {"relationships.created-by.data.id"},
                                .service = {"relationships.workspace.data.id"},
                                .link = {"links.self"},
                                .fields = {{"terraform_version", "attributes.terraform-version"},
                                           {"run", "relationships.run.data.id"},
                                           {"sha", "attributes.vcs-commit-sha"}}};

}    // namespace

EventFormat terraformRuns()
{
    return {
        .info = {.id = "terraform-runs",
                 .title = "Terraform runs and state versions",
                 .records = "event",
                 .framing = Framing::Document,
                 .zone = "offset in the text",
                 .specification = "HCP Terraform API, runs and state versions"},
        .signs = {{{"data.attributes.status-timestamps"}, 94}, {{"data.attributes.serial", "data.attributes.created-at"}, 92}},
        .shape = {{"data"}, "Terraform run"},
        .mappings = {
            run, stateVersion, {.needs = {"type", "attributes"}, .skipped = "they are neither runs nor state versions"}}};
}

}    // namespace faultline
