#include "importers/events/mattermostexport.h"

#include "app/base/text.h"
#include "importers/events/chattext.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

class MattermostReader final : public EventDocumentReader {
public:
    explicit MattermostReader(const TimeSettings& settings) : EventDocumentReader(settings, {{}, "post"}) {}

private:
    void object(const Json& line, RecordSink& sink) override
    {
        const std::string type = jsonString(line, "type");
        if (type != "post" && type != "direct_post") {
            if (type.empty())
                return sink.reject("unknown-object", "A line of the export has no type");
            return sink.skip();
        }
        const Json* post = findJson(line, type);
        if (post == nullptr || !post->is_object())
            return sink.reject("unknown-object", "A line of the export holds no post");
        const std::string kind = jsonString(*post, "type");
        if (kind.substr(0, 7) == "system_" && kind != "system_header_change" && kind != "system_purpose_change")
            return sink.skip();    // who joins and leaves
        const std::string thread = jsonString(*post, "create_at");
        emit(*post, *post, {}, sink);
        const Json* replies = findJson(*post, "replies");
        if (replies == nullptr || !replies->is_array())
            return;
        for (const Json& reply : *replies) {
            if (reply.is_object())
                emit(reply, *post, thread, sink);
        }
    }

    void emit(const Json& message, const Json& post, const std::string& thread, RecordSink& sink)
    {
        const auto start = millisecondTime(findJson(message, "create_at"));
        if (!start)
            return rejectTime("create_at", sink);
        Event event;
        event.kind = "chat";
        event.start = *start;
        event.actor = jsonString(message, "user");
        setMessage(event, jsonString(message, "message"));
        if (event.title.empty())
            event.title = "(no text)";
        event.service = jsonString(post, "channel");
        addField(event, "team", jsonString(post, "team"));
        addField(event, "thread", thread);
        addField(event, "pinned", jsonString(message, "is_pinned") == "true" ? "true" : "");
        if (const std::string edited = jsonString(message, "edit_at"); edited != "0")
            addField(event, "edited", edited);
        sink.event(std::move(event));
    }
};

}    // namespace

EventFormat mattermostExport()
{
    return {.info = {.id = "mattermost-export",
                     .title = "Mattermost bulk export (JSON lines)",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "epoch",
                     .specification = "Mattermost, bulk loading data format"},
            .signs = {{{"type", "post.create_at", "post.message", "post.user"}, 95},
                      {{"type", "direct_post.create_at", "direct_post.message"}, 95},
                      {{"type", "version", "team.display_name", "team.name"}, 93}},
            .open = &openReader<MattermostReader>};
}

}    // namespace faultline
