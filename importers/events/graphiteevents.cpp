#include "importers/events/graphiteevents.h"

namespace faultline {

namespace {

void tellTags(const nlohmann::json& object, Event& event)
{
    std::string tags;
    if (const auto* list = findJson(object, "tags"); list != nullptr && list->is_array()) {
        for (const auto& tag : *list)
            tags += (tags.empty() ? "" : " ") + jsonDisplay(tag);
    } else {
        tags = jsonString(object, "tags");
    }
    addField(event, "tags", tags);
    event.kind = kindByWords(tags + ' ' + event.title, "note");
}

}    // namespace

EventFormat graphiteEvents()
{
    return {.info = {.id = "graphite-events",
                     .title = "Graphite events",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "epoch",
                     .specification = "Graphite, events API"},
            .signs = {{{"what", "when", "tags"}, 92}, {{"what", "when"}, 60}},
            .shape = {{"events"}, "event"},
            .mappings = {{.needs = {"what", "when"},
                          .id = {"id"},
                          .start = {"when"},
                          .title = {"what"},
                          .body = {"data"},
                          .amend = &tellTags}}};
}

}    // namespace faultline
