#include "importers/events/argocd.h"

#include <algorithm>

namespace faultline {

namespace {

using Json = nlohmann::json;

constexpr std::size_t keptSyncs = 10;    // revisionHistoryLimit unless an application says otherwise
constexpr std::size_t shownRevision = 8;

const EventMapping sync{.kind = "deploy",
                        .start = {"deployStartedAt", "deployedAt"},
                        .end = {"deployedAt"},
                        .actor = {"initiatedBy.username"},
                        .fields = {{"revision", "revision"},
                                   {"revisions", "revisions"},
                                   {"repository", "source.repoURL"},
                                   {"path", "source.path"},
                                   {"chart", "source.chart"},
                                   {"target", "source.targetRevision"},
                                   {"automated", "initiatedBy.automated"},
                                   {"id", "id"}}};

const EventMapping operation{.kind = "deploy",
                             .start = {"startedAt"},
                             .end = {"finishedAt"},
                             .state = {"phase"},
                             .openStates = {"Running", "Terminating"},
                             .body = {"message"},
                             .actor = {"operation.initiatedBy.username"},
                             .fields = {{"revision", "syncResult.revision"}, {"repository", "syncResult.source.repoURL"}}};

class Reader final : public MappingReader {
public:
    explicit Reader(const TimeSettings& settings) : MappingReader(settings, {{"items", "application", "object"}, "application"})
    {
    }

private:
    bool isObject(const Json& object) const override
    {
        return findJson(object, "status.history") != nullptr || findJson(object, "status.operationState") != nullptr;
    }

    void object(const Json& object, RecordSink& sink) override
    {
        if (object.contains("deployedAt"))
            return take(sync, Json(), object, sink);
        if (!isObject(object))
            return skip("they are applications without a history", sink);
        std::vector<Timestamp> syncs;
        const Json* history = findJson(object, "status.history");
        if (history != nullptr && history->is_array()) {
            for (const Json& entry : *history) {
                take(sync, object, entry, sink);
                if (const auto deployed = entry.is_object() ? time(entry, "deployedAt") : std::nullopt)
                    syncs.push_back(deployed->utc);
            }
            if (history->size() == keptSyncs && !findJsonInteger(object, "spec.revisionHistoryLimit"))
                tellFullPage(keptSyncs, sink);
        }
        // A sync that succeeded stands in the history already.
        const Json* state = findJson(object, "status.operationState");
        const auto finished = state == nullptr ? std::nullopt : time(*state, "finishedAt");
        const bool isInHistory = finished && std::find(syncs.begin(), syncs.end(), finished->utc) != syncs.end();
        if (state != nullptr && state->is_object() && !isInHistory && jsonString(*state, "phase") != "Succeeded")
            take(operation, object, *state, sink);
    }

    void take(const EventMapping& mapping, const Json& application, const Json& entry, RecordSink& sink)
    {
        auto event = entry.is_object() ? eventBy(mapping, entry) : std::nullopt;
        if (!event)
            return rejectTime(mapping.start.front(), sink);
        event->service = jsonString(application, "metadata.name");
        event->environment =
            anyJsonString(application, {"spec.destination.namespace", "spec.destination.name", "spec.destination.server"});
        const std::string revision =
            anyJsonString(entry, {"revision", "syncResult.revision", "revisions.0", "syncResult.revisions.0"});
        event->title = "Sync " + (event->service.empty() ? "" : event->service + ' ') + "to "
            + revision.substr(0, revision.size() == 40 ? shownRevision : revision.size());
        if (revision.empty())
            event->title = "Sync " + event->service;
        tellFailure(*event, jsonString(entry, "phase"));
        if (event->actor.empty() && jsonString(entry, "initiatedBy.automated") == "true")
            event->actor = "automated sync";
        sink.event(std::move(*event));
    }
};

}    // namespace

EventFormat argoCdApplications()
{
    return {.info = {.id = "argocd-applications",
                     .title = "Argo CD applications and their syncs",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "UTC",
                     .specification = "Argo CD, Application status"},
            .signs = {{{"status.history.deployedAt"}, 95},
                      {{"items.status.history.deployedAt"}, 95},
                      {{"status.operationState.phase", "status.operationState.startedAt"}, 94},
                      {{"items.status.operationState.phase"}, 94},
                      {{"deployedAt", "revision", "source.repoURL"}, 92}},
            .open = &openReader<Reader>};
}

}    // namespace faultline
