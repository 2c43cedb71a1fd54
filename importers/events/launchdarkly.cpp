#include "importers/events/launchdarkly.h"

#include "app/base/text.h"
#include "app/import/jsonscanner.h"

#include <algorithm>
#include <map>
#include <set>

namespace faultline {

namespace {

using Json = nlohmann::json;

enum class Change { On, Off, Other };

/// "proj/default:env/production:flag/async-updates;beta" in its parts; "*" stands for all.
struct Resource {
    std::string project;
    std::string environment;
    std::string flag;
    std::string other;    ///< "segment/beta-users" of what is no flag
};

struct Entry {
    RecordTime time;
    Resource resource;
    Change change = Change::Other;
    const Json* json = nullptr;
};

std::string text(const Json& object, std::string_view key)
{
    const auto value = findJsonText(object, key);
    return value ? std::string(*value) : std::string();
}

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
                take(text(access, "resource"));
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
        std::string action = text(access, "action");
        if (!action.empty() && std::find(actions.begin(), actions.end(), action) == actions.end())
            actions.push_back(std::move(action));
    }
    return actions;
}

/// The action is updateOn in both directions; only the words tell which.
Change changeOf(const Json& item)
{
    const auto actions = actionsOf(item);
    const bool switched = std::find(actions.begin(), actions.end(), "updateOn") != actions.end();
    std::string words = text(item, "titleVerb");
    if (words.empty())
        words = text(item, "title");
    if (!switched && !actions.empty())
        return Change::Other;
    if (containsIgnoringCase(words, "turned on"))
        return Change::On;
    return containsIgnoringCase(words, "turned off") ? Change::Off : Change::Other;
}

std::string actorOf(const Json& item)
{
    if (std::string email = text(item, "member.email"); !email.empty())
        return email;
    const std::string name = text(item, "member.firstName") + ' ' + text(item, "member.lastName");
    if (!trimmed(name).empty())
        return std::string(trimmed(name));
    for (const char* key : {"token.name", "app.name", "subject.name"}) {
        if (std::string other = text(item, key); !other.empty())
            return other;
    }
    return {};
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

void addField(Event& event, const char* key, std::string value)
{
    if (!value.empty())
        event.fields.emplace_back(key, std::move(value));
}

class Reader final : public RecordReader {
public:
    void document(std::string_view document, RecordSink& sink) override
    {
        JsonRefusal refusal;
        const auto root = parseJson(document, &refusal, {std::size_t{256} << 20, 64});
        if (!root) {
            sink.reject(refusal.code, refusal.reason);
            return;
        }
        const Json* items = root->is_array() ? &*root : findJson(*root, "items");
        if (items == nullptr || !items->is_array()) {
            sink.reject("no-items", "The document holds no list of audit log entries");
            return;
        }
        if (items->empty())
            sink.issue("empty-list", "The audit log holds no entries");
        for (const Json& item : *items)
            collect(item, sink);
        // The API gives the newest first; intervals are built forwards.
        std::stable_sort(m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) { return a.time.utc < b.time.utc; });
        for (const Entry& entry : m_entries)
            take(entry, sink);
        for (const auto& [key, entry] : m_on)
            emitOn(*entry, nullptr, sink);
    }

private:
    void collect(const Json& item, RecordSink& sink)
    {
        if (!item.is_object()) {
            sink.reject("not-an-entry", "An item of the audit log is no object");
            return;
        }
        constexpr std::int64_t nanosecondsPerMillisecond = 1'000'000;
        const auto milliseconds = findJsonInteger(item, "date");
        const std::int64_t most = std::numeric_limits<std::int64_t>::max() / nanosecondsPerMillisecond;
        if (!milliseconds || *milliseconds > most || *milliseconds < -most) {
            sink.reject("bad-time", "An entry of the audit log has no date in milliseconds since 1970");
            return;
        }
        if (const std::string id = text(item, "_id"); !id.empty() && !m_ids.insert(id).second) {
            sink.skip();    // pages of the API that overlap
            return;
        }
        Entry entry;
        entry.time = {timestampFrom(*milliseconds * nanosecondsPerMillisecond), TimeBasis::Epoch, false, false};
        entry.resource = resourceOf(item);
        entry.change = entry.resource.flag.empty() ? Change::Other : changeOf(item);
        entry.json = &item;
        m_entries.push_back(std::move(entry));
    }

    void take(const Entry& entry, RecordSink& sink)
    {
        const std::string key = entry.resource.project + '\n' + entry.resource.environment + '\n' + entry.resource.flag;
        const auto on = m_on.find(key);
        if (entry.change == Change::On && on == m_on.end()) {
            m_on.emplace(key, &entry);
            return;
        }
        if (entry.change == Change::Off && on != m_on.end()) {
            emitOn(*on->second, &entry, sink);
            m_on.erase(on);
            return;
        }
        emitChange(entry, sink);
    }

    static Event eventOf(const Entry& entry)
    {
        const Json& item = *entry.json;
        Event event;
        event.kind = entry.resource.flag.empty() ? "config" : "flag";
        event.start = entry.time;
        event.actor = actorOf(item);
        event.body = text(item, "comment");
        event.service = entry.resource.project;
        if (entry.resource.environment != "*")
            event.environment = entry.resource.environment;
        event.link = text(item, "_links.site.href");
        addField(event, "flag", entry.resource.flag);
        addField(event, "resource", entry.resource.other);
        std::string actions;
        for (const std::string& action : actionsOf(item))
            actions += (actions.empty() ? "" : ", ") + action;
        addField(event, "action", actions);
        addField(event, "change", withoutLinks(text(item, "title")));
        addField(event, "description", text(item, "description"));
        addField(event, "id", text(item, "_id"));
        return event;
    }

    static std::string nameOf(const Entry& entry)
    {
        std::string name = text(*entry.json, "name");
        if (name.empty())
            name = text(*entry.json, "target.name");
        if (name.empty())
            name = entry.resource.flag.empty() ? entry.resource.other : entry.resource.flag;
        return name;
    }

    static void emitOn(const Entry& on, const Entry* off, RecordSink& sink)
    {
        Event event = eventOf(on);
        event.title = nameOf(on) + " on" + (event.environment.empty() ? "" : " in " + event.environment);
        if (off != nullptr) {
            event.end = off->time;
            addField(event, "turned_off_by", actorOf(*off->json));
            addField(event, "turned_off_comment", text(*off->json, "comment"));
            addField(event, "turned_off_id", text(*off->json, "_id"));
        } else {
            event.openEnd = true;
        }
        sink.event(std::move(event));
    }

    static void emitChange(const Entry& entry, RecordSink& sink)
    {
        Event event = eventOf(entry);
        const std::string verb = text(*entry.json, "titleVerb");
        const std::string name = nameOf(entry);
        event.title = verb.empty() ? withoutLinks(text(*entry.json, "title")) : name + ": " + verb;
        if (event.title.empty())
            event.title = name.empty() ? "change" : name;
        if (!event.environment.empty())
            event.title += " in " + event.environment;
        sink.event(std::move(event));
    }

    std::vector<Entry> m_entries;
    std::map<std::string, const Entry*> m_on;    ///< by project, environment and flag
    std::set<std::string> m_ids;
};

}    // namespace

const FormatInfo& LaunchDarklyAuditImporter::info() const
{
    static const FormatInfo info{.id = "launchdarkly-audit",
                                 .title = "LaunchDarkly audit log",
                                 .records = "event",
                                 .framing = Framing::Document,
                                 .zone = "epoch",
                                 .specification = "LaunchDarkly API, audit log"};
    return info;
}

Detection LaunchDarklyAuditImporter::detect(const SourceHead& head) const
{
    const std::string_view start = trimmed(head.text);
    Detection detection;
    const auto has = [start](std::string_view key) { return start.find(key) != std::string_view::npos; };
    if (start.empty() || (start.front() != '{' && start.front() != '[') || !has("\"titleVerb\"") || !has("\"date\""))
        return detection;
    const bool resources = has("\"accesses\"") || has("proj/");
    detection.confidence = resources ? 90 : 45;
    detection.reason = resources ? "an audit log by its LaunchDarkly keys (titleVerb, accesses)" : "holds titleVerb, a LaunchDarkly key";
    return detection;
}

std::unique_ptr<RecordReader> LaunchDarklyAuditImporter::open(const ReaderContext&) const
{
    return std::make_unique<Reader>();
}

}    // namespace faultline
