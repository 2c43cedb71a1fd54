#include "importers/events/flagservices.h"

#include "app/base/text.h"
#include "importers/events/flagaudit.h"

namespace faultline {

namespace {

using Json = nlohmann::json;
using Turn = StateIntervals::Turn;

/// Reads the entries of an audit log: `Reading` names the shape and tells the change of an entry.
template <typename Reading> class AuditReader final : public EventDocumentReader {
public:
    explicit AuditReader(const TimeSettings& settings) : EventDocumentReader(settings, Reading::shape()) { }

private:
    void object(const Json& object, RecordSink& sink) override
    {
        const std::string id = jsonString(object, "id");
        if (!id.empty() && !m_ids.insert(id).second)
            return sink.skip();
        const auto start = Reading::time(object, [this](const Json& time) { return EventDocumentReader::time(&time); });
        if (!start)
            return rejectTime("time", sink);
        FlagChange change = Reading::change(object);
        change.event.start = *start;
        addField(change.event, "flag", change.flag);
        addField(change.event, "id", id);
        m_audit.add(std::move(change));
    }

    void end(RecordSink& sink) override { m_audit.emit(sink); }

    FlagAudit m_audit;
    std::set<std::string> m_ids;
};

template <typename Resolve> std::optional<RecordTime> timeAt(const Json& object, std::string_view path, const Resolve& resolve)
{
    const Json* value = findJson(object, path);
    return value == nullptr ? std::nullopt : resolve(*value);
}

struct Unleash {
    static EventDocumentReader::Shape shape() { return {{"events"}, "event"}; }

    template <typename Resolve> static std::optional<RecordTime> time(const Json& object, const Resolve& resolve)
    {
        return timeAt(object, "createdAt", resolve);
    }

    static FlagChange change(const Json& object)
    {
        FlagChange change;
        const std::string type = jsonString(object, "type");
        change.flag = anyJsonString(object, {"featureName", "data.featureName"});
        change.words = change.flag.empty() ? "" : type;
        change.title = anyJsonString(object, {"label", "summary", "type"});
        if (type == "feature-environment-enabled")
            change.turn = Turn::On;
        else if (type == "feature-environment-disabled" || type == "feature-archived")
            change.turn = Turn::Off;
        Event& event = change.event;
        event.actor = jsonString(object, "createdBy");
        event.service = jsonString(object, "project");
        event.environment = jsonString(object, "environment");
        addField(event, "type", type);
        if (const Json* data = findJson(object, "data"); data != nullptr && data->is_object() && !data->empty())
            addField(event, "data", jsonDisplay(*data));
        return change;
    }
};

struct Flagsmith {
    static EventDocumentReader::Shape shape() { return {{"results"}, "audit log entry"}; }

    template <typename Resolve> static std::optional<RecordTime> time(const Json& object, const Resolve& resolve)
    {
        return timeAt(object, "created_date", resolve);
    }

    static FlagChange change(const Json& object)
    {
        FlagChange change;
        change.title = jsonString(object, "log");
        // "Flag state / Remote Config value updated for feature: checkout", "New Flag / Remote Config created: checkout"
        const std::string type = jsonString(object, "related_object_type");
        const std::size_t colon = change.title.rfind(": ");
        if (type.starts_with("FEATURE") && colon != std::string::npos)
            change.flag = change.title.substr(colon + 2);
        if (const Json* details = findJson(object, "change_details"); details != nullptr && details->is_array()) {
            for (const Json& detail : *details) {
                if (detail.is_object() && jsonString(detail, "field") == "enabled")
                    change.turn = turnOf(jsonString(detail, "new"));
            }
        }
        Event& event = change.event;
        event.actor = anyJsonString(object, {"author.email", "author.first_name"});
        event.service = anyJsonString(object, {"project.name", "project"});
        event.environment = anyJsonString(object, {"environment.name", "environment"});
        addField(event, "type", type);
        return change;
    }
};

struct Statsig {
    static EventDocumentReader::Shape shape() { return {{"data"}, "audit log entry"}; }

    template <typename Resolve> static std::optional<RecordTime> time(const Json& object, const Resolve& resolve)
    {
        const std::string clock = jsonString(object, "time");
        const std::string date = jsonString(object, "date");
        if (clock.empty() || parseInteger(clock))
            return timeAt(object, clock.empty() ? "date" : "time", resolve);
        return resolve(Json(date + ' ' + clock));
    }

    static FlagChange change(const Json& object)
    {
        FlagChange change;
        const std::string action = anyJsonString(object, {"actionType", "actionTypes.0"});
        const std::string log = jsonString(object, "changeLog");
        change.flag = jsonString(object, "name");
        change.words = action.empty() ? titleLine(log) : action;
        if (containsIgnoringCase(log, "disabled") || containsIgnoringCase(log, "turned off"))
            change.turn = Turn::Off;
        else if (containsIgnoringCase(log, "enabled") || containsIgnoringCase(log, "turned on"))
            change.turn = Turn::On;
        Event& event = change.event;
        event.actor = anyJsonString(object, {"updatedBy", "modifierEmail"});
        event.body = log;
        event.environment = anyJsonString(object, {"environment", "environments.0"});
        addField(event, "action", action);
        return change;
    }
};

}    // namespace

EventFormat unleashEvents()
{
    return {.info = eventFormatInfo("unleash-events", "Unleash events", "offset in the text", "Unleash admin API, events"),
            .signs = {{{"events.type", "events.createdBy", "events.createdAt"}, 93},
                      {{"type", "createdBy", "createdAt", "featureName"}, 93}},
            .open = &openReader<AuditReader<Unleash>>};
}

EventFormat flagsmithAudit()
{
    return {.info = eventFormatInfo("flagsmith-audit", "Flagsmith audit log", "offset in the text", "Flagsmith API, audit"),
            .signs = {{{"results.created_date", "results.log"}, 94}, {{"created_date", "log", "related_object_type"}, 94}},
            .open = &openReader<AuditReader<Flagsmith>>};
}

EventFormat statsigAudit()
{
    return {.info =
                eventFormatInfo("statsig-audit", "Statsig audit log", "offset in the text", "Statsig Console API, audit_logs"),
            .signs = {{{"data.changeLog", "data.date"}, 94}, {{"data.actionType", "data.updatedBy", "data.date"}, 94}},
            .open = &openReader<AuditReader<Statsig>>};
}

}    // namespace faultline
