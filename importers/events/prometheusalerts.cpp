#include "importers/events/prometheusalerts.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

void tellLabels(const Json& object, Event& event)
{
    if (const std::string state = jsonString(object, "state"); state != "firing" && state != "Alerting")
        event.title += " (" + state + ')';
    event.body = anyJsonString(object, {"annotations.description", "annotations.message", "annotations.summary"});
}

}    // namespace

EventFormat prometheusAlerts()
{
    return {.info = {.id = "prometheus-alerts",
                     .title = "Prometheus alerts and rules",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .specification = "Prometheus HTTP API, /api/v1/alerts and /api/v1/rules"},
            .signs = {{{"data.alerts.activeAt"}, 95}, {{"data.groups.rules"}, 94}, {{"activeAt", "labels", "state"}, 92}},
            .shape = {{"data.alerts", "data.groups", "groups", "rules", "alerts"}, "alert"},
            .mappings = {
                {.kind = "alert",
                 .needs = {"activeAt", "state"},
                 .start = {"activeAt"},
                 .openWithoutEnd = true,
                 .state = {"state"},
                 .title = {"labels.alertname", "^name"},
                 .service = {"labels.service", "labels.job", "labels.app"},
                 .environment = {"labels.environment", "labels.env", "labels.cluster"},
                 .fields = {{"severity", "labels.severity"}, {"labels", "labels"}, {"value", "value"}, {"query", "^query"}},
                 .amend = &tellLabels},
                {.needs = {"type"}, .skipped = "they are rules of recordings or without an alert"}}};
}

}    // namespace faultline
