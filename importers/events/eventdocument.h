#pragma once

#include "app/import/importer.h"
#include "app/import/jsonscanner.h"
#include "app/import/linecensus.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Reads an export of a JSON API: one document, documents behind one another, or one object a line. Finds the objects, hands
/// them to object() one by one, and tells what the API left out ("more": true, a token for the next page).
class EventDocumentReader : public RecordReader {
public:
    using Json = nlohmann::json;

    struct Shape {
        /// Members that hold the objects: {"items", "data.incidents"}, dotted. The root array's elements always count; an object
        /// without any of these is one of the objects itself.
        std::vector<std::string_view> lists;
        std::string_view noun;    ///< "deployment": for what is said to the user
    };
    EventDocumentReader(const TimeSettings& settings, Shape shape) : m_resolver(settings), m_shape(std::move(shape)) {}

    void document(std::string_view text, RecordSink& sink) final;
    const TimeResolver* timeResolver() const override { return &m_resolver; }

protected:
    /// One object of the list: emits records, or skips or rejects it. `object` lives until end() returns.
    virtual void object(const Json& object, RecordSink& sink) = 0;
    /// What stands around the list of a document, before its objects.
    virtual void envelope(const Json&, RecordSink&) {}
    /// After the last object.
    virtual void end(RecordSink&) {}

    /// Text in any notation of timestampscanner.h, or a number since 1970 with the unit by magnitude. Nothing for null, an
    /// empty text and the year 1 that Go writes for "none".
    std::optional<RecordTime> time(const Json* value);
    std::optional<RecordTime> time(const Json& object, std::string_view path) { return time(findJson(object, path)); }
    std::optional<RecordTime> anyTime(const Json& object, std::initializer_list<std::string_view> paths);
    /// The object has no usable time: the one sentence for it.
    void rejectTime(std::string_view path, RecordSink& sink) const;

private:
    void collect(const Json& value, RecordSink& sink, int depth);
    void tellWhatIsLeftOut(const Json& root, RecordSink& sink) const;

    TimeResolver m_resolver;
    Shape m_shape;
    std::vector<Json> m_documents;    // kept until end(), so that objects may be remembered
};

/// The text at a path, numbers and booleans as written; "" when there is none.
std::string jsonString(const nlohmann::json& object, std::string_view path);
/// The first of several that is not empty.
std::string anyJsonString(const nlohmann::json& object, std::initializer_list<std::string_view> paths);
/// Adds a field unless the value is empty.
void addField(Event& event, std::string_view name, std::string value);
/// The first line, at most 160 bytes: for titles.
std::string titleLine(std::string_view text);

/// A detection for JSON documents by the names of their members.
Detection detectionByKeys(const SourceHead& head, std::initializer_list<std::string_view> keys, std::string_view what, int confidence = 90);

}    // namespace faultline
