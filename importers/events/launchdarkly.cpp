#include "importers/events/launchdarkly.h"

#include "app/base/text.h"
#include "importers/events/flagaudit.h"

#include <algorithm>
#include <set>

namespace faultline {

namespace {

using Json = nlohmann::json;

using Turn = StateIntervals::Turn;

/// "proj/default:env/production:flag/async-updates;beta" in its parts; "*" stands for all.
struct Resource {
    std::string project;
    std::string environment;
    std::string flag;
    std::string other;    ///< "segment/beta-users" of what is no flag
};

Resource resourceFrom(std::string_view written)
{
    Resource resource;
    for (std::string_view part : split(written, ':')) {
        part = part.substr(0, part.find(';'));
        const std::size_t slash = part.find('/');
        if (slash == std::string_view::npos)
            continue;
        const std::string_view type = part.substr(0, slash);
        const std::string key(part.substr(slash + 1));
        if (type == "proj")
            resource.project = key;
        else if (type == "env")
            resource.environment = key;
        else if (type == "flag")
            resource.flag = key;
        else
            resource.other = std::string(part);
    }
    return resource;
}

/// The resource of the change: of the accesses, else of the target; one with a flag and a single environment wins.
Resource resourceOf(const Json& item)
{
    Resource best;
    const auto take = [&best](std::string_view written) {
        Resource found = resourceFrom(written);
        const bool better = best.project.empty() || (best.flag.empty() && !found.flag.empty()) ||
                            (best.environment.empty() && !found.environment.empty());
        if (better)
            best = std::move(found);
    };
    if (const Json* accesses = findJson(item, "accesses"); accesses != nullptr && accesses->is_array()) {
        for (const Json& access : *accesses) {
            if (access.is_object())
                take(jsonString(access, "resource"));
        }
    }
    if (const Json* resources = findJson(item, "target.resources"); resources != nullptr && resources->is_array()) {
        for (const Json& resource : *resources)
            take(jsonText(&resource).value_or(""));
    }
    return best;
}

std::vector<std::string> actionsOf(const Json& item)
{
    std::vector<std::string> actions;
    const Json* accesses = findJson(item, "accesses");
    if (accesses == nullptr || !accesses->is_array())
        return actions;
    for (const Json& access : *accesses) {
        if (!access.is_object())
            continue;
        std::string action = jsonString(access, "action");
        if (!action.empty() && std::find(actions.begin(), actions.end(), action) == actions.end())
            actions.push_back(std::move(action));
    }
    return actions;
}

/// The action is updateOn in both directions; only the words tell which.
Turn directionOf(const Json& item)
{
    const auto actions = actionsOf(item);
    const bool switched = std::find(actions.begin(), actions.end(), "updateOn") != actions.end();
    std::string words = jsonString(item, "titleVerb");
    if (words.empty())
        words = jsonString(item, "title");
    if (!switched && !actions.empty())
        return Turn::Change;
    if (containsIgnoringCase(words, "turned on"))
        return Turn::On;
    return containsIgnoringCase(words, "turned off") ? Turn::Off : Turn::Change;
}

std::string actorOf(const Json& item)
{
    if (std::string email = jsonString(item, "member.email"); !email.empty())
        return email;
    const std::string name = jsonString(item, "member.firstName") + ' ' + jsonString(item, "member.lastName");
    if (!trimmed(name).empty())
        return std::string(trimmed(name));
    return anyJsonString(item, {"token.name", "app.name", "subject.name"});
}

/// "[Ada](https://...) turned on" without the links.
std::string withoutLinks(std::string_view markdown)
{
    std::string plain;
    while (!markdown.empty()) {
        const std::size_t open = markdown.find('[');
        const std::size_t middle = open == std::string_view::npos ? open : markdown.find("](", open);
        const std::size_t close = middle == std::string_view::npos ? middle : markdown.find(')', middle);
        if (close == std::string_view::npos)
            break;
        plain += markdown.substr(0, open);
        plain += markdown.substr(open + 1, middle - open - 1);
        markdown.remove_prefix(close + 1);
    }
    plain += markdown;
    return plain;
}

class Reader final : public EventDocumentReader {
public:
    explicit Reader(const TimeSettings& settings) : EventDocumentReader(settings, {{"items"}, "flag change"}) {}

private:
    void object(const Json& item, RecordSink& sink) override
    {
        const auto date = millisecondTime(findJson(item, "date"));
        if (!date)
            return sink.reject("bad-time", "An entry of the audit log has no date in milliseconds since 1970");
        if (const std::string id = jsonString(item, "_id"); !id.empty() && !m_ids.insert(id).second)
            return sink.skip();    // pages of the API that overlap
        const Resource resource = resourceOf(item);
        FlagChange change;
        change.flag = resource.flag;
        change.name = anyJsonString(item, {"name", "target.name"});
        if (change.name.empty())
            change.name = resource.flag.empty() ? resource.other : resource.flag;
        change.words = jsonString(item, "titleVerb");
        change.title = withoutLinks(jsonString(item, "title"));
        change.turn = directionOf(item);
        Event& event = change.event;
        event.start = *date;
        event.actor = actorOf(item);
        event.body = jsonString(item, "comment");
        event.service = resource.project;
        if (resource.environment != "*")
            event.environment = resource.environment;
        event.link = jsonString(item, "_links.site.href");
        addField(event, "flag", resource.flag);
        addField(event, "resource", resource.other);
        std::string actions;
        for (const std::string& action : actionsOf(item))
            actions += (actions.empty() ? "" : ", ") + action;
        addField(event, "action", actions);
        addField(event, "change", change.title);
        addField(event, "description", jsonString(item, "description"));
        addField(event, "id", jsonString(item, "_id"));
        m_audit.add(std::move(change));
    }

    void end(RecordSink& sink) override { m_audit.emit(sink); }

    FlagAudit m_audit;
    std::set<std::string> m_ids;
};

}    // namespace

EventFormat launchDarklyAudit()
{
    return {.info = {.id = "launchdarkly-audit",
                     .title = "LaunchDarkly audit log",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "epoch",
                     .specification = "LaunchDarkly API, audit log"},
            .signs = {{{"items.titleVerb", "items.date"}, 95}, {{"titleVerb", "date", "accesses"}, 95}, {{"titleVerb", "date"}, 60}},
            .open = &openReader<Reader>};
}

}    // namespace faultline
