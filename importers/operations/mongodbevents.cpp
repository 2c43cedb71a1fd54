#include "importers/operations/mongodbevents.h"

#include "app/base/text.h"
#include "app/import/jsonslice.h"

#include <array>
#include <string>

namespace faultline {

namespace {

struct KnownEvent {
    std::int64_t id;
    std::string_view kind;
};

// Ids are stable across versions by MongoDB's own rule for structured logging.
constexpr std::array<KnownEvent, 12> knownEvents{{
    {4615611, "restart"},         // MongoDB starting
    {23138, "restart"},           // Shutting down
    {23377, "restart"},           // Received signal
    {23378, "restart"},           // Signal was sent by kill(2)
    {21358, "election"},          // Replica set state transition
    {21215, "election"},          // Member is in new state
    {21216, "election"},          // Member is now in state DOWN
    {4615652, "election"},        // Starting an election, since we've seen no PRIMARY in election timeout period
    {4615660, "election"},        // Starting an election for a priority takeover
    {21450, "election"},          // Election succeeded, assuming primary role
    {21809, "election"},          // Attempting to step down in response to replSetStepDown command
    {6983000, "slow-network"},    // Slow network response send time
}};

constexpr std::size_t mostFields = 24;

std::string_view kindOf(const MongoDbEntry& entry, std::string_view message)
{
    for (const KnownEvent& known : knownEvents) {
        if (known.id == entry.id)
            return known.kind;
    }
    if (entry.severity == "\"F\"")
        return "crash";
    const bool isReplication = entry.component == "\"REPL\"" || entry.component == "\"ELECTION\"";
    if (!isReplication || entry.severity.starts_with("\"D"))
        return {};
    if (message.starts_with("Starting an election") || message.starts_with("Election succeeded")
        || message.starts_with("Stepping down") || message.find("step down in response to") != std::string_view::npos)
        return "election";
    return {};
}

std::string memberText(std::string_view attributes, std::string_view key)
{
    std::string scratch;
    const auto value = jsonMember(attributes, key);
    return value ? std::string(jsonText(*value, scratch)) : std::string();
}

std::string titleOf(const MongoDbEntry& entry, std::string_view message, std::string_view kind)
{
    // The id tells the event even when the message is missing.
    std::string title(trimmed(message).empty() ? kind : message);
    if (trimmed(message).empty() && entry.id != 0)
        title += " (log id " + std::to_string(entry.id) + ")";
    const std::string oldState = memberText(entry.attributes, "oldState");
    const std::string newState = memberText(entry.attributes, "newState");
    const std::string member = memberText(entry.attributes, "hostAndPort");
    if (!member.empty())
        title += ' ' + member;
    if (!newState.empty())
        title += ": " + (oldState.empty() ? newState : oldState + " to " + newState);
    return title;
}

}    // namespace

std::optional<Event> mongoDbEventOf(const MongoDbEntry& entry)
{
    std::string scratch;
    const std::string_view message = entry.message.data() != nullptr ? jsonText(entry.message, scratch) : "";
    const std::string_view kind = kindOf(entry, message);
    if (kind.empty())
        return std::nullopt;
    Event event;
    event.kind = std::string(kind);
    event.title = titleOf(entry, message, kind);
    event.service = memberText(entry.attributes, "host");
    std::string scratch2;
    for (const auto& [name, value] : {std::pair{"component", entry.component}, std::pair{"thread", entry.context}}) {
        if (value.data() != nullptr)
            event.fields.emplace_back(name, std::string(jsonText(value, scratch2)));
    }
    if (entry.id != 0)
        event.fields.emplace_back("id", std::to_string(entry.id));
    if (entry.attributes.data() == nullptr)
        return event;
    std::string keyScratch;
    for (JsonSlice slice(entry.attributes); event.fields.size() < mostFields && slice.next();)
        event.fields.emplace_back(std::string(slice.key()), std::string(jsonText(slice.value(), keyScratch)));
    return event;
}

}    // namespace faultline
