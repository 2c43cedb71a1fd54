#include "importers/timelines/timelinejson.h"

#include "app/base/text.h"
#include "app/import/jsonscanner.h"
#include "app/import/timestampscanner.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

std::string textOf(const Json& row, const char* key)
{
    return std::string(findJsonText(row, key).value_or(std::string_view{}));
}

/// Instants of an export are always UTC.
std::optional<Timestamp> instantOf(const Json& row, const char* key)
{
    std::string_view text = findJsonText(row, key).value_or(std::string_view{});
    const auto written = scanIsoTime(text);
    if (!written || !text.empty() || !written->offsetSeconds)
        return std::nullopt;
    const auto resolved = TimeResolver().resolve(*written);
    return resolved ? std::optional(resolved->utc) : std::nullopt;
}

std::string tagsOf(const Json& row)
{
    const Json* tags = findJson(row, "tags");
    if (tags == nullptr || !tags->is_array())
        return {};
    std::string text;
    for (const Json& tag : *tags)
        text += (text.empty() ? "" : ", ") + std::string(jsonText(&tag).value_or(std::string_view{}));
    return text;
}

/// What the row rests on, in fields that are kept by name: "evidence", "evidence 2", each as "window 2024-...Z/2024-...Z request
/// status >= 500" and the caption on a line of its own.
void addEvidence(const Json& row, const char* key, Event& event)
{
    const Json* all = findJson(row, key);
    if (all == nullptr || !all->is_array())
        return;
    std::size_t number = 0;
    for (const Json& one : *all) {
        const std::string kind = textOf(one, "kind");
        const std::string reference = textOf(one, "reference");
        const std::string caption = textOf(one, "caption");
        if (kind.empty() || reference.empty())
            continue;
        const std::string name = ++number == 1 ? key : key + (' ' + std::to_string(number));
        event.fields.emplace_back(name, kind + ' ' + reference + (caption.empty() ? "" : '\n' + caption));
    }
}

/// "Row 3" has a start, or is refused.
std::optional<Event> eventOf(const Json& row, const std::string& place, const char* startKey, const char* endKey, RecordSink& sink)
{
    if (!row.is_object()) {
        sink.reject("bad-row", place + " is not an object");
        return std::nullopt;
    }
    const auto start = instantOf(row, startKey);
    if (!start) {
        sink.reject("bad-time", place + ": \"" + startKey + "\" is no ISO 8601 time with an offset");
        return std::nullopt;
    }
    Event event;
    event.start = {*start, TimeBasis::Offset, false, false};
    if (const auto end = instantOf(row, endKey))
        event.end = RecordTime{*end, TimeBasis::Offset, false, false};
    event.precision = event.end ? Precision::Range : Precision::Exact;
    event.title = textOf(row, "title");
    return event;
}

class JsonTimelineReader final : public RecordReader {
public:
    void document(std::string_view text, RecordSink& sink) override
    {
        JsonRefusal refusal;
        const auto document = parseJson(text, &refusal);
        if (!document)
            return sink.reject(refusal.code, refusal.reason);
        const Json* rows = document->is_array() ? &*document : document->is_object() && document->contains("rows") ? &document->at("rows") : nullptr;
        if (rows == nullptr || !rows->is_array())
            return sink.reject("no-rows", "The document has no list called \"rows\"");
        if (rows->empty())
            sink.issue("empty-timeline", "The timeline holds no rows");
        std::size_t number = 0;
        for (const Json& row : *rows)
            addRow(row, ++number, sink);
        const Json* suspects = document->is_object() ? findJson(*document, "suspects") : nullptr;
        if (suspects == nullptr || !suspects->is_array())
            return;
        number = 0;
        for (const Json& suspect : *suspects)
            addSuspect(suspect, ++number, sink);
    }

private:
    static void addRow(const Json& row, std::size_t number, RecordSink& sink)
    {
        auto event = eventOf(row, "Row " + std::to_string(number), "start", "end", sink);
        if (!event)
            return;
        event->kind = "human";
        fromName(textOf(row, "precision"), event->precision);
        event->timeText = textOf(row, "time_text");
        if (trimmed(event->title).empty())
            event->title = trimmed(event->timeText).empty() ? formatUtc(event->start.utc) : event->timeText;
        event->body = textOf(row, "body");
        event->actor = textOf(row, "owner");
        event->section = textOf(row, "section");
        if (const std::string type = textOf(row, "type"); !type.empty())
            event->fields.emplace_back("type", type);
        if (const std::string tags = tagsOf(row); !tags.empty())
            event->fields.emplace_back("tags", tags);
        addEvidence(row, "evidence", *event);
        sink.event(std::move(*event));
    }

    /// As app/timeline/hypothesisevent.h reads it.
    static void addSuspect(const Json& suspect, std::size_t number, RecordSink& sink)
    {
        auto event = eventOf(suspect, "Suspect " + std::to_string(number), "begin", "end", sink);
        if (!event)
            return;
        event->kind = "hypothesis";
        if (trimmed(event->title).empty())
            event->title = "Suspect " + std::to_string(number);
        event->body = textOf(suspect, "reason");
        for (const char* key : {"status", "method"})
            if (std::string text = textOf(suspect, key); !text.empty())
                event->fields.emplace_back(key, std::move(text));
        addEvidence(suspect, "for", *event);
        addEvidence(suspect, "against", *event);
        sink.event(std::move(*event));
    }
};

}    // namespace

const FormatInfo& TimelineJson::info() const
{
    static constexpr FormatInfo info{.id = "timeline-json",
                                     .title = "Timeline exported as JSON",
                                     .records = "event",
                                     .framing = Framing::Document,
                                     .zone = "UTC",
                                     .specification = "this program, timeline export"};
    return info;
}

Detection TimelineJson::detect(const SourceHead& head) const
{
    const std::string_view text = trimmed(head.text.substr(0, 4096));
    if (text.empty() || (text.front() != '{' && text.front() != '['))
        return {};
    if (text.find("\"faultline-timeline\"") != std::string_view::npos)
        return {98, "a timeline export of this program", Anchor::Unknown, Basis::Assumed, {}};
    if (text.find("\"time_text\"") != std::string_view::npos && text.find("\"precision\"") != std::string_view::npos)
        return {80, "rows of a timeline listing", Anchor::Unknown, Basis::Assumed, {}};
    return {};
}

std::unique_ptr<RecordReader> TimelineJson::open(const ReaderContext&) const
{
    return std::make_unique<JsonTimelineReader>();
}

}    // namespace faultline
