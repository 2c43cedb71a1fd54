#include "importers/events/githubdeployments.h"

#include "importers/events/deploymentjoiner.h"

namespace faultline {

namespace {

// Lists in {"deployments":[],"statuses":[]}, single objects in webhook payloads.
const EventDocumentReader::Shape shape{{"deployments", "deployment", "statuses", "deployment_statuses", "deployment_status"},
                                       "deployment",
                                       {},
                                       true};

class Reader final : public EventDocumentReader {
public:
    explicit Reader(const TimeSettings& settings) : EventDocumentReader(settings, shape) {}

private:
    bool isObject(const Json& object) const override { return DeploymentJoiner::isDeployment(object) || DeploymentJoiner::isStatus(object); }

    void object(const Json& object, RecordSink& sink) override
    {
        if (DeploymentJoiner::isStatus(object))
            return m_joiner.addStatus(object, jsonString(object, "deployment_url"), time(object, "created_at"), sink);
        if (!DeploymentJoiner::isDeployment(object))
            return sink.reject("not-a-deployment", "An object is neither a deployment nor a status of one");
        m_joiner.addDeployment(object, time(object, "created_at"), sink);
        const Json* statuses = findJson(object, "statuses");
        if (statuses == nullptr || !statuses->is_array())
            return;
        for (const Json& status : *statuses)
            m_joiner.addStatus(status, DeploymentJoiner::keyOf(object), time(status, "created_at"), sink);
    }

    void end(RecordSink& sink) override { m_joiner.emit(sink); }

    DeploymentJoiner m_joiner;
};

}    // namespace

EventFormat githubDeployments()
{
    return {.info = {.id = "github-deployments",
                     .title = "GitHub deployments and their statuses",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "UTC",
                     .specification = "GitHub REST API, deployments"},
            .signs = {{{"sha", "environment", "original_environment"}, 93},
                      {{"sha", "environment", "production_environment"}, 93},
                      {{"deployment_url", "state"}, 93},
                      {{"deployments.sha", "deployments.environment"}, 93},
                      {{"statuses.deployment_url", "statuses.state"}, 93},
                      {{"deployment_statuses.deployment_url"}, 93},
                      {{"deployment.sha", "deployment.environment"}, 93},
                      {{"deployment_status.deployment_url", "deployment_status.state"}, 93}},
            .open = &openReader<Reader>};
}

}    // namespace faultline
