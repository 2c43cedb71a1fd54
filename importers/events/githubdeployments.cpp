#include "importers/events/githubdeployments.h"

#include "app/base/text.h"
#include "app/import/jsonscanner.h"
#include "app/import/timestampscanner.h"

#include <algorithm>
#include <map>
#include <set>

namespace faultline {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longestDescription = 120;    // of a title; the body has it whole

struct Status {
    RecordTime time;
    std::string state;
    const Json* json = nullptr;
};

/// A deployment object, the statuses that belong to it, or either of them alone.
struct Deployment {
    std::string key;                  ///< its API address, or its id
    const Json* json = nullptr;
    std::vector<Status> statuses;
};

std::string text(const Json* object, std::string_view key)
{
    if (object == nullptr)
        return {};
    const auto value = findJsonText(*object, key);
    return value ? std::string(*value) : std::string();
}

/// The first line of what the deployment says of itself; "" = nothing.
std::string describe(const Json* deployment)
{
    const std::string whole = text(deployment, "description");
    return shortened(trimmed(std::string_view(whole).substr(0, whole.find('\n'))), longestDescription);
}

bool isDeployment(const Json& value)
{
    return value.is_object() && value.contains("sha") && value.contains("environment") && value.contains("created_at") &&
           (value.contains("task") || value.contains("original_environment") || value.contains("production_environment"));
}

bool isStatus(const Json& value)
{
    return value.is_object() && value.contains("state") && value.contains("deployment_url") && value.contains("created_at");
}

std::string keyOf(const Json& deployment)
{
    const std::string url = text(&deployment, "url");
    if (!url.empty())
        return url;
    const Json* id = findJson(deployment, "id");
    return id == nullptr ? std::string() : "id " + jsonDisplay(*id);
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

std::string repositoryOf(const Deployment& deployment)
{
    std::string url = text(deployment.json, "repository_url");
    if (url.empty() && !deployment.statuses.empty())
        url = text(deployment.statuses.front().json, "repository_url");
    constexpr std::string_view folder = "/repos/";
    const std::size_t at = url.find(folder);
    return at == std::string::npos ? std::string() : url.substr(at + folder.size());
}

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings& settings) : m_resolver(settings) {}

    void document(std::string_view text, RecordSink& sink) override
    {
        JsonRefusal refusal;
        const auto root = parseJson(text, &refusal, {std::size_t{256} << 20, 64});
        if (!root)
            return sink.reject(refusal.code, refusal.reason);
        if (root->empty())
            sink.issue("empty-list", "The list holds no deployments");
        collect(*root, sink, 0);
        for (Deployment& deployment : m_deployments)
            emit(deployment, sink);
    }

    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    void collect(const Json& value, RecordSink& sink, int depth)
    {
        constexpr int deepest = 4;    // an array of webhook payloads with embedded statuses is the deepest shape
        if (value.is_array()) {
            for (const Json& item : value) {
                if (depth < deepest && (item.is_object() || item.is_array()))
                    collect(item, sink, depth + 1);
                else
                    sink.reject("not-a-deployment", "An entry of the list is no object");
            }
            return;
        }
        if (isDeployment(value)) {
            addDeployment(value, sink);
            return;
        }
        if (isStatus(value)) {
            addStatus(value, text(&value, "deployment_url"), sink);
            return;
        }
        bool used = false;
        // Lists in {"deployments":[],"statuses":[]}, single objects in webhook payloads.
        for (const char* key : {"deployments", "deployment", "statuses", "deployment_statuses", "deployment_status"}) {
            const Json* part = findJson(value, key);
            if (part == nullptr || !(part->is_object() || part->is_array()) || depth >= deepest)
                continue;
            collect(*part, sink, depth + 1);
            used = true;
        }
        if (!used)
            sink.reject("not-a-deployment", "An object is neither a deployment nor a status of one");
    }

    Deployment& deploymentOf(const std::string& key)
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
        return m_deployments.emplace_back(Deployment{key, nullptr, {}});
    }

    void addDeployment(const Json& value, RecordSink& sink)
    {
        const std::string key = keyOf(value);
        if (key.empty()) {
            sink.reject("no-id", "A deployment has neither url nor id");
            return;
        }
        Deployment& deployment = deploymentOf(key);
        deployment.json = &value;
        const Json* statuses = findJson(value, "statuses");
        if (statuses == nullptr || !statuses->is_array())
            return;
        for (const Json& status : *statuses)
            addStatus(status, key, sink);
    }

    void addStatus(const Json& value, const std::string& key, RecordSink& sink)
    {
        const auto time = timeOf(&value, "created_at");
        const std::string state = text(&value, "state");
        if (!time || state.empty() || key.empty()) {
            sink.reject("bad-status", "A deployment status has no state, no deployment_url or no created_at that is a time");
            return;
        }
        if (const Json* id = findJson(value, "id"); id != nullptr && !m_statusIds.insert(jsonDisplay(*id)).second) {
            sink.skip();    // the same status again, as lists beside webhook payloads have it
            return;
        }
        deploymentOf(key).statuses.push_back({*time, state, &value});
    }

    std::optional<RecordTime> timeOf(const Json* object, std::string_view key)
    {
        const std::string written = text(object, key);
        const auto time = parseAnyTime(written);
        return time ? m_resolver.resolve(*time) : std::nullopt;
    }

    /// From the first in_progress (else the request) to the success or failure that ends it.
    bool setTimes(const Deployment& deployment, Event& event)
    {
        const auto created = timeOf(deployment.json, "created_at");
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

    void emit(Deployment& deployment, RecordSink& sink)
    {
        std::stable_sort(deployment.statuses.begin(), deployment.statuses.end(),
                         [](const Status& a, const Status& b) { return a.time.utc < b.time.utc; });
        Event event;
        event.kind = "deploy";
        if (!setTimes(deployment, event)) {
            sink.reject("bad-time", "Deployment " + deployment.key + " has no created_at that is a time");
            return;
        }
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
        sink.event(std::move(event));
    }

    static std::string outcomeOf(const Deployment& deployment)
    {
        std::string outcome;
        for (const Status& status : deployment.statuses) {
            if (isEnd(status.state) || outcome.empty() || !isEnd(outcome))
                outcome = status.state == "inactive" && !outcome.empty() ? outcome : status.state;
        }
        return outcome;
    }

    static std::string titleOf(const Deployment& deployment, const std::string& environment, const std::string& outcome)
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
        const std::string description = describe(deployment.json);
        if (!description.empty())
            title += ": " + description;
        if (outcome == "failure" || outcome == "error")
            title += description.empty() ? ": " + outcome : " (" + outcome + ')';
        return title;
    }

    static void addFields(const Deployment& deployment, const std::string& outcome, Event& event)
    {
        const auto add = [&event](const char* key, std::string value) {
            if (!value.empty())
                event.fields.emplace_back(key, std::move(value));
        };
        add("state", outcome);
        add("sha", text(deployment.json, "sha"));
        add("ref", text(deployment.json, "ref"));
        add("deployment", deployment.key);
        std::string history;
        std::string superseded;
        for (const Status& status : deployment.statuses) {
            history += (history.empty() ? "" : "; ") + formatUtc(status.time.utc) + ' ' + status.state;
            if (const std::string description = text(status.json, "description"); !description.empty())
                history += " (" + description + ')';
            if (status.state == "inactive")
                superseded = formatUtc(status.time.utc);
        }
        add("statuses", std::move(history));
        add("superseded_at", std::move(superseded));
    }

    TimeResolver m_resolver;
    std::vector<Deployment> m_deployments;
    std::map<std::string, std::size_t> m_index;          ///< by key
    std::map<std::string, std::size_t> m_addressOfId;    ///< "id 42" of those that have an address
    std::set<std::string> m_statusIds;
};

}    // namespace

const FormatInfo& GitHubDeploymentsImporter::info() const
{
    static const FormatInfo info{.id = "github-deployments",
                                 .title = "GitHub deployments and their statuses",
                                 .records = "event",
                                 .framing = Framing::Document,
                                 .zone = "UTC",
                                 .specification = "GitHub REST API, deployments"};
    return info;
}

Detection GitHubDeploymentsImporter::detect(const SourceHead& head) const
{
    const std::string_view start = trimmed(head.text);
    Detection detection;
    if (start.empty() || (start.front() != '{' && start.front() != '['))
        return detection;
    const auto has = [start](std::string_view key) { return start.find(key) != std::string_view::npos; };
    const bool deployments = has("\"sha\"") && has("\"environment\"") && (has("\"original_environment\"") || has("\"production_environment\""));
    const bool statuses = has("\"deployment_url\"") && has("\"state\"");
    if (!deployments && !statuses)
        return detection;
    detection.confidence = 85;
    detection.reason = deployments && statuses ? "deployments and their statuses by their GitHub keys"
                       : deployments           ? "deployments by their GitHub keys (original_environment, sha)"
                                               : "deployment statuses by their GitHub keys (deployment_url, state)";
    return detection;
}

std::unique_ptr<RecordReader> GitHubDeploymentsImporter::open(const ReaderContext& context) const
{
    return std::make_unique<Reader>(context.time);
}

}    // namespace faultline
