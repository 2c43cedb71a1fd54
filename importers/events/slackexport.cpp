#include "importers/events/slackexport.h"

#include "app/base/text.h"
#include "importers/events/chattext.h"

#include <array>
#include <algorithm>
#include <set>

namespace faultline {

namespace {

using Json = nlohmann::json;

/// Who comes and goes tells nothing about an outage.
constexpr std::array<std::string_view, 14> passedOver = {"channel_join",  "channel_leave",  "group_join",   "group_leave", "bot_add",
                                                         "bot_remove",    "channel_archive", "channel_unarchive", "channel_convert_to_private",
                                                         "reminder_add",  "tombstone",      "bot_enable",   "bot_disable", "app_conversation_join"};

std::string reactionsOf(const Json& message)
{
    std::string text;
    const Json* reactions = findJson(message, "reactions");
    if (reactions == nullptr || !reactions->is_array())
        return text;
    for (const Json& reaction : *reactions) {
        const std::string name = jsonString(reaction, "name");
        const std::string count = jsonString(reaction, "count");
        if (!name.empty())
            text += (text.empty() ? "" : ", ") + name + (count.empty() ? "" : " " + count);
    }
    return text;
}

/// Bots write their text into attachments.
std::string attachmentText(const Json& message, const ChatNames& names, std::string& link)
{
    std::string text;
    const Json* attachments = findJson(message, "attachments");
    if (attachments == nullptr || !attachments->is_array())
        return text;
    for (const Json& attachment : *attachments) {
        std::string part;
        for (const char* key : {"pretext", "title", "text"}) {
            const std::string piece = plainSlackText(jsonString(attachment, key), names, link);
            if (!trimmed(piece).empty())
                part += (part.empty() ? "" : "\n") + piece;
        }
        if (part.empty())
            part = plainSlackText(jsonString(attachment, "fallback"), names, link);
        if (!part.empty())
            text += (text.empty() ? "" : "\n") + part;
    }
    return text;
}

std::string fileText(const Json& message)
{
    const std::string name = anyJsonString(message, {"files.0.title", "files.0.name", "file.title", "file.name"});
    return name.empty() ? std::string() : "File: " + name;
}

class SlackReader final : public EventDocumentReader {
public:
    explicit SlackReader(const TimeSettings& settings) : EventDocumentReader(settings, {.lists = {"messages"}, .noun = "message", .remembers = true}) {}

private:
    /// Messages name their writers, and mention people who write further down: all are read before the first is told.
    void object(const Json& object, RecordSink&) override
    {
        m_objects.push_back(&object);
        const Json* profile = findJson(object, "user_profile");
        const std::string user = anyJsonString(object, {"user", "id"});
        if (profile == nullptr)
            profile = findJson(object, "profile");
        if (profile != nullptr && !user.empty())
            m_names.emplace(user, anyJsonString(*profile, {"display_name", "real_name", "name"}));
    }

    void end(RecordSink& sink) override
    {
        std::erase_if(m_names, [](const auto& name) { return name.second.empty(); });
        for (const Json* object : m_objects)
            tell(*object, sink);
    }

    std::string named(const std::string& id) const
    {
        const auto found = m_names.find(id);
        return found == m_names.end() ? id : found->second;
    }

    void tell(const Json& object, RecordSink& sink)
    {
        if (object.contains("ts"))
            return message(object, sink);
        if (object.contains("change_type"))
            return integration(object, sink);
        if (object.contains("creator") && object.contains("created"))
            return channel(object, sink);
        if (object.contains("team_id") || object.contains("profile"))
            return sink.skip();    // users.json: names, no moments
        sink.reject("unknown-object", "An object is no message, channel, user or integration of Slack");
    }

    void message(const Json& message, RecordSink& sink)
    {
        const std::string subtype = jsonString(message, "subtype");
        if (std::find(passedOver.begin(), passedOver.end(), subtype) != passedOver.end())
            return sink.skip();
        const auto start = time(message, "ts");
        if (!start)
            return rejectTime("ts", sink);
        const std::string key = jsonString(message, "ts");
        if (!m_messages.insert(key + '\n' + anyJsonString(message, {"user", "bot_id", "username"})).second)
            return sink.skip();    // pages of the API that overlap
        Event event;
        event.kind = "chat";
        event.start = *start;
        event.actor = anyJsonString(message, {"user_profile.display_name", "user_profile.real_name", "user_profile.name", "username",
                                              "bot_profile.name"});
        if (event.actor.empty())
            event.actor = named(anyJsonString(message, {"comment.user", "user", "bot_id"}));
        std::string text = plainSlackText(jsonString(message, "text"), m_names, event.link);
        for (const std::string& more : {attachmentText(message, m_names, event.link), fileText(message)}) {
            if (!more.empty() && text.find(more) == std::string::npos)
                text += (trimmed(text).empty() ? "" : "\n") + more;
        }
        setMessage(event, std::string(trimmed(text)));
        if (event.title.empty())
            event.title = subtype.empty() ? "(no text)" : "(" + subtype + ")";
        if (event.link.empty())
            event.link = jsonString(message, "permalink");
        addField(event, "subtype", subtype);
        if (const std::string thread = jsonString(message, "thread_ts"); thread != key)
            addField(event, "thread", thread);
        addField(event, "replies", jsonString(message, "reply_count"));
        addField(event, "reactions", reactionsOf(message));
        addField(event, "edited", jsonString(message, "edited.ts"));
        addField(event, "id", key);
        sink.event(std::move(event));
    }

    void channel(const Json& channel, RecordSink& sink)
    {
        const auto start = time(channel, "created");
        if (!start)
            return rejectTime("created", sink);
        Event event;
        event.kind = "chat";
        event.start = *start;
        event.title = "Channel " + jsonString(channel, "name") + " is created";
        event.body = plainSlackText(anyJsonString(channel, {"purpose.value", "topic.value"}), m_names, event.link);
        event.actor = named(jsonString(channel, "creator"));
        addField(event, "id", jsonString(channel, "id"));
        sink.event(std::move(event));
    }

    void integration(const Json& change, RecordSink& sink)
    {
        const auto start = time(change, "date");
        if (!start)
            return rejectTime("date", sink);
        Event event;
        event.kind = "config";
        event.start = *start;
        event.title = "Integration " + anyJsonString(change, {"service_type", "app_type", "service_id", "app_id"}) + " is "
                      + jsonString(change, "change_type");
        event.body = jsonString(change, "reason");
        event.actor = anyJsonString(change, {"user_name", "user_id"});
        addField(event, "scope", jsonString(change, "scope"));
        addField(event, "channel", jsonString(change, "channel"));
        addField(event, "id", anyJsonString(change, {"service_id", "app_id"}));
        sink.event(std::move(event));
    }

    std::vector<const Json*> m_objects;
    ChatNames m_names;
    std::set<std::string> m_messages;
};

}    // namespace

EventFormat slackExport()
{
    return {.info = {.id = "slack-export",
                     .title = "Slack export (messages of a day, channels, integrations)",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "epoch",
                     .specification = "Slack, reading data exports; conversations.history"},
            .signs = {{{"type", "ts", "text"}, 94},
                      {{"messages.type", "messages.ts", "messages.text"}, 94},
                      {{"creator", "created", "members", "purpose.value"}, 94},
                      {{"team_id", "profile.real_name", "deleted"}, 94},
                      {{"change_type", "date", "user_id", "scope"}, 94}},
            .open = &openReader<SlackReader>};
}

}    // namespace faultline
