#include "importers/events/deploymentjoiner.h"

#include "app/base/text.h"
#include "importers/events/eventdocument.h"

#include <algorithm>

namespace faultline {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longestDescription = 120;    // of a title; the body has it whole

std::string text(const Json* object, std::string_view key)
{
    return object == nullptr ? std::string() : std::string(findJsonText(*object, key).value_or(""));
}

/// The first line of what the deployment says of itself; "" = nothing.
std::string summaryOf(const Json* deployment)
{
    const std::string whole = text(deployment, "description");
    return shortened(trimmed(std::string_view(whole).substr(0, whole.find('\n'))), longestDescription);
}

/// "id 42" for ".../deployments/42", so that a status finds a deployment that was exported without its address.
std::string idOf(std::string_view key)
{
    constexpr std::string_view folder = "/deployments/";
    const std::size_t at = key.rfind(folder);
    return at == std::string_view::npos ? std::string(key) : "id " + std::string(key.substr(at + folder.size()));
}

bool isEnd(std::string_view state)
{
    return state == "success" || state == "failure" || state == "error";
}

}    // namespace

bool DeploymentJoiner::isDeployment(const Json& value)
{
    return value.is_object() && value.contains("sha") && value.contains("environment") && value.contains("created_at")
        && (value.contains("task") || value.contains("original_environment") || value.contains("production_environment"));
}

bool DeploymentJoiner::isStatus(const Json& value)
{
    return value.is_object() && value.contains("state") && value.contains("deployment_url") && value.contains("created_at");
}

std::string DeploymentJoiner::keyOf(const Json& deployment)
{
    const std::string url = text(&deployment, "url");
    if (!url.empty())
        return url;
    const Json* id = findJson(deployment, "id");
    return id == nullptr ? std::string() : "id " + jsonDisplay(*id);
}

DeploymentJoiner::Deployment& DeploymentJoiner::deploymentOf(const std::string& key)
{
    // Deployments of different repositories have different addresses; only one without an address is matched by id.
    const bool isAddress = idOf(key) != key;
    if (const auto found = m_index.find(key); found != m_index.end())
        return m_deployments[found->second];
    const auto& others = isAddress ? m_index : m_addressOfId;
    if (const auto found = others.find(idOf(key)); found != others.end())
        return m_deployments[found->second];
    m_index.emplace(key, m_deployments.size());
    if (isAddress)
        m_addressOfId.emplace(idOf(key), m_deployments.size());
    return m_deployments.emplace_back(Deployment{key, nullptr, std::nullopt, {}});
}

void DeploymentJoiner::addDeployment(const Json& value, std::optional<RecordTime> created, RecordSink& sink)
{
    const std::string key = keyOf(value);
    if (key.empty())
        return sink.reject("no-id", "A deployment has neither url nor id");
    Deployment& deployment = deploymentOf(key);
    deployment.json = &value;
    deployment.created = created;
}

void DeploymentJoiner::addStatus(const Json& value, std::string_view key, std::optional<RecordTime> created, RecordSink& sink)
{
    const std::string state = text(&value, "state");
    if (!created || state.empty() || key.empty())
        return sink.reject("bad-status", "A deployment status has no state, no deployment_url or no created_at that is a time");
    // The same status again, as lists beside webhook payloads have it.
    if (const Json* id = findJson(value, "id"); id != nullptr && !m_statusIds.insert(jsonDisplay(*id)).second)
        return sink.skip();
    deploymentOf(std::string(key)).statuses.push_back({*created, state, &value});
}

void DeploymentJoiner::emit(RecordSink& sink)
{
    for (Deployment& deployment : m_deployments) {
        std::stable_sort(deployment.statuses.begin(), deployment.statuses.end(),
                         [](const Status& a, const Status& b) { return a.time.utc < b.time.utc; });
        Event event;
        event.kind = "deploy";
        if (!setTimes(deployment, event)) {
            sink.reject("bad-time", "Deployment " + deployment.key + " has no created_at that is a time");
            continue;
        }
        describe(deployment, event);
        sink.event(std::move(event));
    }
    m_deployments.clear();
}

/// From the first in_progress (else the request) to the success or failure that ends it.
bool DeploymentJoiner::setTimes(const Deployment& deployment, Event& event)
{
    const auto& created = deployment.created;
    const Status* begin = nullptr;
    const Status* end = nullptr;
    for (const Status& status : deployment.statuses) {
        if (begin == nullptr && status.state == "in_progress")
            begin = &status;
        if (end == nullptr && isEnd(status.state))
            end = &status;
    }
    if (begin != nullptr)
        event.start = begin->time;
    else if (created)
        event.start = *created;
    else if (!deployment.statuses.empty())
        event.start = deployment.statuses.front().time;
    else
        return false;
    if (end != nullptr && end->time.utc > event.start.utc)
        event.end = end->time;
    else if (begin != nullptr && end == nullptr)
        event.openEnd = true;
    if (created)
        event.fields.emplace_back("requested_at", formatUtc(created->utc));
    return true;
}

void DeploymentJoiner::describe(const Deployment& deployment, Event& event)
{
    const Json* last = deployment.statuses.empty() ? nullptr : deployment.statuses.back().json;
    const std::string outcome = outcomeOf(deployment);
    event.environment = text(deployment.json, "environment");
    if (event.environment.empty())
        event.environment = text(last, "environment");
    event.service = repositoryOf(deployment);
    event.actor = text(deployment.json, "creator.login");
    if (event.actor.empty())
        event.actor = text(last, "creator.login");
    event.title = titleOf(deployment, event.environment, outcome);
    event.body = text(deployment.json, "description");
    for (const Status& status : deployment.statuses) {
        for (const char* key : {"target_url", "log_url"}) {
            if (std::string link = text(status.json, key); !link.empty())
                event.link = std::move(link);
        }
    }
    addFields(deployment, outcome, event);
}

std::string DeploymentJoiner::outcomeOf(const Deployment& deployment)
{
    std::string outcome;
    for (const Status& status : deployment.statuses) {
        if (isEnd(status.state) || outcome.empty() || !isEnd(outcome))
            outcome = status.state == "inactive" && !outcome.empty() ? outcome : status.state;
    }
    return outcome;
}

std::string DeploymentJoiner::titleOf(const Deployment& deployment, const std::string& environment, const std::string& outcome)
{
    const std::string task = text(deployment.json, "task");
    std::string title = task.empty() || task == "deploy" ? "Deploy" : task;
    const std::string ref = text(deployment.json, "ref");
    const std::string sha = text(deployment.json, "sha").substr(0, 7);
    const bool byCommit = !sha.empty() && ref.substr(0, 7) == sha;
    if (!ref.empty())
        title += ' ' + (byCommit ? sha : ref);
    if (!sha.empty() && !byCommit)
        title += " (" + sha + ')';
    if (!environment.empty())
        title += " to " + environment;
    const std::string description = summaryOf(deployment.json);
    if (!description.empty())
        title += ": " + description;
    if (outcome == "failure" || outcome == "error")
        title += description.empty() ? ": " + outcome : " (" + outcome + ')';
    return title;
}

void DeploymentJoiner::addFields(const Deployment& deployment, const std::string& outcome, Event& event)
{
    addField(event, "state", outcome);
    addField(event, "sha", text(deployment.json, "sha"));
    addField(event, "ref", text(deployment.json, "ref"));
    addField(event, "deployment", deployment.key);
    std::string history;
    std::string superseded;
    for (const Status& status : deployment.statuses) {
        history += (history.empty() ? "" : "; ") + formatUtc(status.time.utc) + ' ' + status.state;
        if (const std::string description = text(status.json, "description"); !description.empty())
            history += " (" + description + ')';
        if (status.state == "inactive")
            superseded = formatUtc(status.time.utc);
    }
    addField(event, "statuses", std::move(history));
    addField(event, "superseded_at", std::move(superseded));
}

std::string DeploymentJoiner::repositoryOf(const Deployment& deployment)
{
    std::string url = text(deployment.json, "repository_url");
    if (url.empty() && !deployment.statuses.empty())
        url = text(deployment.statuses.front().json, "repository_url");
    constexpr std::string_view folder = "/repos/";
    const std::size_t at = url.find(folder);
    return at == std::string::npos ? std::string() : url.substr(at + folder.size());
}

}    // namespace faultline
