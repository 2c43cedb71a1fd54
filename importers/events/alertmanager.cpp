#include "importers/events/alertmanager.h"

#include "app/base/text.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

std::string labelsOf(const Json& object)
{
    std::string labels;
    if (const Json* map = findJson(object, "labels"); map != nullptr && map->is_object()) {
        for (const auto& [name, value] : map->items()) {
            if (name != "alertname")
                labels += (labels.empty() ? "" : ", ") + name + '=' + jsonDisplay(value);
        }
    }
    return labels;
}

class Reader final : public MappingReader {
public:
    explicit Reader(const ReaderContext& context)
        : MappingReader(context.time, {{"alerts", "data.alerts", "data"}, "alert"}), m_reference(context.time.reference)
    {
    }

private:
    bool isObject(const Json& object) const override { return object.contains("startsAt") && object.contains("labels"); }

    void object(const Json& object, RecordSink& sink) override
    {
        const auto start = time(object, "startsAt");
        if (!start)
            return rejectTime("startsAt", sink);
        Event event;
        event.kind = "alert";
        event.start = *start;
        const std::string labels = labelsOf(object);
        event.title = anyJsonString(object, {"labels.alertname", "annotations.summary"});
        if (event.title.empty())
            event.title = labels.empty() ? "alert" : labels;
        const std::string summary = anyJsonString(object, {"annotations.summary", "annotations.message", "annotations.title"});
        if (!summary.empty() && summary != event.title)
            event.title += ": " + titleLine(summary);
        event.body = anyJsonString(object, {"annotations.description", "annotations.message"});
        event.service = anyJsonString(object, {"labels.service", "labels.job", "labels.app", "labels.namespace"});
        event.environment = anyJsonString(object, {"labels.environment", "labels.env", "labels.cluster"});
        event.link = jsonString(object, "generatorURL");
        setEnd(object, event);
        addField(event, "severity", jsonString(object, "labels.severity"));
        addField(event, "labels", labels);
        addField(event, "runbook", anyJsonString(object, {"annotations.runbook_url", "annotations.runbook"}));
        addField(event, "silenced_by", jsonString(object, "status.silencedBy.0"));
        addField(event, "receiver", envelope() == nullptr ? std::string() : jsonString(*envelope(), "receiver"));
        addField(event, "fingerprint", jsonString(object, "fingerprint"));
        const std::string identity = jsonString(object, "fingerprint");
        const std::string name = jsonString(object, "labels.alertname") + '{' + labels + '}';
        m_alerts.add((identity.empty() ? name : identity) + '\n' + formatUtc(start->utc), std::move(event), sink);
    }

    /// While it fires, endsAt is the year 1 or the time at which it would be taken for resolved without further news.
    void setEnd(const Json& object, Event& event)
    {
        std::string state = anyJsonString(object, {"status.state", "status"});
        if (state.empty() && envelope() != nullptr)
            state = jsonString(*envelope(), "status");
        const auto end = time(object, "endsAt");
        const auto updated = time(object, "updatedAt");
        const std::optional<Timestamp> known = updated ? std::optional(updated->utc) : m_reference;
        const bool isResolved = state == "resolved" || (state.empty() && end && known && end->utc <= *known);
        addField(event, "state", state);
        event.openEnd = !isResolved;
        if (isResolved && end && end->utc > event.start.utc)
            event.end = end;
    }

    void end(RecordSink& sink) override
    {
        m_alerts.emit(sink);
        MappingReader::end(sink);
    }

    EventJoiner m_alerts;
    std::optional<Timestamp> m_reference;
};

}    // namespace

EventFormat alertmanagerAlerts()
{
    return {.info = {.id = "alertmanager",
                     .title = "Alertmanager alerts",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .specification = "Alertmanager webhook version 4 and API v2"},
            .signs = {{{"alerts.startsAt", "alerts.labels"}, 95},
                      {{"startsAt", "endsAt", "labels"}, 95},
                      {{"data.startsAt", "data.labels"}, 94},
                      {{"data.alerts.startsAt"}, 92}},
            .open = [](const ReaderContext& context) -> std::unique_ptr<RecordReader> {
                return std::make_unique<Reader>(context);
            }};
}

}    // namespace faultline
