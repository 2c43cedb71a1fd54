#include "importers/events/jira.h"

#include "app/base/text.h"

#include <array>

namespace faultline {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longestBody = 16 * 1024;

/// The words of Atlassian's document format, a paragraph a line.
void appendDocument(const Json& node, std::string& text, int depth)
{
    constexpr int deepest = 32;
    if (depth > deepest || text.size() > longestBody || !node.is_object())
        return;
    if (const auto words = findJsonText(node, "text"))
        text += *words;
    const Json* content = findJson(node, "content");
    if (content == nullptr || !content->is_array())
        return;
    for (const Json& part : *content)
        appendDocument(part, text, depth + 1);
    const std::string type = jsonString(node, "type");
    if ((type == "paragraph" || type == "heading" || type == "listItem") && !text.empty() && text.back() != '\n')
        text += '\n';
}

std::string documentText(const Json* value)
{
    if (value == nullptr)
        return {};
    if (const auto plain = jsonText(value))
        return std::string(*plain);
    std::string text;
    appendDocument(*value, text, 0);
    return std::string(trimmed(text));
}

void tellIssue(const Json& object, Event& event)
{
    const std::string key = jsonString(object, "key");
    event.title = key + (key.empty() ? "" : ": ") + event.title;
    event.body = documentText(findJson(object, "fields.description"));
    const std::string status = jsonString(object, "fields.status.statusCategory.key");
    event.openEnd = !event.end && !status.empty() && status != "done";
}

const EventMapping issue{.kind = "incident",
                         .needs = {"fields"},
                         .start = {"fields.created", "created_at"},
                         .end = {"fields.resolutiondate", "resolved_at"},
                         .state = {"fields.status.name"},
                         .title = {"fields.summary", "summary"},
                         .actor = {"fields.reporter.displayName", "fields.creator.displayName"},
                         .service = {"fields.components.0.name", "fields.project.key"},
                         .environment = {"fields.environment"},
                         .link = {"self"},
                         .fields = {{"type", "fields.issuetype.name"},
                                    {"priority", "fields.priority.name"},
                                    {"resolution", "fields.resolution.name"},
                                    {"assignee", "fields.assignee.displayName"},
                                    {"labels", "fields.labels"},
                                    {"key", "key"}},
                         .amend = &tellIssue};

class Reader final : public MappingReader {
public:
    explicit Reader(const TimeSettings& settings)
        : MappingReader(settings, {{"issues", "issue", "values", "comments"}, "issue"})
    {
    }

private:
    bool isObject(const Json& object) const override { return fits(issue, object) && object.contains("key"); }

    void object(const Json& object, RecordSink& sink) override
    {
        if (!fits(issue, object) && object.contains("body"))    // comments of one issue, listed alone
            return takeComment({}, object, sink);
        if (!fits(issue, object))
            return sink.reject("unknown-object", "An object is no Jira issue");
        take(issue, object, sink);
        const std::string key = jsonString(object, "key");
        const Json* comments = findJson(object, "fields.comment");
        if (comments != nullptr && comments->is_object())
            comments = findJson(*comments, "comments");
        for (const Json& comment : listOf(comments))
            takeComment(key, comment, sink);
        for (const Json& history : listOf(findJson(object, "changelog.histories")))
            takeHistory(key, history, sink);
        const auto total = findJsonInteger(object, "changelog.total");
        const auto held = static_cast<std::int64_t>(listOf(findJson(object, "changelog.histories")).size());
        if (total && *total > held)
            sink.issue("export-truncated",
                       "The changelog of " + key + " has " + std::to_string(*total) + " changes and " + std::to_string(held)
                           + " are here");
    }

    static const Json& listOf(const Json* value)
    {
        static const Json none = Json::array();
        return value != nullptr && value->is_array() ? *value : none;
    }

    void takeComment(const std::string& key, const Json& comment, RecordSink& sink)
    {
        const auto created = comment.is_object() ? time(comment, "created") : std::nullopt;
        if (!created)
            return sink.reject("bad-time", "A comment of " + key + " has no created that is a time");
        Event event;
        event.kind = "human";
        event.start = *created;
        event.body = documentText(findJson(comment, "body"));
        event.title = key + (key.empty() ? "" : ": ") + titleLine(event.body.empty() ? "comment" : event.body);
        event.actor = anyJsonString(comment, {"author.displayName", "author.name"});
        event.link = jsonString(comment, "self");
        addField(event, "id", jsonString(comment, "id"));
        sink.event(std::move(event));
    }

    /// Changes of the fields that tell the story; ranks, links and attachments do not.
    void takeHistory(const std::string& key, const Json& history, RecordSink& sink)
    {
        constexpr std::array<std::string_view, 7> telling = {"status",   "priority", "assignee", "resolution",
                                                             "severity", "impact",   "summary"};
        const auto created = history.is_object() ? time(history, "created") : std::nullopt;
        if (!created)
            return sink.reject("bad-time", "A change of " + key + " has no created that is a time");
        bool isTold = false;
        for (const Json& item : listOf(findJson(history, "items"))) {
            const std::string field = item.is_object() ? jsonString(item, "field") : std::string();
            bool tells = false;
            for (const std::string_view one : telling)
                tells = tells || equalsIgnoringCase(field, one);
            if (!tells)
                continue;
            Event event;
            event.kind = "human";
            event.start = *created;
            event.actor = anyJsonString(history, {"author.displayName", "author.name"});
            const std::string from = jsonString(item, "fromString");
            event.title =
                titleLine(key + ": " + field + ' ' + (from.empty() ? "" : from + " → ") + jsonString(item, "toString"));
            addField(event, "field", field);
            addField(event, "from", from);
            addField(event, "to", jsonString(item, "toString"));
            addField(event, "id", jsonString(history, "id"));
            sink.event(std::move(event));
            isTold = true;
        }
        if (!isTold)
            skip("they change fields that tell nothing of an incident", sink);
    }
};

void tellRequest(const Json& object, Event& event)
{
    const std::string key = jsonString(object, "issueKey");
    std::string summary = jsonString(object, "summary");
    if (const Json* values = findJson(object, "requestFieldValues"); values != nullptr && values->is_array()) {
        for (const Json& value : *values) {
            if (value.is_object() && jsonString(value, "fieldId") == "summary" && summary.empty())
                summary = jsonString(value, "value");
        }
    }
    event.title = key + (summary.empty() ? "" : ": " + titleLine(summary));
    const std::string category = jsonString(object, "currentStatus.statusCategory");
    event.openEnd = !category.empty() && category != "DONE";
    if (event.openEnd)
        event.end.reset();
}

}    // namespace

EventFormat jiraIssues()
{
    return {.info = {.id = "jira",
                     .title = "Jira issues",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .specification = "Jira REST API, issues and search"},
            .signs = {{{"issues.key", "issues.fields"}, 95},
                      {{"comments.body", "comments.created", "comments.author"}, 93},
                      {{"key", "fields.summary"}, 93},
                      {{"issue.key", "issue.fields.summary"}, 94},
                      {{"values.key", "values.fields"}, 93}},
            .open = &openReader<Reader>};
}

EventFormat jiraServiceManagement()
{
    return {.info = {.id = "jira-service-management",
                     .title = "Jira Service Management requests",
                     .records = "event",
                     .framing = Framing::Document,
                     .zone = "offset in the text",
                     .specification = "Jira Service Management REST API, requests"},
            .signs = {{{"values.issueKey", "values.createdDate"}, 95}, {{"issueKey", "createdDate", "currentStatus"}, 95}},
            .shape = {{"values"}, "request"},
            .mappings = {{.kind = "incident",
                          .needs = {"issueKey", "createdDate"},
                          .id = {"issueId"},
                          .start = {"createdDate.epochMillis", "createdDate.iso8601", "createdDate"},
                          .end = {"currentStatus.statusDate.epochMillis", "currentStatus.statusDate.iso8601"},
                          .state = {"currentStatus.status"},
                          .actor = {"reporter.displayName", "reporter.name"},
                          .service = {"serviceDeskId"},
                          .link = {"_links.web", "_links.agent"},
                          .fields = {{"type", "requestType.name"}, {"key", "issueKey"}},
                          .amend = &tellRequest}}};
}

}    // namespace faultline
