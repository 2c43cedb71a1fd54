#include "app/model/changekind.h"

#include <algorithm>
#include <array>

namespace faultline {

bool isChangeKind(std::string_view kind)
{
    constexpr std::array<std::string_view, 13> symptoms = {"human", "alert", "saturation", "election", "failover", "error", "crash",
                                                           "incident", "page", "status", "chat", "note", ""};
    return std::find(symptoms.begin(), symptoms.end(), kind) == symptoms.end();
}

bool isState(const Event& event)
{
    constexpr std::array<std::string_view, 3> works = {"deploy", "build", "human"};    // they take time, nothing changes when they end
    const bool isWork = std::find(works.begin(), works.end(), event.kind) != works.end();
    return event.openEnd || (event.end && event.end->utc > event.start.utc && !isWork);
}

std::string changedThing(const Event& event)
{
    const auto flag = std::find_if(event.fields.begin(), event.fields.end(), [](const auto& field) { return field.first == "flag"; });
    const std::string& thing = flag != event.fields.end() ? flag->second : event.service;
    return thing.empty() ? std::string() : event.kind + '\n' + event.environment + '\n' + event.service + '\n' + thing;
}

}    // namespace faultline
