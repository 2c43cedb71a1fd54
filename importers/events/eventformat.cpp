#include "importers/events/eventformat.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using Json = nlohmann::json;

bool holds(const EventMapping::Paths& states, std::string_view state)
{
    return std::any_of(states.begin(), states.end(), [state](std::string_view one) { return equalsIgnoringCase(one, state); });
}

class MappedReader final : public MappingReader {
public:
    MappedReader(const EventFormat& format, const TimeSettings& settings)
        : MappingReader(settings, format.shape), m_mappings(format.mappings), m_pageSize(format.pageSize)
    {
    }

private:
    void object(const Json& object, RecordSink& sink) override
    {
        ++m_objects;
        readBy(m_mappings, object, sink);
    }

    void end(RecordSink& sink) override
    {
        MappingReader::end(sink);
        if (m_pageSize != 0 && m_objects == m_pageSize)
            tellFullPage(m_pageSize, sink);
    }

    const std::vector<EventMapping>& m_mappings;
    std::size_t m_pageSize;
    std::size_t m_objects = 0;
};

}    // namespace

Detection EventFormatImporter::detect(const SourceHead& head) const
{
    Detection detection;
    if (!startsAsJson(head))
        return detection;
    std::vector<std::string_view> paths;
    for (const EventFormat::Sign& sign : m_format.signs)
        paths.insert(paths.end(), sign.paths.begin(), sign.paths.end());
    const std::vector<bool> held = heldJsonPaths(head.text, paths);
    std::size_t next = 0;
    for (const EventFormat::Sign& sign : m_format.signs) {
        bool isHeld = true;
        for (std::size_t i = 0; i < sign.paths.size(); ++i)
            isHeld = held[next++] && isHeld;
        if (!isHeld || sign.confidence <= detection.confidence)
            continue;
        detection.confidence = sign.confidence;
        detection.reason = std::string(m_format.info.title) + " by the members ";
        for (const std::string_view path : sign.paths)
            detection.reason += (path == sign.paths.front() ? "" : ", ") + std::string(path);
    }
    return detection;
}

std::unique_ptr<RecordReader> EventFormatImporter::open(const ReaderContext& context) const
{
    if (m_format.open != nullptr)
        return m_format.open(context);
    return std::make_unique<MappedReader>(m_format, context.time);
}

void MappingReader::readBy(const std::vector<EventMapping>& mappings, const Json& object, RecordSink& sink)
{
    const auto mapping = std::find_if(mappings.begin(), mappings.end(), [&](const EventMapping& one) { return fits(one, object); });
    if (mapping == mappings.end())
        sink.reject("unknown-object", "An object is none that this format knows");
    else
        take(*mapping, object, sink);
}

void MappingReader::take(const EventMapping& mapping, const Json& object, RecordSink& sink)
{
    if (!mapping.skipped.empty())
        return skip(mapping.skipped, sink);
    const std::string id = textAt(object, mapping.id);
    const std::string key = joinKey(mapping, object);
    if (key.empty() && !id.empty() && !m_ids.insert(std::string(mapping.kind) + '\n' + id).second)
        return sink.skip();
    auto event = eventBy(mapping, object);
    if (!event)
        rejectTime(mapping.start.front(), sink);
    else if (key.empty())
        sink.event(std::move(*event));
    else
        m_joiner.add(key, std::move(*event), sink);
}

void MappingReader::skip(std::string_view reason, RecordSink& sink)
{
    ++m_skipped.emplace(reason, 0).first->second;
    sink.skip();
}

void MappingReader::end(RecordSink& sink)
{
    m_joiner.emit(sink);
    for (const auto& [reason, count] : m_skipped)
        sink.issue("not-an-event", formatCount(static_cast<std::int64_t>(count), "object") + " skipped: " + reason);
    m_skipped.clear();
}

std::string MappingReader::joinKey(const EventMapping& mapping, const Json& object) const
{
    std::string key;
    for (const std::string_view path : mapping.joinBy) {
        const std::string part = textAt(object, {path});
        if (part.empty())
            return {};
        key += part + '\n';
    }
    return key.empty() ? key : std::string(mapping.kind) + '\n' + key;
}

bool MappingReader::fits(const EventMapping& mapping, const Json& object) const
{
    return std::all_of(mapping.needs.begin(), mapping.needs.end(), [&](std::string_view path) {
        const Json* value = at(object, path);
        return value != nullptr && !value->is_null();
    });
}

std::optional<Event> MappingReader::eventBy(const EventMapping& mapping, const Json& object)
{
    const auto start = firstTime(mapping, mapping.start, object);
    if (!start)
        return std::nullopt;
    Event event;
    event.start = *start;
    describe(mapping, object, event);
    const std::string state = textAt(object, mapping.state);
    const auto end = firstTime(mapping, mapping.end, object);
    if (holds(mapping.openStates, state) || (mapping.openWithoutEnd && !end))
        event.openEnd = true;
    else if (end && end->utc > start->utc)
        event.end = end;
    tellFailure(event, state);
    if (mapping.amend != nullptr)
        mapping.amend(object, event);
    return event;
}

void MappingReader::describe(const EventMapping& mapping, const Json& object, Event& event) const
{
    event.kind = mapping.kind;
    const std::string title = titleLine(textAt(object, mapping.title));
    event.title = std::string(mapping.prefix) + (title.empty() && mapping.prefix.empty() ? std::string(mapping.kind) : title);
    event.body = textAt(object, mapping.body);
    if (event.body == event.title)
        event.body.clear();
    event.actor = textAt(object, mapping.actor);
    event.service = textAt(object, mapping.service);
    event.environment = textAt(object, mapping.environment);
    event.link = textAt(object, mapping.link);
    addField(event, "state", textAt(object, mapping.state));
    for (const EventMapping::NamedPath& field : mapping.fields) {
        const Json* value = at(object, field.path);
        const bool isEmpty = value == nullptr || value->is_null() || (value->is_structured() && value->empty());
        // Of several paths for one name the first that is filled counts.
        const bool isKnown = std::any_of(event.fields.begin(), event.fields.end(), [&](const auto& known) { return known.first == field.name; });
        if (!isEmpty && !isKnown)
            addField(event, field.name, jsonDisplay(*value));
    }
    addField(event, "id", textAt(object, mapping.id));
}

const MappingReader::Json* MappingReader::at(const Json& object, std::string_view path) const
{
    if (!path.starts_with('^'))
        return findJson(object, path);
    return envelope() == nullptr ? nullptr : findJson(*envelope(), path.substr(1));
}

std::string MappingReader::textAt(const Json& object, const EventMapping::Paths& paths) const
{
    for (const std::string_view path : paths) {
        const Json* value = at(object, path);
        if (value == nullptr || value->is_null() || value->is_structured())
            continue;
        if (std::string text = jsonDisplay(*value); !text.empty())
            return text;
    }
    return {};
}

std::optional<RecordTime> MappingReader::firstTime(const EventMapping& mapping, const EventMapping::Paths& paths, const Json& object)
{
    for (const std::string_view path : paths) {
        const Json* value = at(object, path);
        if (const auto found = mapping.utc ? utcTime(value) : time(value))
            return found;
    }
    return std::nullopt;
}

void tellFullPage(std::size_t size, RecordSink& sink)
{
    sink.issue("export-truncated", "The export holds exactly " + std::to_string(size)
                   + " objects, the API's default limit: older ones are probably missing");
}

bool isFailure(std::string_view state)
{
    constexpr std::array<std::string_view, 10> words = {"fail",      "error",   "terminal", "cancel",    "timed_out",
                                                             "timed out", "timeout", "abort",    "discarded", "stopped"};
    return std::any_of(words.begin(), words.end(), [state](std::string_view word) { return containsIgnoringCase(state, word); });
}

void tellFailure(Event& event, std::string_view state)
{
    if (isFailure(state))
        event.title += " (" + toLower(state) + ')';
}

std::string_view kindByWords(std::string_view text, std::string_view otherwise)
{
    constexpr std::array<std::array<std::string_view, 2>, 19> kinds = {{{"feature flag", "flag"},
                                                                        {"feature-flag", "flag"},
                                                                        {"deploy", "deploy"},
                                                                        {"release", "deploy"},
                                                                        {"rollback", "deploy"},
                                                                        {"rolled back", "deploy"},
                                                                        {"rollout", "deploy"},
                                                                        {"migration", "migration"},
                                                                        {"maintenance", "maintenance"},
                                                                        {"failover", "failover"},
                                                                        {"restart", "restart"},
                                                                        {"reboot", "restart"},
                                                                        {"scale", "scaling"},
                                                                        {"scaling", "scaling"},
                                                                        {"resize", "scaling"},
                                                                        {"config", "config"},
                                                                        {"incident", "incident"},
                                                                        {"outage", "incident"},
                                                                        {"alert", "alert"}}};
    const auto found = std::find_if(kinds.begin(), kinds.end(), [text](const auto& row) { return containsIgnoringCase(text, row[0]); });
    return found == kinds.end() ? otherwise : (*found)[1];
}

}    // namespace faultline
