#include "importers/events/eventdocument.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"

namespace faultline {

namespace {

using Json = nlohmann::json;

constexpr JsonLimits documentLimits{std::size_t{256} << 20, 64};
constexpr int deepestList = 4;
constexpr std::size_t longestTitle = 160;

bool isSet(const Json* value)
{
    if (value == nullptr || value->is_null())
        return false;
    if (value->is_boolean())
        return value->get<bool>();
    return !value->is_string() || !value->get_ref<const std::string&>().empty();
}

}    // namespace

void EventDocumentReader::document(std::string_view text, RecordSink& sink)
{
    JsonRefusal refusal;
    if (auto root = parseJson(text, &refusal, documentLimits)) {
        m_documents.push_back(std::move(*root));
    } else {
        // Several documents, one a line or one behind another. What is cut at the end does not take the rest with it.
        std::string_view rest = text;
        for (std::string_view part = takeJsonValue(rest); !part.empty(); part = takeJsonValue(rest)) {
            if (auto value = parseJson(part, &refusal, documentLimits))
                m_documents.push_back(std::move(*value));
            else
                sink.reject(refusal.code, refusal.reason);
        }
        if (m_documents.empty() || !trimmed(rest).empty())
            sink.reject(refusal.code, refusal.reason);
    }
    for (const Json& root : m_documents) {
        if (root.empty() && (root.is_array() || root.is_object()))
            sink.issue("empty-list", "The list holds no " + std::string(m_shape.noun) + 's');
        tellWhatIsLeftOut(root, sink);
        if (!root.empty())
            collect(root, sink, 0);
    }
    end(sink);
}

void EventDocumentReader::collect(const Json& value, RecordSink& sink, int depth)
{
    if (value.is_array()) {
        for (const Json& item : value) {
            if (depth < deepestList && (item.is_object() || item.is_array()))
                collect(item, sink, depth + 1);
            else
                sink.reject("not-an-object", "An entry of the list is no " + std::string(m_shape.noun));
        }
        return;
    }
    if (!value.is_object()) {
        sink.reject("not-an-object", "The document holds no " + std::string(m_shape.noun));
        return;
    }
    bool isEnvelope = false;
    for (const std::string_view list : m_shape.lists) {
        const Json* items = findJson(value, list);
        if (items == nullptr || !(items->is_array() || items->is_object()) || depth >= deepestList)
            continue;
        if (!isEnvelope)
            envelope(value, sink);
        isEnvelope = true;
        if (items->empty())
            sink.issue("empty-list", "The list holds no " + std::string(m_shape.noun) + 's');
        collect(*items, sink, depth + 1);
    }
    if (!isEnvelope)
        object(value, sink);
}

void EventDocumentReader::tellWhatIsLeftOut(const Json& root, RecordSink& sink) const
{
    if (!root.is_object())
        return;
    for (const char* key : {"more", "has_more", "hasMore", "incomplete_results", "NextToken", "nextToken", "nextPageToken", "next_page_token",
                            "next_cursor", "nextCursor", "nextPageCursor", "response_metadata.next_cursor", "metadata.continue"}) {
        if (!isSet(findJson(root, key)))
            continue;
        sink.issue("export-truncated", "The export says that there is more (" + std::string(key) + "): only this page of "
                       + std::string(m_shape.noun) + "s was read");
        return;
    }
    const auto total = findJsonInteger(root, "total");
    const auto start = findJsonInteger(root, "startAt");
    for (const std::string_view list : m_shape.lists) {
        const Json* items = findJson(root, list);
        if (!total || items == nullptr || !items->is_array() || start.value_or(0) + static_cast<std::int64_t>(items->size()) >= *total)
            continue;
        sink.issue("export-truncated", "The export says that there are " + std::to_string(*total) + ' ' + std::string(m_shape.noun)
                       + "s and holds " + std::to_string(items->size()));
        return;
    }
}

std::optional<RecordTime> EventDocumentReader::time(const Json* value)
{
    if (value == nullptr || value->is_null())
        return std::nullopt;
    std::optional<WrittenTime> written;
    if (const auto text = jsonText(value))
        written = parseAnyTime(*text);
    else if (value->is_number())
        written = parseAnyTime(value->dump());
    if (!written || (!written->epoch && written->year == 1))
        return std::nullopt;
    return m_resolver.resolve(*written);
}

std::optional<RecordTime> EventDocumentReader::anyTime(const Json& object, std::initializer_list<std::string_view> paths)
{
    for (const std::string_view path : paths) {
        if (const auto found = time(object, path))
            return found;
    }
    return std::nullopt;
}

void EventDocumentReader::rejectTime(std::string_view path, RecordSink& sink) const
{
    sink.reject("bad-time", "The " + std::string(m_shape.noun) + "'s " + std::string(path) + " is missing or is not a time that exists");
}

std::string jsonString(const Json& object, std::string_view path)
{
    const Json* value = findJson(object, path);
    if (value == nullptr || value->is_null() || value->is_structured())
        return {};
    return jsonDisplay(*value);
}

std::string anyJsonString(const Json& object, std::initializer_list<std::string_view> paths)
{
    for (const std::string_view path : paths) {
        if (std::string value = jsonString(object, path); !value.empty())
            return value;
    }
    return {};
}

void addField(Event& event, std::string_view name, std::string value)
{
    if (!value.empty())
        event.fields.emplace_back(name, std::move(value));
}

std::string titleLine(std::string_view text)
{
    text = trimmed(text);
    return shortened(trimmed(text.substr(0, text.find_first_of("\r\n"))), longestTitle);
}

Detection detectionByKeys(const SourceHead& head, std::initializer_list<std::string_view> keys, std::string_view what, int confidence)
{
    Detection detection;
    if (!startsAsJson(head) || !holdsJsonKeys(head.text, keys))
        return detection;
    detection.confidence = confidence;
    detection.reason = std::string(what) + " by the keys ";
    for (const std::string_view key : keys)
        detection.reason += (key == *keys.begin() ? "" : ", ") + std::string(key);
    return detection;
}

}    // namespace faultline
