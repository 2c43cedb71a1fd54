#pragma once

#include "app/model/recordsink.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// GitHub's deployments and their statuses, in any order and each alone or with the other: one event a deployment, from its first
/// sign of work to its success or failure. The objects must live until emit().
class DeploymentJoiner {
public:
    using Json = nlohmann::json;

    static bool isDeployment(const Json& value);
    static bool isStatus(const Json& value);

    /// `created` is its created_at, when that is a time.
    void addDeployment(const Json& value, std::optional<RecordTime> created, RecordSink& sink);
    void addStatus(const Json& value, std::string_view deployment, std::optional<RecordTime> created, RecordSink& sink);
    void emit(RecordSink& sink);

    static std::string keyOf(const Json& deployment);    ///< its API address, or its id

private:
    struct Status {
        RecordTime time;
        std::string state;
        const Json* json = nullptr;
    };
    /// A deployment object, the statuses that belong to it, or either of them alone.
    struct Deployment {
        std::string key;
        const Json* json = nullptr;
        std::optional<RecordTime> created;
        std::vector<Status> statuses;
    };
    Deployment& deploymentOf(const std::string& key);
    static bool setTimes(const Deployment& deployment, Event& event);
    static void describe(const Deployment& deployment, Event& event);
    static std::string outcomeOf(const Deployment& deployment);
    static std::string titleOf(const Deployment& deployment, const std::string& environment, const std::string& outcome);
    static void addFields(const Deployment& deployment, const std::string& outcome, Event& event);
    static std::string repositoryOf(const Deployment& deployment);

    std::vector<Deployment> m_deployments;
    std::map<std::string, std::size_t> m_index;          ///< by key
    std::map<std::string, std::size_t> m_addressOfId;    ///< "id 42" of those that have an address
    std::set<std::string> m_statusIds;
};

}    // namespace faultline
