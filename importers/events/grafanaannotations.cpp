#include "importers/events/grafanaannotations.h"

#include "app/base/text.h"
#include "importers/events/stateintervals.h"

#include <set>

namespace faultline {

namespace {

using Turn = StateIntervals::Turn;

constexpr std::size_t defaultLimit = 100;

Turn turnTo(std::string_view state)
{
    if (equalsIgnoringCase(state, "alerting") || equalsIgnoringCase(state, "firing"))
        return Turn::On;
    const bool isCalm =
        equalsIgnoringCase(state, "ok") || startsWithIgnoringCase(state, "normal") || equalsIgnoringCase(state, "resolved");
    return isCalm ? Turn::Off : Turn::Change;
}

/// Of the text of a unified alert, "name {labels} - values": the values differ from state to state.
std::string_view withoutValues(std::string_view text)
{
    return text.substr(0, text.find(" - "));
}

class Reader final : public EventDocumentReader {
public:
    explicit Reader(const TimeSettings& settings)
        : EventDocumentReader(settings, {{"annotations", "data"}, "annotation", {"time", "text"}})
    {
    }

private:
    void object(const Json& object, RecordSink& sink) override
    {
        ++m_objects;
        const std::string id = jsonString(object, "id");
        if (!id.empty() && !m_ids.insert(id).second)
            return sink.skip();
        const auto start = millisecondTime(findJson(object, "time"));
        if (!start)
            return rejectTime("time", sink);
        const auto end = millisecondTime(findJson(object, "timeEnd"));
        Event event = eventOf(object);
        event.start = *start;
        if (end && end->utc > start->utc)
            event.end = end;
        const std::string state = jsonString(object, "newState");
        if (state.empty() || event.end)
            return sink.event(std::move(event));
        const std::string name = event.title;
        StateIntervals::Entry entry;
        entry.key = anyJsonString(object, {"alertUID", "alertId"}) + '\n' + jsonString(object, "panelId") + '\n'
            + std::string(withoutValues(jsonString(object, "text")));
        entry.turn = turnTo(state);
        entry.stateTitle = name + " alerting";
        event.title += ": " + state;
        entry.event = std::move(event);
        m_alerts.add(std::move(entry));
    }

    static Event eventOf(const Json& object)
    {
        Event event;
        std::string tags;
        if (const Json* list = findJson(object, "tags"); list != nullptr && list->is_array()) {
            for (const Json& tag : *list)
                tags += (tags.empty() ? "" : " ") + jsonDisplay(tag);
        }
        const std::string text = jsonString(object, "text");
        event.title = anyJsonString(object, {"alertName", "title"});
        if (event.title.empty())
            event.title = titleLine(withoutValues(text));
        if (event.title.empty())
            event.title = tags.empty() ? "Annotation" : tags;
        const bool isAlert = !jsonString(object, "newState").empty();
        event.kind = isAlert ? "alert" : kindByWords(tags + ' ' + text, "note");
        if (text != event.title)
            event.body = text;
        event.actor = anyJsonString(object, {"login", "userName", "email"});
        addField(event, "tags", tags);
        addField(event, "state", jsonString(object, "newState"));
        addField(event, "previous_state", jsonString(object, "prevState"));
        addField(event, "dashboard", anyJsonString(object, {"dashboardUID", "dashboardId"}));
        addField(event, "panel", jsonString(object, "panelId"));
        addField(event, "id", jsonString(object, "id"));
        return event;
    }

    void end(RecordSink& sink) override
    {
        m_alerts.emit(sink);
        if (m_objects == defaultLimit)
            tellFullPage(defaultLimit, sink);
    }

    StateIntervals m_alerts{"resolved"};
    std::set<std::string> m_ids;
    std::size_t m_objects = 0;
};

}    // namespace

EventFormat grafanaAnnotations()
{
    return {.info = {.id = "grafana-annotations",
                     .title = "Grafana annotations",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "epoch",
                     .specification = "Grafana HTTP API, annotations"},
            .signs = {{{"dashboardUID", "time", "text"}, 95},
                      {{"panelId", "time", "timeEnd"}, 94},
                      {{"timeEnd", "time", "tags", "text"}, 90}},
            .open = &openReader<Reader>};
}

}    // namespace faultline
