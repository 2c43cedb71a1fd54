#include "importers/events/opsgenie.h"

#include "app/base/text.h"

namespace faultline {

namespace {

constexpr std::int64_t nanosecondsPerMillisecond = 1'000'000;
constexpr std::int64_t longestMilliseconds = std::int64_t{1} << 42;    // 139 years

/// closeTime is a duration: milliseconds from the creation on.
void tellEnd(const nlohmann::json& object, Event& event)
{
    const auto duration = findJsonInteger(object, "report.closeTime");
    if (event.openEnd || !duration || *duration <= 0 || *duration > longestMilliseconds)
        return;
    RecordTime end = event.start;
    end.utc += Nanoseconds(*duration * nanosecondsPerMillisecond);
    event.end = end;
    addField(event, "closed_by", jsonString(object, "report.closedBy"));
}

const EventMapping alert{.kind = "alert",
                         .needs = {"tinyId", "createdAt"},
                         .id = {"id"},
                         .start = {"createdAt"},
                         .end = {"updatedAt"},
                         .state = {"status"},
                         .openStates = {"open", "snoozed"},
                         .title = {"message", "alias"},
                         .body = {"description"},
                         .actor = {"report.acknowledgedBy", "owner"},
                         .service = {"entity", "source"},
                         .fields = {{"priority", "priority"},
                                    {"count", "count"},
                                    {"last_occurred_at", "lastOccurredAt"},
                                    {"acknowledged", "acknowledged"},
                                    {"tags", "tags"},
                                    {"alias", "alias"},
                                    {"source", "source"},
                                    {"integration", "integration.name"},
                                    {"details", "details"}},
                         .amend = &tellEnd};

const EventMapping log{.needs = {"log", "createdAt"},
                       .id = {"offset"},
                       .start = {"createdAt"},
                       .title = {"log"},
                       .actor = {"owner"},
                       .fields = {{"type", "type"}},
                       .amend = [](const nlohmann::json& object, Event& event) {
                           event.kind = jsonString(object, "type") == "system" ? "note" : "human";
                       }};

const EventMapping incident{.kind = "incident",
                            .needs = {"message", "createdAt", "impactStartDate"},
                            .id = {"id"},
                            .start = {"impactStartDate", "createdAt"},
                            .end = {"impactEndDate", "updatedAt"},
                            .state = {"status"},
                            .openStates = {"open"},
                            .title = {"message"},
                            .body = {"description"},
                            .fields = {{"priority", "priority"}, {"created_at", "createdAt"}, {"tags", "tags"}}};

}    // namespace

EventFormat opsgenie()
{
    return {.info = {.id = "opsgenie",
                     .title = "Opsgenie alerts and their logs",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "UTC",
                     .specification = "Opsgenie Alert API v2"},
            .signs = {{{"data.tinyId", "data.createdAt"}, 96},
                      {{"values.tinyId", "values.createdAt"}, 96},
                      {{"tinyId", "createdAt", "message"}, 94},
                      {{"data.log", "data.createdAt"}, 93},
                      {{"data.impactStartDate", "data.createdAt"}, 90}},
            .shape = {{"data", "values"}, "alert"},
            .mappings = {incident, alert, log}};
}

}    // namespace faultline
