#include "importers/events/statuspageincidents.h"

#include "app/base/text.h"

#include <chrono>
#include <set>

namespace faultline {

namespace {

using Json = nlohmann::json;

std::string nameOf(const Json& incident)
{
    const std::string name = titleLine(jsonString(incident, "name"));
    return name.empty() ? "Incident" : name;
}

std::string componentsOf(const Json& object, std::string_view key)
{
    std::string text;
    const Json* components = findJson(object, key);
    if (components == nullptr || !components->is_array())
        return text;
    for (const Json& component : *components) {
        const std::string name = jsonString(component, "name");
        const std::string before = jsonString(component, "old_status");
        const std::string after = jsonString(component, "new_status");
        if (name.empty())
            continue;
        text += (text.empty() ? "" : ", ") + name;
        if (!after.empty() && before != after)
            text += " (" + (before.empty() ? "" : before + " to ") + after + ")";
    }
    return text;
}

class StatuspageReader final : public EventDocumentReader {
public:
    explicit StatuspageReader(const TimeSettings& settings)
        : EventDocumentReader(settings, {{"incidents", "scheduled_maintenances", "incident"}, "incident"})
    {
    }

private:
    void object(const Json& incident, RecordSink& sink) override
    {
        const std::string id = jsonString(incident, "id");
        if (!id.empty() && !m_ids.insert(id).second)
            return sink.skip();    // "incidents" and "unresolved" pages overlap
        const bool isMaintenance = !jsonString(incident, "scheduled_for").empty();
        if (isMaintenance)
            maintenance(incident, sink);
        const Json* updates = findJson(incident, "incident_updates");
        if (updates != nullptr && updates->is_array() && !updates->empty()) {
            for (auto update = updates->rbegin(); update != updates->rend(); ++update)    // the newest stands first
                this->update(*update, incident, sink);
            return;
        }
        if (isMaintenance)
            return;
        const auto start = anyTime(incident, {"started_at", "created_at"});
        if (!start)
            return rejectTime("created_at", sink);
        Event event = eventOf(incident, *start, "status");
        event.title = nameOf(incident);
        sink.event(std::move(event));
    }

    Event eventOf(const Json& incident, const RecordTime& start, std::string_view kind) const
    {
        Event event;
        event.kind = kind;
        event.start = start;
        event.link = anyJsonString(incident, {"shortlink", "url"});
        event.service = componentsOf(incident, "components");
        addField(event, "impact", jsonString(incident, "impact"));
        addField(event, "incident", jsonString(incident, "id"));
        if (jsonString(incident, "backfilled") == "true")
            addField(event, "backfilled", "true");
        return event;
    }

    void maintenance(const Json& incident, RecordSink& sink)
    {
        const auto start = time(incident, "scheduled_for");
        if (!start)
            return rejectTime("scheduled_for", sink);
        Event event = eventOf(incident, *start, "maintenance");
        event.title = "Maintenance: " + nameOf(incident);
        if (const auto end = time(incident, "scheduled_until"); end && end->utc > start->utc)
            event.end = end;
        addField(event, "state", jsonString(incident, "status"));
        sink.event(std::move(event));
    }

    void update(const Json& update, const Json& incident, RecordSink& sink)
    {
        if (!update.is_object())
            return sink.reject("not-an-object", "An update of an incident is no object");
        const auto shown = anyTime(update, {"display_at", "created_at"});
        if (!shown)
            return rejectTime("display_at", sink);
        Event event = eventOf(incident, *shown, "status");
        const std::string status = jsonString(update, "status");
        event.title = nameOf(incident) + (status.empty() ? "" : " (" + status + ")");
        event.body = jsonString(update, "body");
        addField(event, "state", status);
        addField(event, "affected", componentsOf(update, "affected_components"));
        const auto created = time(update, "created_at");
        if (created && std::chrono::abs(created->utc - shown->utc) > std::chrono::minutes(1))
            addField(event, "written", formatUtc(created->utc));
        addField(event, "id", jsonString(update, "id"));
        sink.event(std::move(event));
    }

    std::set<std::string> m_ids;
};

}    // namespace

EventFormat statuspageIncidents()
{
    return {.info = {.id = "statuspage-incidents",
                     .title = "Statuspage incidents and scheduled maintenances (API v2)",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .specification = "Statuspage API v2"},
            .signs = {{{"incidents.incident_updates", "incidents.impact"}, 96},
                      {{"scheduled_maintenances.incident_updates", "scheduled_maintenances.scheduled_for"}, 96},
                      {{"incident_updates", "impact", "status"}, 95},
                      {{"incident.incident_updates", "incident.impact"}, 96},
                      {{"incidents", "page.id", "page.time_zone"}, 90}},
            .open = &openReader<StatuspageReader>};
}

}    // namespace faultline
