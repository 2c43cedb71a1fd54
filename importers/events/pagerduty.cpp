#include "importers/events/pagerduty.h"

#include "app/base/text.h"
#include "importers/events/stateintervals.h"

namespace faultline {

namespace {

using Json = nlohmann::json;
using Turn = StateIntervals::Turn;

const EventMapping incident{.kind = "incident",
                            .needs = {"incident_number", "created_at"},
                            .id = {"id"},
                            .start = {"created_at"},
                            .end = {"resolved_at", "last_status_change_at"},
                            .state = {"status"},
                            .openStates = {"triggered", "acknowledged"},
                            .title = {"title", "summary", "description"},
                            .body = {"body.details", "description"},
                            .actor = {"last_status_change_by.summary"},
                            .service = {"service.summary"},
                            .link = {"html_url"},
                            .fields = {{"number", "incident_number"},
                                       {"urgency", "urgency"},
                                       {"priority", "priority.summary"},
                                       {"assigned_to", "assignments.0.assignee.summary"},
                                       {"escalation_policy", "escalation_policy.summary"},
                                       {"key", "incident_key"}}};

const EventMapping entry{
    .kind = "human",
    .needs = {"type", "created_at"},
    .start = {"created_at"},
    .title = {"summary", "channel.summary"},
    .body = {"channel.details", "event_details.description", "note", "channel.body"},
    .actor = {"agent.summary"},
    .service = {"service.summary"},
    .link = {"html_url", "incident.html_url"},
    .fields = {{"type", "type"}, {"incident", "incident.summary"}, {"channel", "channel.type"}, {"id", "id"}}};

const EventMapping webhook{
    .kind = "human",
    .needs = {"event_type", "occurred_at"},
    .start = {"occurred_at"},
    .title = {"data.title", "data.incident.summary", "event_type"},
    .body = {"data.content", "data.message"},
    .actor = {"agent.summary", "client.name"},
    .service = {"data.service.summary"},
    .link = {"data.html_url", "data.incident.html_url"},
    .fields = {{"type", "event_type"}, {"number", "data.number"}, {"urgency", "data.urgency"}, {"id", "id"}}};

bool holds(std::string_view text, std::string_view word)
{
    return text.find(word) != std::string_view::npos;
}

class Reader final : public MappingReader {
public:
    explicit Reader(const TimeSettings& settings)
        : MappingReader(settings,
                        {{"log_entries", "incidents", "incident", "log_entry", "messages", "event"}, "PagerDuty entry"})
    {
    }

private:
    // A log entry has its incident inside, an incident its first log entry.
    bool isObject(const Json& object) const override
    {
        const std::string type = jsonString(object, "type");
        return fits(incident, object) || fits(webhook, object) || holds(type, "_log_entry");
    }

    void object(const Json& object, RecordSink& sink) override
    {
        if (fits(incident, object))
            return take(incident, object, sink);
        const bool isHook = fits(webhook, object);
        const std::string type = jsonString(object, isHook ? "event_type" : "type");
        if (!isHook && !holds(type, "_log_entry"))
            return sink.reject("unknown-object", "An object is neither an incident nor a log entry of PagerDuty");
        if (type.starts_with("notify_"))
            return skip("they tell whom PagerDuty notified", sink);
        const std::string id = jsonString(object, "id");
        if (!id.empty() && !m_seen.insert(id).second)
            return sink.skip();
        auto event = eventBy(isHook ? webhook : entry, object);
        if (!event)
            return rejectTime(isHook ? "occurred_at" : "created_at", sink);
        StateIntervals::Entry state;
        state.key = anyJsonString(object, {"incident.id", "data.incident.id", "data.id", "id"});
        const std::string name = anyJsonString(object, {"incident.summary", "data.title", "data.incident.summary", "summary"});
        state.stateTitle = name.empty() ? event->title : name;
        if (holds(type, "unacknowledge"))
            state.turn = Turn::Change;
        else if (type.starts_with("trigger_") || type == "incident.triggered" || type == "incident.reopened")
            state.turn = Turn::On;
        else if (type.starts_with("resolve_") || type == "incident.resolved")
            state.turn = Turn::Off;
        if (state.turn != Turn::Change)
            event->kind = "alert";
        else if (!name.empty() && name != event->title)
            event->title += ": " + name;
        if (isHook)
            event->title = name + " (" + type + ')';
        state.event = std::move(*event);
        m_incidents.add(std::move(state));
    }

    void end(RecordSink& sink) override
    {
        m_incidents.emit(sink);
        MappingReader::end(sink);
    }

    StateIntervals m_incidents{"resolved"};
    std::set<std::string> m_seen;
};

}    // namespace

EventFormat pagerDuty()
{
    return {.info = {.id = "pagerduty",
                     .title = "PagerDuty incidents, log entries and webhooks",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .specification = "PagerDuty REST API v2, webhooks v3"},
            .signs = {{{"log_entries.created_at", "log_entries.type"}, 96},
                      {{"log_entry.created_at", "log_entry.type"}, 96},
                      {{"incidents.incident_number", "incidents.created_at"}, 96},
                      {{"incident.incident_number", "incident.created_at"}, 96},
                      {{"incident_number", "created_at", "escalation_policy"}, 95},
                      {{"event.event_type", "event.occurred_at"}, 95}},
            .open = &openReader<Reader>};
}

}    // namespace faultline
