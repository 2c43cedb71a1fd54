#include "importers/events/chatservices.h"

#include "app/base/text.h"
#include "app/import/markup.h"
#include "importers/events/chattext.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using Json = nlohmann::json;

/// "<what> <sign><count>" of each entry of a list.
std::string listed(const Json& object, const char* list, std::string_view name, std::string_view count)
{
    std::string text;
    const Json* entries = findJson(object, list);
    if (entries == nullptr || !entries->is_array())
        return text;
    for (const Json& entry : *entries) {
        const std::string what = jsonString(entry, name);
        const std::string often = count.empty() ? std::string() : jsonString(entry, count);
        if (!what.empty())
            text += (text.empty() ? "" : ", ") + what + (often.empty() ? "" : " " + often);
    }
    return text;
}

void append(std::string& text, const std::string& more)
{
    if (!trimmed(more).empty())
        text += (text.empty() ? "" : "\n") + more;
}

class DiscordReader final : public EventDocumentReader {
public:
    explicit DiscordReader(const TimeSettings& settings) : EventDocumentReader(settings, {{"messages"}, "message"}) {}

private:
    void object(const Json& message, RecordSink& sink) override
    {
        // Who comes and goes tells nothing about an outage.
        constexpr std::array passedOver = {"RecipientAdd", "RecipientRemove", "GuildMemberJoin", "UserJoin"};
        const std::string type = jsonString(message, "type");
        if (std::find(passedOver.begin(), passedOver.end(), type) != passedOver.end())
            return sink.skip();
        const auto start = time(message, "timestamp");
        if (!start)
            return rejectTime("timestamp", sink);
        Event event;
        event.kind = "chat";
        event.start = *start;
        event.actor = anyJsonString(message, {"author.nickname", "author.name"});
        std::string text = jsonString(message, "content");
        append(text, anyJsonString(message, {"embeds.0.title"}));
        append(text, anyJsonString(message, {"embeds.0.description"}));
        if (const std::string files = listed(message, "attachments", "fileName", {}); !files.empty())
            append(text, "File: " + files);
        setMessage(event, std::string(trimmed(text)));
        if (event.title.empty())
            event.title = type.empty() || type == "Default" ? "(no text)" : "(" + type + ")";
        event.link = jsonString(message, "embeds.0.url");
        if (const Json* around = envelope()) {
            event.service = jsonString(*around, "channel.name");
            addField(event, "team", jsonString(*around, "guild.name"));
        }
        addField(event, "thread", jsonString(message, "reference.messageId"));
        addField(event, "reactions", listed(message, "reactions", "emoji.name", "count"));
        addField(event, "edited", jsonString(message, "timestampEdited"));
        addField(event, "pinned", jsonString(message, "isPinned") == "true" ? "true" : "");
        addField(event, "id", jsonString(message, "id"));
        sink.event(std::move(event));
    }
};

/// The text of a message in HTML: blocks on lines of their own.
std::string textOfHtml(std::string_view html, std::string& link)
{
    constexpr std::array blocks = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "pre", "blockquote"};
    std::string text;
    MarkupScanner scanner(html);
    for (auto part = scanner.next(); part != MarkupScanner::Part::End; part = scanner.next()) {
        if (part == MarkupScanner::Part::Text) {
            text += scanner.text();
            continue;
        }
        if (part == MarkupScanner::Part::Open && scanner.name() == "a" && link.empty())
            link = scanner.attribute("href");
        if (part == MarkupScanner::Part::Open && scanner.name() == "emoji")
            text += scanner.attribute("alt");
        const bool isBlock = std::find(blocks.begin(), blocks.end(), scanner.name()) != blocks.end();
        if (isBlock && !text.empty() && text.back() != '\n')
            text += '\n';
    }
    return text;
}

class TeamsReader final : public EventDocumentReader {
public:
    explicit TeamsReader(const TimeSettings& settings) : EventDocumentReader(settings, {{"value"}, "message"}) {}

private:
    void object(const Json& message, RecordSink& sink) override
    {
        read(message, sink);
        const Json* replies = findJson(message, "replies");
        if (replies == nullptr || !replies->is_array())
            return;
        for (const Json& reply : *replies) {
            if (reply.is_object())
                read(reply, sink);
        }
    }

    void read(const Json& message, RecordSink& sink)
    {
        const std::string type = jsonString(message, "messageType");
        if (type.empty())
            return sink.reject("unknown-object", "An object is no chatMessage of Teams");
        if (type != "message")
            return sink.skip();    // members come and go, calls begin and end
        const auto start = time(message, "createdDateTime");
        if (!start)
            return rejectTime("createdDateTime", sink);
        Event event;
        event.kind = "chat";
        event.start = *start;
        event.actor = anyJsonString(message, {"from.user.displayName", "from.application.displayName", "from.device.displayName"});
        std::string text = jsonString(message, "subject");
        const std::string content = jsonString(message, "body.content");
        append(text, jsonString(message, "body.contentType") == "html" ? textOfHtml(content, event.link) : content);
        if (const std::string files = listed(message, "attachments", "name", {}); !files.empty())
            append(text, "File: " + files);
        setMessage(event, std::string(trimmed(text)));
        if (event.title.empty())
            event.title = jsonString(message, "deletedDateTime").empty() ? "(no text)" : "(deleted)";
        if (event.link.empty())
            event.link = jsonString(message, "webUrl");
        if (const std::string importance = jsonString(message, "importance"); importance != "normal")
            addField(event, "importance", importance);
        addField(event, "thread", jsonString(message, "replyToId"));
        addField(event, "reactions", listed(message, "reactions", "reactionType", {}));
        addField(event, "edited", jsonString(message, "lastEditedDateTime"));
        addField(event, "channel", anyJsonString(message, {"channelIdentity.channelId", "chatId"}));
        addField(event, "id", jsonString(message, "id"));
        sink.event(std::move(event));
    }
};

}    // namespace

EventFormat discordExport()
{
    return {.info = {.id = "discord-export",
                     .title = "Discord channel (DiscordChatExporter)",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .specification = "DiscordChatExporter, JSON format"},
            .signs = {{{"guild.name", "channel.name", "messages.timestamp", "messages.content", "messages.author.name"}, 95},
                      {{"guild.name", "channel.name", "exportedAt", "messages"}, 94}},
            .open = &openReader<DiscordReader>};
}

EventFormat teamsMessages()
{
    return {.info = {.id = "teams-messages",
                     .title = "Microsoft Teams messages (Graph API)",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "UTC in the text",
                     .specification = "Microsoft Graph v1.0, chatMessage resource"},
            .signs = {{{"value.messageType", "value.createdDateTime", "value.body.content"}, 95},
                      {{"messageType", "createdDateTime", "body.content", "body.contentType"}, 95}},
            .open = &openReader<TeamsReader>};
}

}    // namespace faultline
