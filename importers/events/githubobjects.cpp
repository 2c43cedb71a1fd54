#include "importers/events/githubobjects.h"

#include "app/base/text.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

const EventMapping::Paths repository = {"repository.full_name", "^repository.full_name", "repo.name"};
const EventMapping::Paths unfinished = {"queued", "requested", "in_progress", "waiting", "pending"};

/// completed says nothing; the conclusion does.
void tellConclusion(const Json& object, Event& event)
{
    const std::string conclusion = jsonString(object, "conclusion");
    tellFailure(event, conclusion);
    addField(event, "conclusion", conclusion);
    if (const std::string branch = anyJsonString(object, {"head_branch", "check_suite.head_branch"}); !branch.empty())
        event.title += " on " + branch;
}

void tellStatus(const Json& object, Event& event)
{
    event.title += ": " + jsonString(object, "state");
}

void tellPush(const Json& object, Event& event)
{
    std::string ref = jsonString(object, "ref");
    for (const std::string_view folder : {"refs/heads/", "refs/tags/"}) {
        if (ref.starts_with(folder))
            ref.erase(0, folder.size());
    }
    const Json* commits = findJson(object, "commits");
    const std::size_t count = commits != nullptr && commits->is_array() ? commits->size() : 0;
    const std::string message = titleLine(jsonString(object, "head_commit.message"));
    event.title = jsonString(object, "deleted") == "true" ? "Deleted " + ref : "Push to " + ref;
    if (count > 0)
        event.title += " (" + formatCount(static_cast<std::int64_t>(count), "commit") + ')';
    if (!message.empty())
        event.title += ": " + message;
}

void tellRef(const Json& object, Event& event)
{
    // Payloads of deletions have no description and no master branch.
    event.title = jsonString(object, "ref_type") + ' ' + jsonString(object, "ref")
        + (object.contains("master_branch") ? " created" : " deleted");
}

void tellNumber(const Json& object, Event& event)
{
    event.title = (event.kind == "commit" ? "Merged #" : "Issue #") + jsonString(object, "number") + ": " + event.title;
}

void tellActivity(const Json& object, Event& event)
{
    const std::string type = jsonString(object, "type");
    event.kind = type == "ReleaseEvent"                                         ? "release"
        : type == "PushEvent" || type == "CreateEvent" || type == "DeleteEvent" ? "commit"
                                                                                : "note";
    const std::string what =
        anyJsonString(object, {"payload.release.tag_name", "payload.ref", "payload.issue.title", "payload.pull_request.title"});
    event.title = type.substr(0, type.rfind("Event")) + (what.empty() ? "" : ' ' + what);
}

const EventMapping workflowRun{
    .kind = "build",
    .needs = {"run_number", "workflow_id", "status"},
    .joinBy = {"id"},
    .start = {"run_started_at", "created_at"},
    .end = {"updated_at"},
    .state = {"status"},
    .openStates = unfinished,
    .prefix = "Workflow ",
    .title = {"name", "^workflow.name", "path"},
    .actor = {"triggering_actor.login", "actor.login", "^sender.login"},
    .service = repository,
    .link = {"html_url"},
    .fields = {{"event", "event"}, {"sha", "head_sha"}, {"run", "run_number"}, {"attempt", "run_attempt"}, {"id", "id"}},
    .amend = &tellConclusion};

const EventMapping workflowJob{
    .kind = "build",
    .needs = {"run_id", "labels", "status"},
    .joinBy = {"id", "run_id"},
    .start = {"started_at", "created_at"},
    .end = {"completed_at"},
    .state = {"status"},
    .openStates = unfinished,
    .prefix = "Job ",
    .title = {"name"},
    .actor = {"^sender.login"},
    .service = repository,
    .environment = {"^deployment.environment"},
    .link = {"html_url"},
    .fields = {{"workflow", "workflow_name"}, {"sha", "head_sha"}, {"runner", "runner_name"}, {"id", "id"}},
    .amend = &tellConclusion};

const EventMapping checkRun{.kind = "build",
                            .needs = {"head_sha", "started_at", "check_suite"},
                            .joinBy = {"id"},
                            .start = {"started_at"},
                            .end = {"completed_at"},
                            .state = {"status"},
                            .openStates = unfinished,
                            .prefix = "Check ",
                            .title = {"name"},
                            .body = {"output.title"},
                            .actor = {"app.slug", "^sender.login"},
                            .service = repository,
                            .link = {"html_url", "details_url"},
                            .fields = {{"sha", "head_sha"}, {"id", "id"}},
                            .amend = &tellConclusion};

const EventMapping checkSuite{.kind = "build",
                              .needs = {"head_sha", "before", "created_at"},
                              .joinBy = {"id"},
                              .start = {"created_at"},
                              .end = {"updated_at"},
                              .state = {"status"},
                              .openStates = unfinished,
                              .prefix = "Checks of ",
                              .title = {"app.name", "head_branch"},
                              .actor = {"^sender.login"},
                              .service = repository,
                              .fields = {{"sha", "head_sha"}, {"id", "id"}},
                              .amend = &tellConclusion};

/// created_at is the time of the commit.
const EventMapping release{
    .kind = "release",
    .needs = {"tag_name", "published_at"},
    .id = {"id"},
    .start = {"published_at"},
    .prefix = "Release ",
    .title = {"tag_name"},
    .body = {"body"},
    .actor = {"author.login"},
    .service = repository,
    .link = {"html_url"},
    .fields = {{"name", "name"}, {"target", "target_commitish"}, {"prerelease", "prerelease"}, {"commit_time", "created_at"}}};

const EventMapping merge{.kind = "commit",
                         .needs = {"merged_at", "number", "head"},
                         .id = {"id"},
                         .start = {"merged_at"},
                         .title = {"title"},
                         .body = {"body"},
                         .actor = {"merged_by.login", "user.login"},
                         .service = {"base.repo.full_name", "^repository.full_name"},
                         .link = {"html_url"},
                         .fields = {{"base", "base.ref"}, {"sha", "merge_commit_sha"}},
                         .amend = &tellNumber};

const EventMapping issue{.kind = "human",
                         .needs = {"number", "title", "created_at", "comments"},
                         .id = {"id"},
                         .start = {"created_at"},
                         .title = {"title"},
                         .body = {"body"},
                         .actor = {"user.login"},
                         .service = repository,
                         .link = {"html_url"},
                         .fields = {{"state", "state"}, {"closed_at", "closed_at"}},
                         .amend = &tellNumber};

const EventMapping reopenedIssue{.kind = "human",
                                 .needs = {"number", "title", "updated_at"},
                                 .start = {"updated_at"},
                                 .title = {"title"},
                                 .body = {"body"},
                                 .actor = {"^sender.login"},
                                 .service = repository,
                                 .link = {"html_url"},
                                 .fields = {{"action", "^action"}, {"state", "state"}, {"opened_at", "created_at"}},
                                 .amend = &tellNumber};

const EventMapping comment{.kind = "human",
                           .needs = {"body", "created_at", "user", "updated_at"},
                           .id = {"id"},
                           .start = {"created_at"},
                           .prefix = "Comment: ",
                           .title = {"body"},
                           .body = {"body"},
                           .actor = {"user.login"},
                           .service = repository,
                           .link = {"html_url"},
                           .fields = {{"action", "^action"}, {"about", "^issue.title"}, {"about", "^pull_request.title"}}};

const EventMapping package{.kind = "release",
                           .needs = {"package_type", "name"},
                           .id = {"package_version.id", "id"},
                           .start = {"package_version.created_at", "updated_at", "created_at"},
                           .prefix = "Package ",
                           .title = {"name"},
                           .actor = {"package_version.author.login", "owner.login", "^sender.login"},
                           .service = repository,
                           .link = {"package_version.html_url", "html_url"},
                           .fields = {{"type", "package_type"}, {"version", "package_version.version"}}};

const EventMapping pageBuild{.kind = "deploy",
                             .needs = {"pusher", "commit", "duration", "status"},
                             .joinBy = {"url"},
                             .start = {"created_at"},
                             .end = {"updated_at"},
                             .state = {"status"},
                             .openStates = {"building", "queued"},
                             .prefix = "Pages build",
                             .body = {"error.message"},
                             .actor = {"pusher.login"},
                             .service = repository,
                             .fields = {{"sha", "commit"}}};

const EventMapping status{.kind = "build",
                          .needs = {"state", "context", "created_at"},
                          .id = {"id"},
                          .start = {"created_at"},
                          .prefix = "Status ",
                          .title = {"context"},
                          .body = {"description"},
                          .actor = {"creator.login", "sender.login"},
                          .service = {"repository.full_name", "name"},
                          .link = {"target_url"},
                          .fields = {{"state", "state"}, {"sha", "sha"}},
                          .amend = &tellStatus};

const EventMapping activity{.needs = {"type", "payload", "repo", "created_at"},
                            .id = {"id"},
                            .start = {"created_at"},
                            .actor = {"actor.login"},
                            .service = repository,
                            .fields = {{"action", "payload.action"}},
                            .amend = &tellActivity};

const EventMapping push{.kind = "commit",
                        .needs = {"ref", "before", "after", "pusher"},
                        .start = {"repository.pushed_at", "head_commit.timestamp"},
                        .actor = {"pusher.name", "sender.login"},
                        .service = repository,
                        .link = {"compare"},
                        .fields = {{"ref", "ref"}, {"sha", "after"}, {"before", "before"}, {"forced", "forced"}},
                        .amend = &tellPush};

const EventMapping ref{.kind = "commit",
                       .needs = {"ref", "ref_type", "pusher_type"},
                       .start = {"repository.pushed_at"},
                       .actor = {"sender.login"},
                       .service = repository,
                       .fields = {{"ref_type", "ref_type"}},
                       .amend = &tellRef};

const EventMapping review{.kind = "human",
                          .needs = {"since", "environment"},
                          .start = {"since"},
                          .prefix = "Review of a deployment: ",
                          .title = {"action"},
                          .body = {"comment"},
                          .actor = {"approver.login", "requestor.login", "sender.login"},
                          .service = repository,
                          .environment = {"environment"},
                          .link = {"workflow_run.html_url"}};

}    // namespace

const std::vector<EventMapping>& gitHubObjects()
{
    static const std::vector<EventMapping> mappings = {
        workflowRun,
        workflowJob,
        checkRun,
        checkSuite,
        release,
        {.needs = {"tag_name", "draft"}, .skipped = "drafts of releases are not published"},
        merge,
        {.needs = {"number", "head", "base"}, .skipped = "pull requests that are not merged change nothing that runs"},
        issue,
        comment,
        package,
        pageBuild,
        status,
        activity};
    return mappings;
}

const std::vector<EventMapping>& gitHubPayloads()
{
    static const std::vector<EventMapping> mappings = {
        review,
        push,
        ref,
        status,
        {.needs = {"workflow", "inputs"}, .skipped = "a workflow_dispatch payload does not say when it was sent"},
        {.needs = {}, .skipped = "payloads of this kind tell of nothing that changes what runs"}};
    return mappings;
}

const EventMapping& changedGitHubIssue()
{
    return reopenedIssue;
}

}    // namespace faultline
