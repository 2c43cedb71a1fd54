#include "importers/events/eventdocument.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"

#include <algorithm>
#include <limits>

namespace faultline {

namespace {

using Json = nlohmann::json;

constexpr JsonLimits documentLimits{std::size_t{256} << 20, 64};
constexpr int deepestList = 8;    // lists and the objects around them: groups of rules of alerts
constexpr std::size_t longestTitle = 160;

std::string plural(std::string_view noun)
{
    return noun.ends_with('y') ? std::string(noun.substr(0, noun.size() - 1)) + "ies" : std::string(noun) + 's';
}

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
        read(std::move(*root), sink);
        end(sink);
        return;
    }
    // Several documents, one a line or one behind another. What is cut at the end does not take the rest with it, neither the
    // documents nor the entries of a list before it.
    std::string_view rest = text;
    bool isAnyTaken = false;
    for (std::string_view part = takeJsonValue(rest); !part.empty(); part = takeJsonValue(rest)) {
        isAnyTaken = true;
        if (auto value = parseJson(part, &refusal, documentLimits))
            read(std::move(*value), sink);
        else
            sink.reject(refusal.code, refusal.reason);
    }
    if (!isAnyTaken || !trimmed(rest).empty()) {
        if (auto whole = parseJson(completedJson(rest), nullptr, documentLimits))
            read(std::move(*whole), sink);
        sink.reject(refusal.code, refusal.reason);
    }
    end(sink);
}

void EventDocumentReader::read(Json value, RecordSink& sink)
{
    const Json& root = m_documents.emplace_back(std::move(value));
    if (root.empty() && (root.is_array() || root.is_object()))
        sink.issue("empty-list", "The list holds no " + plural(m_shape.noun));
    tellWhatIsLeftOut(root, sink);
    if (!root.empty())
        collect(root, sink, 0);
    if (!m_shape.remembers)
        m_documents.pop_back();
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
    if (isObject(value))
        return object(value, sink);
    bool isEnvelope = false;
    m_envelopes.push_back(&value);
    for (const std::string_view list : m_shape.lists) {
        const Json* items = findJson(value, list);
        if (items == nullptr || !(items->is_array() || items->is_object()) || depth >= deepestList)
            continue;
        isEnvelope = true;
        if (items->empty() && depth == 0)
            sink.issue("empty-list", "The list holds no " + plural(m_shape.noun));
        collect(*items, sink, depth + 1);
    }
    m_envelopes.pop_back();
    if (!isEnvelope)
        object(value, sink);
}

bool EventDocumentReader::isObject(const Json& object) const
{
    return !m_shape.marks.empty() && std::all_of(m_shape.marks.begin(), m_shape.marks.end(), [&](std::string_view mark) {
        return findJson(object, mark) != nullptr;
    });
}

void EventDocumentReader::readInside(const Json& envelope, const Json& value, RecordSink& sink)
{
    m_envelopes.push_back(&envelope);
    object(value, sink);
    m_envelopes.pop_back();
}

void EventDocumentReader::tellWhatIsLeftOut(const Json& root, RecordSink& sink) const
{
    const bool isList = root.is_object() && std::any_of(m_shape.lists.begin(), m_shape.lists.end(), [&](std::string_view list) {
                            const Json* items = findJson(root, list);
                            return items != nullptr && items->is_array();
                        });
    if (!isList)
        return;
    for (const char* key : {"more",
                            "has_more",
                            "hasMore",
                            "incomplete_results",
                            "IsTruncated",
                            "NextToken",
                            "nextToken",
                            "nextPageToken",
                            "next_page_token",
                            "next_cursor",
                            "nextCursor",
                            "nextPageCursor",
                            "response_metadata.next_cursor",
                            "metadata.continue",
                            "@odata.nextLink",
                            "nextLink",
                            "next",
                            "links.next",
                            "paging.next",
                            "pagination.nextPage",
                            "_links.next.href"}) {
        if (!isSet(findJson(root, key)))
            continue;
        sink.issue("export-truncated",
                   "The export says that there is more (" + std::string(key) + "): only this page of " + plural(m_shape.noun)
                       + " was read");
        return;
    }
    for (const char* key : {"isLast", "isLastPage"}) {
        if (findJson(root, key) != nullptr && !isSet(findJson(root, key))) {
            sink.issue("export-truncated", "The export says that this is not the last page of " + plural(m_shape.noun));
            return;
        }
    }
    std::optional<std::int64_t> total;
    for (const char* key : {"total", "total_count", "totalCount", "count", "TotalResults"}) {
        if (!total)
            total = findJsonInteger(root, key);
    }
    const auto start = findJsonInteger(root, "startAt").value_or(0);
    for (const std::string_view list : m_shape.lists) {
        const Json* items = findJson(root, list);
        if (!total || items == nullptr || !items->is_array() || start < 0 || start >= *total
            || static_cast<std::int64_t>(items->size()) >= *total - start)
            continue;
        sink.issue("export-truncated",
                   "The export says that there are " + std::to_string(*total) + ' ' + plural(m_shape.noun) + " and holds "
                       + std::to_string(items->size()));
        return;
    }
}

std::optional<RecordTime> EventDocumentReader::time(const Json* value)
{
    // Dumped numbers live until they are resolved: a zone word is a view into what was scanned.
    const std::string number = value != nullptr && value->is_number() ? value->dump() : std::string();
    const auto written = parseAnyTime(jsonText(value).value_or(number));
    return written && (written->epoch || written->year != 1) ? m_resolver.resolve(*written) : std::nullopt;
}

std::optional<RecordTime> EventDocumentReader::utcTime(const Json* value)
{
    auto written = parseAnyTime(jsonText(value).value_or(std::string_view()));
    if (!written || written->epoch || written->offsetSeconds || !written->zoneWord.empty())
        return time(value);
    written->offsetSeconds = 0;
    auto resolved = written->year != 1 ? m_resolver.resolve(*written) : std::nullopt;
    if (resolved)
        resolved->basis = TimeBasis::Specification;
    return resolved;
}

std::optional<RecordTime> EventDocumentReader::millisecondTime(const Json* value) const
{
    constexpr std::int64_t nanosecondsPerMillisecond = 1'000'000;
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / nanosecondsPerMillisecond;
    const auto milliseconds = jsonLooseInteger(value);
    if (!milliseconds || *milliseconds > most || *milliseconds < -most)
        return std::nullopt;
    return RecordTime{timestampFrom(*milliseconds * nanosecondsPerMillisecond), TimeBasis::Epoch, false, false};
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
    sink.reject("bad-time",
                "The " + std::string(m_shape.noun) + "'s " + std::string(path) + " is missing or is not a time that exists");
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

}    // namespace faultline
