#pragma once

#include "app/import/importer.h"
#include "app/import/jsonscanner.h"
#include "app/import/linecensus.h"

#include <deque>
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
        /// An object with all of these is one although it has a member that is named like a list.
        std::vector<std::string_view> marks = {};
        /// Objects may be remembered until end(). Without it each document of several goes when its objects are read.
        bool remembers = false;
    };
    EventDocumentReader(const TimeSettings& settings, Shape shape) : m_resolver(settings), m_shape(std::move(shape)) {}

    void document(std::string_view text, RecordSink& sink) final;
    const TimeResolver* timeResolver() const override { return &m_resolver; }

protected:
    /// One object of the list: emits records, or skips or rejects it.
    virtual void object(const Json& object, RecordSink& sink) = 0;
    /// Is one of the objects although it has a member that is named like a list.
    virtual bool isObject(const Json& object) const;
    /// The object around the list whose element is read, the innermost with up = 0; nullptr when there is none.
    const Json* envelope(std::size_t up = 0) const { return up < m_envelopes.size() ? m_envelopes[m_envelopes.size() - 1 - up] : nullptr; }
    /// After the last object.
    virtual void end(RecordSink&) {}
    /// Hands `value`, a part of `envelope`, to object().
    void readInside(const Json& envelope, const Json& value, RecordSink& sink);

    /// Text in any notation of timestampscanner.h, or a number since 1970 with the unit by magnitude. Nothing for null, an
    /// empty text and the year 1 that Go writes for "none".
    std::optional<RecordTime> time(const Json* value);
    std::optional<RecordTime> time(const Json& object, std::string_view path) { return time(findJson(object, path)); }
    /// The same for a notation that is UTC by specification and does not say so.
    std::optional<RecordTime> utcTime(const Json* value);
    /// A whole number of milliseconds since 1970, of any size.
    std::optional<RecordTime> millisecondTime(const Json* value) const;
    std::optional<RecordTime> anyTime(const Json& object, std::initializer_list<std::string_view> paths);
    /// The object has no usable time: the one sentence for it.
    void rejectTime(std::string_view path, RecordSink& sink) const;

private:
    void read(Json root, RecordSink& sink);
    void collect(const Json& value, RecordSink& sink, int depth);
    void tellWhatIsLeftOut(const Json& root, RecordSink& sink) const;

    TimeResolver m_resolver;
    Shape m_shape;
    std::deque<Json> m_documents;    // a deque so that they stay where they are
    std::vector<const Json*> m_envelopes;
};

/// The text at a path, numbers and booleans as written; "" when there is none.
std::string jsonString(const nlohmann::json& object, std::string_view path);
/// The first of several that is not empty.
std::string anyJsonString(const nlohmann::json& object, std::initializer_list<std::string_view> paths);
/// Adds a field unless the value is empty.
void addField(Event& event, std::string_view name, std::string value);
/// The first line, at most 160 bytes: for titles.
std::string titleLine(std::string_view text);

/// Which of the paths are members of the first objects of the text: "items.metadata.name", lists left out. No grammar; what is
/// cut at the end does not matter.
std::vector<bool> heldJsonPaths(std::string_view text, const std::vector<std::string_view>& paths);

/// A text that is cut inside a list, ended behind the last whole entry of its outermost list; "" when no entry is whole.
std::string completedJson(std::string_view cut);

}    // namespace faultline
