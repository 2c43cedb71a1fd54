#include "importers/events/githubevents.h"

#include "importers/events/deploymentjoiner.h"
#include "importers/events/githubobjects.h"

#include <array>

namespace faultline {

namespace {

using Json = nlohmann::json;

const EventDocumentReader::Shape shape{
    {"response", "workflow_runs", "jobs", "check_runs", "check_suites", "statuses", "deployments", "releases"},
    "GitHub object",
    {},
    true};

bool isPayload(const Json& object)
{
    // Payloads about an app or an account have no repository.
    const bool isAbout = object.contains("repository") || object.contains("organization") || object.contains("action");
    return isAbout && object.contains("sender");
}

class Reader final : public MappingReader {
public:
    explicit Reader(const TimeSettings& settings) : MappingReader(settings, shape) { }

private:
    bool isObject(const Json& object) const override
    {
        return isPayload(object) || DeploymentJoiner::isDeployment(object) || DeploymentJoiner::isStatus(object);
    }

    void object(const Json& object, RecordSink& sink) override
    {
        if (isPayload(object))
            return takePayload(object, sink);
        if (DeploymentJoiner::isStatus(object))
            return m_deployments.addStatus(object, jsonString(object, "deployment_url"), time(object, "created_at"), sink);
        if (DeploymentJoiner::isDeployment(object))
            return m_deployments.addDeployment(object, time(object, "created_at"), sink);
        if (object.contains("scope") && object.contains("method"))
            return skip("they are exchanges without an answer in JSON", sink);
        const std::string action =
            envelope() != nullptr && isPayload(*envelope()) ? jsonString(*envelope(), "action") : std::string();
        if (object.contains("tag_name") && (action == "edited" || action == "deleted" || action == "unpublished"))
            return skip("releases that are edited or deleted do not say when", sink);
        const bool isIssue = object.contains("number") && object.contains("comments") && !object.contains("head");
        if (isIssue && !action.empty() && action != "opened")
            return take(changedGitHubIssue(), object, sink);
        readBy(gitHubObjects(), object, sink);
    }

    /// A payload is about its first part of these; the others are what surrounds it.
    void takePayload(const Json& payload, RecordSink& sink)
    {
        constexpr std::array<std::string_view, 13> parts = {
            "deployment_status", "deployment",   "workflow_job", "workflow_run", "check_run",        "check_suite", "release",
            "comment",           "pull_request", "issue",        "package",      "registry_package", "build"};
        if (payload.contains("since") || payload.contains("pusher"))
            return readBy(gitHubPayloads(), payload, sink);
        // The status of a deployment brings its deployment along.
        if (const Json* deployment = findJson(payload, "deployment");
            deployment != nullptr && payload.contains("deployment_status") && DeploymentJoiner::isDeployment(*deployment))
            m_deployments.addDeployment(*deployment, time(*deployment, "created_at"), sink);
        for (const std::string_view name : parts) {
            const Json* part = findJson(payload, name);
            if (part != nullptr && part->is_object())
                return readInside(payload, *part, sink);
        }
        readBy(gitHubPayloads(), payload, sink);
    }

    void end(RecordSink& sink) override
    {
        m_deployments.emit(sink);
        MappingReader::end(sink);
    }

    DeploymentJoiner m_deployments;
};

}    // namespace

EventFormat githubEvents()
{
    return {.info = {.id = "github-events",
                     .title = "GitHub webhooks, releases, runs, checks and recorded answers",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "UTC",
                     .specification = "GitHub REST API and webhook events"},
            .signs = {{{"sender.login", "repository.full_name"}, 95},
                      {{"sender.login", "sender.events_url", "action"}, 93},
                      {{"scope", "method", "path", "response"}, 93},
                      {{"workflow_runs.run_number", "workflow_runs.workflow_id"}, 95},
                      {{"jobs.run_id", "jobs.steps"}, 94},
                      {{"check_runs.head_sha", "check_runs.started_at"}, 94},
                      {{"check_suites.head_sha"}, 93},
                      {{"tag_name", "published_at", "draft"}, 95},
                      {{"run_number", "workflow_id", "head_sha"}, 93},
                      {{"context", "state", "creator.login", "target_url"}, 93},
                      {{"statuses.context", "statuses.state", "sha"}, 93},
                      {{"merged_at", "number", "head.sha"}, 93},
                      {{"number", "title", "comments", "created_at", "user.login"}, 92},
                      {{"type", "payload", "repo.name", "created_at", "actor.login"}, 93}},
            .open = &openReader<Reader>};
}

}    // namespace faultline
