#include "importers/events/atlasevents.h"

#include "app/base/text.h"

#include <array>

namespace faultline {

namespace {

/// "PRIMARY_ELECTED" -> "Primary elected".
std::string sentence(std::string type)
{
    type = toLower(type);
    for (char& c : type)
        c = c == '_' ? ' ' : c;
    if (!type.empty() && type.front() >= 'a' && type.front() <= 'z')
        type.front() = static_cast<char>(type.front() - 'a' + 'A');
    return type;
}

std::string_view kindOf(std::string_view type)
{
    constexpr std::array<std::array<std::string_view, 2>, 14> words = {{{"SCALING", "scaling"},
                                                                        {"INSTANCE_SIZE", "scaling"},
                                                                        {"DISK_AUTO", "scaling"},
                                                                        {"PRIMARY_ELECTED", "election"},
                                                                        {"ROLLBACK", "failover"},
                                                                        {"FAILOVER", "failover"},
                                                                        {"RESTART", "restart"},
                                                                        {"HOST_DOWN", "error"},
                                                                        {"HOST_RECOVER", "error"},
                                                                        {"NO_PRIMARY", "error"},
                                                                        {"OUTSIDE_METRIC", "alert"},
                                                                        {"INSIDE_METRIC", "alert"},
                                                                        {"ALERT", "alert"},
                                                                        {"MAINTENANCE", "maintenance"}}};
    for (const auto& [word, kind] : words) {
        if (containsIgnoringCase(type, word))
            return kind;
    }
    return "config";
}

void tellType(const nlohmann::json& object, Event& event)
{
    const std::string type = anyJsonString(object, {"eventTypeName", "eventType"});
    const std::string where = anyJsonString(object, {"clusterName", "hostname", "replicaSetName"});
    event.title = sentence(type) + (where.empty() ? "" : " on " + where);
    event.kind = kindOf(type);
}

}    // namespace

EventFormat atlasEvents()
{
    return {.info = {.id = "atlas-events",
                     .title = "MongoDB Atlas events",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "UTC",
                     .specification = "MongoDB Atlas Administration API, events"},
            .signs = {{{"results.eventTypeName", "results.created"}, 95}, {{"eventTypeName", "created"}, 94}},
            .shape = {{"results"}, "Atlas event"},
            .mappings = {{.needs = {"eventTypeName", "created"},
                          .id = {"id"},
                          .start = {"created"},
                          .actor = {"username", "apiKeyId", "publicKey", "remoteAddress"},
                          .service = {"clusterName", "hostname", "replicaSetName"},
                          .fields = {{"type", "eventTypeName"},
                                     {"metric", "metricName"},
                                     {"value", "currentValue.number"},
                                     {"units", "currentValue.units"},
                                     {"replica_set", "replicaSetName"},
                                     {"host", "hostname"},
                                     {"port", "port"},
                                     {"group", "groupId"}},
                          .amend = &tellType}}};
}

}    // namespace faultline
