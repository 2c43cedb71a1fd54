#include "importers/events/awsdeliveries.h"

#include "app/base/text.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

void tellEcsDeployment(const Json& object, Event& event)
{
    const std::string task = jsonString(object, "taskDefinition");
    event.title = "Deploy " + task.substr(task.rfind('/') == std::string::npos ? 0 : task.rfind('/') + 1);
    tellFailure(event, jsonString(object, "rolloutState"));
}

void tellEcsMessage(const Json& object, Event& event)
{
    const std::string message = jsonString(object, "message");
    event.kind = containsIgnoringCase(message, "unhealthy") || containsIgnoringCase(message, "unable") ? "error"
        : containsIgnoringCase(message, "started") || containsIgnoringCase(message, "stopped")         ? "scaling"
                                                                                                       : "note";
}

void tellHealth(const Json& object, Event& event)
{
    const std::string category = jsonString(object, "eventTypeCategory");
    event.kind = category == "issue" ? "incident" : category == "scheduledChange" ? "maintenance" : "note";
    if (jsonString(object, "statusCode") == "closed")
        event.openEnd = false;
}

}    // namespace

EventFormat ecsServices()
{
    return {.info = eventFormatInfo("ecs-services", "Amazon ECS services and their deployments", "offset in the text or epoch",
                                    "Amazon ECS API, DescribeServices"),
            .signs = {{{"services.deployments.taskDefinition", "services.serviceName"}, 95},
                      {{"services.events.message", "services.serviceName"}, 95}},
            .shape = {{"services", "deployments", "events"}, "service event"},
            .mappings = {{.kind = "deploy",
                          .needs = {"taskDefinition", "createdAt"},
                          .id = {"id"},
                          .start = {"createdAt"},
                          .end = {"updatedAt"},
                          .state = {"rolloutState", "status"},
                          .openStates = {"IN_PROGRESS"},
                          .body = {"rolloutStateReason"},
                          .service = {"^serviceName"},
                          .fields = {{"task_definition", "taskDefinition"},
                                     {"desired", "desiredCount"},
                                     {"running", "runningCount"},
                                     {"failed", "failedTasks"}},
                          .amend = &tellEcsDeployment},
                         {.needs = {"message", "createdAt"},
                          .id = {"id"},
                          .start = {"createdAt"},
                          .title = {"message"},
                          .service = {"^serviceName"},
                          .amend = &tellEcsMessage},
                         {.needs = {"serviceName"}, .skipped = "a service without deployments and events"}}};
}

EventFormat codeDeploy()
{
    return {.info = eventFormatInfo("aws-codedeploy", "AWS CodeDeploy deployments", "offset in the text or epoch",
                                    "AWS CodeDeploy API, DeploymentInfo"),
            .signs = {{{"deploymentInfo.deploymentId", "deploymentInfo.createTime"}, 95},
                      {{"deploymentsInfo.deploymentId", "deploymentsInfo.createTime"}, 95}},
            .shape = {{"deploymentInfo", "deploymentsInfo"}, "deployment"},
            .mappings = {{.kind = "deploy",
                          .needs = {"deploymentId", "createTime"},
                          .id = {"deploymentId"},
                          .start = {"startTime", "createTime"},
                          .end = {"completeTime"},
                          .state = {"status"},
                          .openStates = {"Created", "Queued", "InProgress", "Baking", "Ready"},
                          .prefix = "Deploy ",
                          .title = {"applicationName"},
                          .body = {"description", "errorInformation.message"},
                          .actor = {"creator"},
                          .service = {"applicationName"},
                          .environment = {"deploymentGroupName"},
                          .fields = {{"requested_at", "createTime"},
                                     {"revision", "revision.gitHubLocation.commitId"},
                                     {"revision", "revision.s3Location.key"}}}}};
}

EventFormat awsHealth()
{
    return {.info = eventFormatInfo("aws-health", "AWS Health events", "offset in the text or epoch", "AWS Health API, Event"),
            .signs = {{{"events.eventTypeCode", "events.startTime"}, 95}, {{"eventTypeCode", "startTime", "arn"}, 94}},
            .shape = {{"events", "successfulSet", "event"}, "health event"},
            .mappings = {
                {.needs = {"eventTypeCode", "startTime"},
                 .id = {"arn"},
                 .start = {"startTime"},
                 .end = {"endTime"},
                 .openWithoutEnd = true,
                 .state = {"statusCode"},
                 .title = {"eventTypeCode"},
                 .service = {"service"},
                 .environment = {"region"},
                 .fields = {{"category", "eventTypeCategory"}, {"zone", "availabilityZone"}, {"updated", "lastUpdatedTime"}},
                 .amend = &tellHealth}}};
}

}    // namespace faultline
