#include "importers/events/gitlab.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

const EventMapping::Paths unfinished = {
    "created", "running", "pending",  "preparing", "waiting_for_resource", "waiting_for_callback",
    "blocked", "manual",  "scheduled"};

void tellWhere(const Json&, Event& event)
{
    if (!event.environment.empty())
        event.title += " to " + event.environment;
}

/// The hook of a status: running opens the deployment, the next one ends it.
void tellHookState(const Json& object, Event& event)
{
    tellWhere(object, event);
    const std::string state = jsonString(object, "status");
    event.openEnd = state == "running" || state == "created" || state == "blocked";
}

void tellUpcoming(const Json& object, Event& event)
{
    if (jsonString(object, "upcoming_release") == "true")
        event.title += " (upcoming)";
}

const EventMapping deployment{
    .kind = "deploy",
    .needs = {"environment.name", "sha", "ref", "status"},
    .joinBy = {"environment.id", "id"},
    .start = {"deployable.started_at", "created_at"},
    .end = {"deployable.finished_at", "updated_at"},
    .state = {"status"},
    .openStates = unfinished,
    .prefix = "Deploy ",
    .title = {"ref"},
    .actor = {"user.username", "user.name"},
    .environment = {"environment.name"},
    .link = {"deployable.web_url", "environment.external_url"},
    .fields = {{"sha", "sha"}, {"requested_at", "created_at"}, {"job", "deployable.name"}, {"iid", "iid"}},
    .amend = &tellWhere};

const EventMapping deploymentHook{.kind = "deploy",
                                  .needs = {"object_kind", "deployment_id", "status_changed_at"},
                                  .joinBy = {"project.id", "deployment_id"},
                                  .start = {"status_changed_at"},
                                  .state = {"status"},
                                  .prefix = "Deploy ",
                                  .title = {"ref"},
                                  .body = {"commit_title"},
                                  .actor = {"user.username", "user.name"},
                                  .service = {"project.path_with_namespace", "project.name"},
                                  .environment = {"environment"},
                                  .link = {"deployable_url", "environment_external_url"},
                                  .fields = {{"sha", "short_sha"}, {"deployment", "deployment_id"}},
                                  .amend = &tellHookState};

const EventMapping pipelineHook{.kind = "build",
                                .needs = {"object_kind", "object_attributes.stages", "object_attributes.status"},
                                .joinBy = {"object_attributes.id"},
                                .start = {"object_attributes.created_at"},
                                .end = {"object_attributes.finished_at"},
                                .state = {"object_attributes.status"},
                                .openStates = unfinished,
                                .prefix = "Pipeline ",
                                .title = {"object_attributes.ref"},
                                .body = {"commit.message"},
                                .actor = {"user.username", "user.name"},
                                .service = {"project.path_with_namespace"},
                                .link = {"object_attributes.url", "commit.url"},
                                .fields = {{"source", "object_attributes.source"}, {"sha", "object_attributes.sha"}}};

const EventMapping jobHook{
    .kind = "build",
    .needs = {"object_kind", "build_id", "build_status"},
    .joinBy = {"build_id"},
    .start = {"build_started_at", "build_created_at"},
    .end = {"build_finished_at"},
    .state = {"build_status"},
    .openStates = unfinished,
    .prefix = "Job ",
    .title = {"build_name"},
    .actor = {"user.username", "user.name"},
    .service = {"project.path_with_namespace", "project_name"},
    .environment = {"environment.name"},
    .fields = {{"stage", "build_stage"}, {"ref", "ref"}, {"sha", "sha"}, {"failure_reason", "build_failure_reason"}}};

const EventMapping releaseHook{.kind = "release",
                               .needs = {"object_kind", "tag", "released_at"},
                               .id = {"id"},
                               .start = {"released_at", "created_at"},
                               .prefix = "Release ",
                               .title = {"tag", "name"},
                               .body = {"description"},
                               .service = {"project.path_with_namespace"},
                               .link = {"url"},
                               .fields = {{"action", "action"}}};

const EventMapping release{.kind = "release",
                           .needs = {"tag_name", "released_at"},
                           .start = {"released_at"},
                           .prefix = "Release ",
                           .title = {"tag_name"},
                           .body = {"description"},
                           .actor = {"author.username", "author.name"},
                           .link = {"_links.self"},
                           .fields = {{"name", "name"}, {"sha", "commit.id"}, {"created_at", "created_at"}},
                           .amend = &tellUpcoming};

const EventMapping job{
    .kind = "build",
    .needs = {"pipeline.id", "stage", "name", "status"},
    .joinBy = {"id"},
    .start = {"started_at", "created_at"},
    .end = {"finished_at"},
    .state = {"status"},
    .openStates = unfinished,
    .prefix = "Job ",
    .title = {"name"},
    .actor = {"user.username"},
    .link = {"web_url"},
    .fields = {{"stage", "stage"}, {"ref", "ref"}, {"sha", "commit.id"}, {"failure_reason", "failure_reason"}}};

const EventMapping pipeline{
    .kind = "build",
    .needs = {"sha", "ref", "status", "web_url", "created_at"},
    .joinBy = {"id"},
    .start = {"started_at", "created_at"},
    .end = {"finished_at", "updated_at"},
    .state = {"status"},
    .openStates = unfinished,
    .prefix = "Pipeline ",
    .title = {"ref"},
    .actor = {"user.username"},
    .link = {"web_url"},
    .fields = {{"source", "source"}, {"sha", "sha"}, {"project", "project_id"}, {"requested_at", "created_at"}}};

}    // namespace

EventFormat gitlab()
{
    return {.info = {.id = "gitlab",
                     .title = "GitLab deployments, pipelines, releases and webhooks",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .specification = "GitLab REST API and webhook events"},
            .signs = {{{"object_kind", "project"}, 93},
                      {{"environment.name", "sha", "ref", "deployable"}, 93},
                      {{"tag_name", "released_at", "commit"}, 93},
                      {{"tag_name", "released_at"}, 85},
                      {{"pipeline.id", "stage", "web_url"}, 93},
                      {{"sha", "ref", "status", "web_url", "project_id"}, 92},
                      {{"sha", "ref", "status", "web_url", "source"}, 90}},
            .shape = {{}, "GitLab object"},
            .mappings = {deploymentHook,
                         pipelineHook,
                         jobHook,
                         releaseHook,
                         {.needs = {"object_kind"}, .skipped = "a GitLab hook of this kind does not say when it happened"},
                         deployment,
                         release,
                         job,
                         pipeline}};
}

}    // namespace faultline
