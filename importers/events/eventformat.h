#pragma once

#include "importers/events/eventdocument.h"
#include "importers/events/eventjoiner.h"

#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

namespace faultline {

/// How an object of an API becomes an event. Paths are dotted; of several the first that is filled counts; "^name" stands in the
/// object around the list.
struct EventMapping {
    using Json = nlohmann::json;
    using Paths = std::vector<std::string_view>;
    struct NamedPath {
        std::string_view name;
        std::string_view path;
    };

    std::string_view kind = {};
    Paths needs = {};         ///< all are there and not null, else the object is of another mapping
    Paths id = {};            ///< an object with the same is skipped: pages of an API overlap
    Paths joinBy = {};        ///< objects that have all of these and have them equal become one event
    Paths start = {};
    bool utc = false;         ///< stamps without a zone are UTC by specification
    Paths end = {};           ///< not after the start: an instant
    bool openWithoutEnd = false;
    Paths state = {};         ///< becomes the field "state"; one that tells a failure ends the title
    Paths openStates = {};    ///< the state still holds and has no end yet
    std::string_view prefix = {};    ///< of the title: "Release "
    Paths title = {};
    Paths body = {};
    Paths actor = {};
    Paths service = {};
    Paths environment = {};
    Paths link = {};
    std::vector<NamedPath> fields = {};
    void (*amend)(const Json& object, Event& event) = nullptr;    ///< has the last word
    std::string_view skipped = {};    ///< objects of this kind are no events: why
};

/// A format of JSON documents: what it is, by which members it is known, and its reader or the table that reads it.
struct EventFormat {
    using Open = std::unique_ptr<RecordReader> (*)(const ReaderContext&);
    struct Sign {
        std::vector<std::string_view> paths;    ///< all stand in the document, lists left out: "items.metadata.name"
        int confidence = 92;
    };

    FormatInfo info;
    std::vector<Sign> signs;
    EventDocumentReader::Shape shape = {};
    std::vector<EventMapping> mappings = {};
    std::size_t pageSize = 0;    ///< a document with exactly as many objects is taken for a cut one; 0 = there is no such limit
    Open open = nullptr;         ///< a reader of its own instead of mappings
};

class EventFormatImporter final : public Importer {
public:
    explicit EventFormatImporter(EventFormat format) : m_format(std::move(format)) {}

    const FormatInfo& info() const override { return m_format.info; }
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;

private:
    EventFormat m_format;
};

/// Reads objects by mappings; for readers that join several objects to one event.
class MappingReader : public EventDocumentReader {
protected:
    using EventDocumentReader::EventDocumentReader;

    /// Reads by the first mapping that fits; rejects the object when none does.
    void readBy(const std::vector<EventMapping>& mappings, const Json& object, RecordSink& sink);
    void end(RecordSink& sink) override;

    bool fits(const EventMapping& mapping, const Json& object) const;
    void take(const EventMapping& mapping, const Json& object, RecordSink& sink);
    /// Counts an object as skipped; what was skipped is told once at the end.
    void skip(std::string_view reason, RecordSink& sink);
    /// Nothing when the object has no start.
    std::optional<Event> eventBy(const EventMapping& mapping, const Json& object);
    std::string textAt(const Json& object, const EventMapping::Paths& paths) const;

private:
    const Json* at(const Json& object, std::string_view path) const;
    void describe(const EventMapping& mapping, const Json& object, Event& event) const;
    std::optional<RecordTime> firstTime(const EventMapping& mapping, const EventMapping::Paths& paths, const Json& object);
    std::string joinKey(const EventMapping& mapping, const Json& object) const;

    EventJoiner m_joiner;
    std::set<std::string> m_ids;
    std::map<std::string, std::size_t, std::less<>> m_skipped;
};

/// "failure", "Failed", "CANCELLED", "timed_out", "error".
bool isFailure(std::string_view state);
/// " (failure)" at the end of the title when the state is one.
void tellFailure(Event& event, std::string_view state);
/// A document with exactly as many objects as the API gives by default.
void tellFullPage(std::size_t size, RecordSink& sink);
/// deploy, flag, config, scaling, restart, failover, maintenance, migration, incident or alert by the
/// words of a title or of tags, else `otherwise`.
std::string_view kindByWords(std::string_view text, std::string_view otherwise);

/// For files of several formats that differ in little else.
inline FormatInfo eventFormatInfo(std::string_view id, std::string_view title, std::string_view zone, std::string_view specification)
{
    return {.id = id, .title = title, .records = "event", .framing = Framing::Document, .zone = zone, .specification = specification};
}

template <typename Reader>
std::unique_ptr<RecordReader> openReader(const ReaderContext& context)
{
    return std::make_unique<Reader>(context.time);
}

}    // namespace faultline
