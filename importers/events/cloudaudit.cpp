#include "importers/events/cloudaudit.h"

#include "app/base/text.h"

#include <array>

namespace faultline {

namespace {

using Json = nlohmann::json;

/// What only reads is a note; of the rest the words of the call tell what it changed.
std::string_view kindOfCall(std::string_view call, bool readsOnly)
{
    if (readsOnly)
        return "note";
    constexpr std::array<std::array<std::string_view, 2>, 9> words = {{{"RebootInstances", "restart"},
                                                                       {"StopInstances", "restart"},
                                                                       {"StartInstances", "restart"},
                                                                       {"RunInstances", "scaling"},
                                                                       {"TerminateInstances", "scaling"},
                                                                       {"DesiredCapacity", "scaling"},
                                                                       {"UpdateFunctionCode", "deploy"},
                                                                       {"UpdateService", "deploy"},
                                                                       {"RebootDBInstance", "restart"}}};
    for (const auto& [word, kind] : words) {
        if (containsIgnoringCase(call, word))
            return kind;
    }
    return kindByWords(call, "config");
}

void tellError(Event& event, const std::string& error)
{
    if (!error.empty())
        event.title += " (" + error + ')';
    addField(event, "error", error);
}

void tellRecord(const Json& object, Event& event)
{
    event.kind = kindOfCall(jsonString(object, "eventName"), jsonString(object, "readOnly") == "true");
    tellError(event, jsonString(object, "errorCode"));
}

/// lookup-events carries the record itself as text.
void tellLookup(const Json& object, Event& event)
{
    event.kind = kindOfCall(jsonString(object, "EventName"), jsonString(object, "ReadOnly") == "true");
    const auto record = parseJson(jsonString(object, "CloudTrailEvent"));
    if (!record || !record->is_object())
        return;
    if (event.actor.empty())
        event.actor = anyJsonString(
            *record, {"userIdentity.userName", "userIdentity.arn", "userIdentity.invokedBy", "userIdentity.principalId"});
    addField(event, "region", jsonString(*record, "awsRegion"));
    addField(event, "source_ip", jsonString(*record, "sourceIPAddress"));
    addField(event, "account", jsonString(*record, "recipientAccountId"));
    tellError(event, jsonString(*record, "errorCode"));
}

void tellGoogle(const Json& object, Event& event)
{
    const std::string method = jsonString(object, "protoPayload.methodName");
    const std::string last = method.substr(method.rfind('.') == std::string::npos ? 0 : method.rfind('.') + 1);
    const bool readsOnly = last.starts_with("get") || last.starts_with("list") || last.starts_with("Get")
        || last.starts_with("List") || jsonString(object, "logName").find("data_access") != std::string::npos;
    event.kind = kindOfCall(method, readsOnly);
    // The first entry of an operation begins it; the last one, joined to it, ends it.
    event.openEnd = jsonString(object, "operation.first") == "true" && jsonString(object, "operation.last") != "true";
    const std::string code = jsonString(object, "protoPayload.status.code");
    if (!code.empty() && code != "0")
        tellError(event, anyJsonString(object, {"protoPayload.status.message", "protoPayload.status.code"}));
}

void tellAzure(const Json& object, Event& event)
{
    const std::string category = anyJsonString(object, {"category.value", "category"});
    event.kind = category == "Autoscale"                              ? "scaling"
        : category == "Alert"                                         ? "alert"
        : category == "ServiceHealth" || category == "ResourceHealth" ? "incident"
                                                                      : kindByWords(event.title, "config");
}

/// Who came in and what was read changed nothing.
void tellMicrosoft(const Json& object, Event& event)
{
    const std::string operation = jsonString(object, "Operation");
    for (const char* word : {"Login", "LoggedIn", "Accessed", "Viewed", "Previewed", "Downloaded", "Search", "MessageRead"}) {
        if (containsIgnoringCase(operation, word))
            event.kind = "note";
    }
}

void tellKubernetes(const Json& object, Event& event)
{
    const std::string verb = jsonString(object, "verb");
    event.kind = verb == "get" || verb == "list" || verb == "watch" ? "note" : "config";
    event.title = verb;
    for (const char* path : {"objectRef.resource", "objectRef.subresource", "objectRef.namespace", "objectRef.name"}) {
        if (const std::string part = jsonString(object, path); !part.empty())
            event.title += (path == std::string_view("objectRef.resource") ? ' ' : '/') + part;
    }
    if (const auto code = findJsonInteger(object, "responseStatus.code"); code && *code >= 400)
        tellError(event, std::to_string(*code));
}

}    // namespace

EventFormat awsCloudTrail()
{
    return {.info = eventFormatInfo("aws-cloudtrail", "AWS CloudTrail", "UTC or offset in the text",
                                    "AWS CloudTrail, record contents and LookupEvents"),
            .signs = {{{"Records.eventName", "Records.eventTime", "Records.eventSource"}, 96},
                      {{"eventName", "eventTime", "eventSource", "eventVersion"}, 96},
                      {{"Events.CloudTrailEvent", "Events.EventName"}, 96},
                      {{"CloudTrailEvent", "EventName", "EventTime"}, 96}},
            .shape = {{"Records", "Events"}, "CloudTrail record"},
            .mappings = {
                {.needs = {"eventName", "eventSource"},
                 .start = {"eventTime"},
                 .title = {"eventName"},
                 .actor = {"userIdentity.userName", "userIdentity.arn", "userIdentity.invokedBy", "userIdentity.principalId"},
                 .service = {"eventSource"},
                 .environment = {"awsRegion"},
                 .fields = {{"source_ip", "sourceIPAddress"},
                            {"message", "errorMessage"},
                            {"request", "requestParameters"},
                            {"account", "recipientAccountId"},
                            {"arn", "userIdentity.arn"},
                            {"id", "eventID"}},
                 .amend = &tellRecord},
                {.needs = {"EventName", "EventTime"},
                 .start = {"EventTime"},
                 .title = {"EventName"},
                 .actor = {"Username"},
                 .service = {"EventSource"},
                 .fields = {{"resources", "Resources"}, {"id", "EventId"}},
                 .amend = &tellLookup}}};
}

EventFormat googleCloudAudit()
{
    return {
        .info = eventFormatInfo("gcp-audit", "Google Cloud audit log", "UTC", "Google Cloud Logging, LogEntry and AuditLog"),
        .signs = {{{"protoPayload.methodName", "logName"}, 96},
                  {{"entries.protoPayload.methodName"}, 96},
                  {{"protoPayload.serviceName", "insertId"}, 95}},
        .shape = {{"entries"}, "audit entry"},
        .mappings = {
            {.needs = {"protoPayload"},
             .id = {"insertId"},
             .joinBy = {"operation.id"},
             .start = {"timestamp", "receiveTimestamp"},
             .title = {"protoPayload.methodName", "protoPayload.serviceName"},
             .actor = {"protoPayload.authenticationInfo.principalEmail", "protoPayload.authenticationInfo.principalSubject"},
             .service = {"protoPayload.serviceName"},
             .environment = {"resource.labels.project_id"},
             .fields = {{"severity", "severity"},
                        {"resource", "protoPayload.resourceName"},
                        {"resource_type", "resource.type"},
                        {"zone", "resource.labels.zone"},
                        {"source_ip", "protoPayload.requestMetadata.callerIp"},
                        {"operation", "operation.id"}},
             .amend = &tellGoogle},
            {.needs = {"logName"}, .skipped = "they are log entries of programs and not of the audit log"}}};
}

EventFormat azureActivity()
{
    return {.info = eventFormatInfo("azure-activity", "Azure activity log", "UTC", "Azure Monitor, activity log event schema"),
            .signs = {{{"value.eventTimestamp", "value.operationName"}, 96},
                      {{"eventTimestamp", "operationName", "correlationId"}, 96},
                      {{"records.time", "records.operationName", "records.resourceId"}, 95},
                      {{"time", "operationName", "resourceId", "category"}, 94}},
            .shape = {{"value", "records"}, "activity"},
            .mappings = {{.needs = {"eventTimestamp", "operationName"},
                          .id = {"eventDataId"},
                          .joinBy = {"correlationId", "operationName.value", "resourceId"},
                          .start = {"eventTimestamp"},
                          .utc = true,
                          .state = {"status.value", "status"},
                          .openStates = {"Started", "Accepted", "In Progress", "Active"},
                          .title = {"operationName.localizedValue", "operationName.value", "operationName"},
                          .body = {"properties.statusMessage", "description"},
                          .actor = {"caller"},
                          .service = {"resourceProviderName.value", "resourceType.value"},
                          .environment = {"resourceGroupName"},
                          .fields = {{"level", "level"},
                                     {"resource", "resourceId"},
                                     {"category", "category.value"},
                                     {"correlation", "correlationId"}},
                          .amend = &tellAzure},
                         {.needs = {"time", "operationName", "resourceId"},
                          .joinBy = {"correlationId", "operationName", "resourceId"},
                          .start = {"time"},
                          .utc = true,
                          .state = {"resultType"},
                          .openStates = {"Start", "Started", "Accept", "Accepted"},
                          .title = {"operationName"},
                          .body = {"resultDescription", "resultSignature"},
                          .actor = {"identity.claims.name", "identity.authorization.evidence.principalId"},
                          .fields = {{"level", "level"},
                                     {"resource", "resourceId"},
                                     {"category", "category"},
                                     {"correlation", "correlationId"},
                                     {"source_ip", "callerIpAddress"}},
                          .amend = &tellAzure}}};
}

EventFormat microsoft365Audit()
{
    return {.info = eventFormatInfo("microsoft365-audit", "Microsoft 365 audit log", "UTC",
                                    "Office 365 Management Activity API schema, Microsoft Graph directoryAudit"),
            .signs = {{{"CreationTime", "Operation", "Workload"}, 95},
                      {{"CreationTime", "Operation", "RecordType"}, 95},
                      {{"value.activityDateTime", "value.activityDisplayName"}, 95}},
            .shape = {{"value"}, "audit record"},
            .mappings = {{.kind = "config",
                          .needs = {"CreationTime", "Operation"},
                          .id = {"Id"},
                          .start = {"CreationTime"},
                          .utc = true,
                          .state = {"ResultStatus"},
                          .title = {"Operation"},
                          .actor = {"UserId", "UserKey"},
                          .service = {"Workload"},
                          .fields = {{"object", "ObjectId"}, {"source_ip", "ClientIP"}, {"record_type", "RecordType"}},
                          .amend = &tellMicrosoft},
                         {.kind = "config",
                          .needs = {"activityDateTime", "activityDisplayName"},
                          .id = {"id"},
                          .start = {"activityDateTime"},
                          .utc = true,
                          .state = {"result"},
                          .title = {"activityDisplayName"},
                          .body = {"resultReason"},
                          .actor = {"initiatedBy.user.userPrincipalName", "initiatedBy.app.displayName"},
                          .service = {"loggedByService"},
                          .fields = {{"category", "category"},
                                     {"target", "targetResources.0.displayName"},
                                     {"correlation", "correlationId"}}}}};
}

EventFormat kubernetesAudit()
{
    return {.info = eventFormatInfo("kubernetes-audit", "Kubernetes audit log", "UTC", "Kubernetes, audit.k8s.io/v1 Event"),
            .signs = {{{"auditID", "verb", "stage"}, 97}, {{"items.auditID", "items.verb"}, 97}},
            .shape = {{"items"}, "audit event"},
            .mappings = {{.needs = {"auditID", "verb"},
                          .joinBy = {"auditID"},
                          .start = {"requestReceivedTimestamp", "stageTimestamp", "timestamp"},
                          .actor = {"user.username"},
                          .service = {"objectRef.name", "objectRef.resource"},
                          .environment = {"objectRef.namespace"},
                          .fields = {{"stage", "stage"},
                                     {"uri", "requestURI"},
                                     {"status", "responseStatus.code"},
                                     {"source_ip", "sourceIPs.0"},
                                     {"user_agent", "userAgent"}},
                          .amend = &tellKubernetes}}};
}

}    // namespace faultline
