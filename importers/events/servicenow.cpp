#include "importers/events/servicenow.h"

#include "app/base/text.h"

namespace faultline {

namespace {

class Reader final : public EventDocumentReader {
public:
    explicit Reader(const TimeSettings& settings) : EventDocumentReader(settings, {{"result", "records"}, "record"}) { }

private:
    bool isObject(const Json& object) const override { return object.contains("number") && object.contains("sys_created_on"); }

    void object(const Json& object, RecordSink& sink) override
    {
        const std::string id = textOf(object, "sys_id");
        if (!id.empty() && !m_ids.insert(id).second)
            return sink.skip();
        const std::string number = textOf(object, "number");
        const bool isChange = number.starts_with("CHG");
        const auto start = isChange ? firstTime(object, {"work_start", "start_date", "opened_at", "sys_created_on"})
                                    : firstTime(object, {"opened_at", "sys_created_on"});
        if (!start)
            return rejectTime("opened_at", sink);
        Event event;
        const bool isIncident = number.starts_with("INC") || number.starts_with("PRB");
        event.kind = isChange ? "maintenance" : isIncident ? "incident" : "note";
        event.start = *start;
        const auto end = isChange ? firstTime(object, {"work_end", "closed_at", "end_date"})
                                  : firstTime(object, {"resolved_at", "closed_at"});
        if (end && end->utc > start->utc)
            event.end = end;
        // A change that is only planned is no state that holds.
        event.openEnd =
            !event.end && textOf(object, "active") == "true" && (!isChange || !textOf(object, "work_start").empty());
        event.title = number + (number.empty() ? "" : ": ") + titleLine(textOf(object, "short_description"));
        if (event.title.empty())
            event.title = event.kind;
        event.body = textOf(object, "description");
        event.actor = shown(object, "opened_by");
        if (event.actor.empty())
            event.actor = textOf(object, "sys_created_by");
        event.service = shown(object, "business_service");
        if (event.service.empty())
            event.service = shown(object, "cmdb_ci");
        for (const char* field : {"state", "priority", "severity", "impact", "urgency", "category", "type", "risk",
                                  "assigned_to", "assignment_group", "close_code", "close_notes"})
            addField(event, field, shown(object, field));
        addField(event, "opened_at", textOf(object, "opened_at"));
        addField(event, "id", id);
        sink.event(std::move(event));
    }

    /// A value is plain or {"display_value","value"}.
    static std::string textOf(const Json& object, std::string_view name)
    {
        const std::string path(name);
        return anyJsonString(object, {path, path + ".value"});
    }

    static std::string shown(const Json& object, std::string_view name)
    {
        const std::string path(name);
        return anyJsonString(object, {path + ".display_value", path});
    }

    /// "value" is UTC. A plain stamp is UTC too, unless the export was asked for display values, which are in the zone of the
    /// user who asked: then states are words and not numbers.
    std::optional<RecordTime> firstTime(const Json& object, std::initializer_list<std::string_view> names)
    {
        const std::string state = jsonString(object, "state");
        const bool areShown = !state.empty() && !parseDouble(state);
        for (const std::string_view name : names) {
            const Json* plain = findJson(object, name);
            const Json* value = plain != nullptr && plain->is_object() ? findJson(*plain, "value") : plain;
            if (const auto found = areShown && value == plain ? time(value) : utcTime(value))
                return found;
        }
        return std::nullopt;
    }

    std::set<std::string> m_ids;
};

}    // namespace

EventFormat serviceNow()
{
    return {.info = {.id = "servicenow",
                     .title = "ServiceNow incidents and changes",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "UTC, display values in the source's zone",
                     .specification = "ServiceNow Table API"},
            .signs = {{{"result.number", "result.sys_created_on"}, 95},
                      {{"records.number", "records.sys_created_on"}, 95},
                      {{"number", "sys_created_on", "short_description"}, 94}},
            .open = &openReader<Reader>};
}

}    // namespace faultline
