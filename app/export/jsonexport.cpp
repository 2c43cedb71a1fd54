#include "app/export/timelinetable.h"

#include <nlohmann/json.hpp>

namespace faultline {

namespace {

nlohmann::ordered_json evidenceJson(std::int64_t entryId, const std::vector<Evidence>& all)
{
    auto found = nlohmann::ordered_json::array();
    for (const Evidence& one : all)
        if (one.entryId == entryId)
            found.push_back({{"kind", nameOf(one.kind)}, {"reference", one.reference}, {"caption", one.caption}});
    return found;
}

}    // namespace

std::string timelineJson(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options)
{
    using Json = nlohmann::ordered_json;
    Json document;
    document["format"] = "faultline-timeline";
    document["version"] = 1;
    document["zones"] = Json::array();
    for (const TimeZone& zone : options.zones)
        document["zones"].push_back(zone.name());
    document["rows"] = Json::array();
    for (const TimelineEntry& entry : entries) {
        Json row;
        row["id"] = entry.id;
        row["start"] = formatUtc(entry.start);
        row["end"] = entry.end ? Json(formatUtc(*entry.end)) : Json(nullptr);
        row["precision"] = nameOf(entry.precision);
        row["time_text"] = entry.timeText;
        row["type"] = entry.type;
        row["title"] = entry.title;
        row["body"] = entry.body;
        row["owner"] = entry.owner;
        row["tags"] = entry.tags;
        row["section"] = entry.section;
        if (!options.evidence.empty())
            row["evidence"] = evidenceJson(entry.id, options.evidence);
        document["rows"].push_back(std::move(row));
    }
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}    // namespace faultline
