#include "app/export/timelinetable.h"

#include <nlohmann/json.hpp>

namespace faultline {

namespace {

using Json = nlohmann::ordered_json;

Json jsonOf(const Evidence& one)
{
    return {{"kind", nameOf(one.kind)}, {"reference", one.reference}, {"caption", one.caption}};
}

Json evidenceJson(std::int64_t entryId, const std::vector<Evidence>& all)
{
    auto found = Json::array();
    for (const Evidence& one : all)
        if (one.entryId == entryId)
            found.push_back(jsonOf(one));
    return found;
}

Json jsonOf(const Hypothesis& hypothesis)
{
    Json json{{"title", hypothesis.title},
              {"status", nameOf(hypothesis.status)},
              {"reason", hypothesis.reason},
              {"method", hypothesis.method},
              {"begin", formatUtc(hypothesis.window.begin)},
              {"end", formatUtc(hypothesis.window.end)},
              {"for", Json::array()},
              {"against", Json::array()}};
    for (const Evidence& one : hypothesis.supporting)
        json["for"].push_back(jsonOf(one));
    for (const Evidence& one : hypothesis.opposing)
        json["against"].push_back(jsonOf(one));
    return json;
}

}    // namespace

std::string timelineJson(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options)
{
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
    for (const Hypothesis& hypothesis : options.hypotheses)
        document["suspects"].push_back(jsonOf(hypothesis));
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}    // namespace faultline
