#include "importers/events/kubernetesevents.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using Json = nlohmann::json;

std::string_view kindOf(std::string_view reason, std::string_view type)
{
    constexpr std::array<std::string_view, 10> scaling = {
        "ScalingReplicaSet", "SuccessfulRescale", "SuccessfulCreate", "SuccessfulDelete", "TriggeredScaleUp",
        "ScaleDown",         "ScaledUpGroup",     "ScaleDownEmpty",   "NodeReady",        "RegisteredNode"};
    constexpr std::array<std::string_view, 10> restart = {
        "Killing",   "Started", "BackOff",   "Rebooted",     "OOMKilling",
        "SystemOOM", "Evicted", "Preempted", "NodeNotReady", "TaintManagerEviction"};
    if (std::find(restart.begin(), restart.end(), reason) != restart.end())
        return "restart";
    if (std::find(scaling.begin(), scaling.end(), reason) != scaling.end())
        return "scaling";
    return type == "Warning" ? "error" : "note";
}

void name(const Json& object, std::string_view about, Event& event)
{
    const std::string prefix(about);
    event.title = jsonString(object, "reason");
    const std::string kind = jsonString(object, prefix + ".kind");
    const std::string name = jsonString(object, prefix + ".name");
    if (!name.empty())
        event.title += (event.title.empty() ? "" : " ") + kind + (kind.empty() ? "" : "/") + name;
    if (event.title.empty())
        event.title = event.body.empty() ? "Event" : titleLine(event.body);
    event.kind = kindOf(jsonString(object, "reason"), jsonString(object, "type"));
}

void nameInvolved(const Json& object, Event& event)
{
    name(object, "involvedObject", event);
}

void nameRegarding(const Json& object, Event& event)
{
    name(object, "regarding", event);
}

/// Core v1; the same event is written again and again with a higher count and a later lastTimestamp.
const EventMapping core{.needs = {"involvedObject"},
                        .joinBy = {"metadata.uid"},
                        .start = {"eventTime", "firstTimestamp", "metadata.creationTimestamp"},
                        .end = {"series.lastObservedTime", "lastTimestamp"},
                        .body = {"message"},
                        .actor = {"reportingComponent", "source.component"},
                        .service = {"involvedObject.name"},
                        .environment = {"involvedObject.namespace", "metadata.namespace"},
                        .fields = {{"reason", "reason"},
                                   {"type", "type"},
                                   {"count", "count"},
                                   {"count", "series.count"},
                                   {"object_kind", "involvedObject.kind"},
                                   {"field_path", "involvedObject.fieldPath"},
                                   {"host", "source.host"},
                                   {"action", "action"},
                                   {"reporter", "reportingInstance"},
                                   {"name", "metadata.name"}},
                        .amend = &nameInvolved};

const EventMapping renamed{.needs = {"regarding"},
                           .joinBy = {"metadata.uid"},
                           .start = {"eventTime", "deprecatedFirstTimestamp", "metadata.creationTimestamp"},
                           .end = {"series.lastObservedTime", "deprecatedLastTimestamp"},
                           .body = {"note"},
                           .actor = {"reportingController", "deprecatedSource.component"},
                           .service = {"regarding.name"},
                           .environment = {"regarding.namespace", "metadata.namespace"},
                           .fields = {{"reason", "reason"},
                                      {"type", "type"},
                                      {"count", "series.count"},
                                      {"count", "deprecatedCount"},
                                      {"object_kind", "regarding.kind"},
                                      {"field_path", "regarding.fieldPath"},
                                      {"host", "deprecatedSource.host"},
                                      {"action", "action"},
                                      {"reporter", "reportingInstance"},
                                      {"name", "metadata.name"}},
                           .amend = &nameRegarding};

}    // namespace

EventFormat kubernetesEvents()
{
    return {.info = {.id = "kubernetes-events",
                     .title = "Kubernetes events",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "UTC",
                     .specification = "Kubernetes API, Event v1 core and events.k8s.io/v1"},
            .signs = {{{"items.involvedObject", "items.metadata"}, 96},
                      {{"items.regarding", "items.metadata"}, 96},
                      {{"object.involvedObject", "type"}, 96},
                      {{"object.regarding", "type"}, 96},
                      {{"involvedObject", "metadata"}, 96},
                      {{"regarding", "metadata"}, 96}},
            .shape = {{"items", "object"}, "Kubernetes event"},
            .mappings = {core, renamed, {.needs = {"kind"}, .skipped = "they are no events but other objects of the cluster"}}};
}

}    // namespace faultline
