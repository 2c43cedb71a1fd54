#include "tests/conformance/opsagent.h"

#include "app/base/text.h"
#include "tests/conformance/goldenyaml.h"

namespace faultline::test {

namespace {

std::string withoutNeedlessFraction(std::string text)
{
    const bool isFloat = (text.size() > 2 && text.substr(text.size() - 2) == ".0") || text.find("e+") != std::string::npos;
    const auto number = isFloat ? parseDouble(text) : std::nullopt;
    return number ? formatNumber(*number) : text;
}

void flatten(const nlohmann::ordered_json& json, const std::string& path, AgentEntry& entry)
{
    if (!json.is_object()) {
        entry[path] = withoutNeedlessFraction(json.is_string() ? json.get<std::string>() : json.dump());
        return;
    }
    for (const auto& [key, value] : json.items())
        flatten(value, path.empty() ? key : path + '.' + key, entry);
}

}    // namespace

std::vector<AgentEntry> agentEntries(std::string_view yaml)
{
    std::vector<AgentEntry> entries;
    const auto document = readGoldenYaml(yaml);
    if (!document.is_array())
        return entries;
    for (const auto& request : document) {
        for (const auto& entry : request.value("entries", nlohmann::ordered_json::array())) {
            entries.emplace_back();
            flatten(entry, {}, entries.back());
        }
    }
    return entries;
}

std::string memberOf(const AgentEntry& entry, const std::string& path)
{
    const auto found = entry.find(path);
    return found == entry.end() ? std::string() : found->second;
}

AgentEntry payloadOf(const AgentEntry& entry)
{
    constexpr std::string_view prefix = "jsonPayload.";
    AgentEntry payload;
    for (const auto& [path, value] : entry) {
        if (path.substr(0, prefix.size()) == prefix)
            payload[path.substr(prefix.size())] = value;
    }
    return payload;
}

std::string severityOfAgent(std::string_view number)
{
    static const std::map<std::string_view, std::string> names = {{"100", "debug"}, {"200", "info"},  {"300", "info"},  {"400", "warn"},
                                                                  {"500", "error"}, {"600", "fatal"}, {"700", "error"}, {"800", "fatal"}};
    const auto found = names.find(number);
    return found == names.end() ? std::string() : found->second;
}

}    // namespace faultline::test
