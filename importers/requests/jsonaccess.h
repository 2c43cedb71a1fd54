#pragma once

#include "app/import/importer.h"
#include "importers/requests/jsonpaths.h"
#include "importers/requests/logvalue.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A member of a JSON access log and what it fills; of several that fill a field the first that has a value does.
struct JsonAccessField {
    std::string_view path;
    LogValue value;
};

class JsonAccessLine;

/// An access log with a JSON object a request, as a table.
struct JsonAccessFormat {
    std::span<const JsonAccessField> fields;
    std::span<const std::string_view> marks;       ///< members that every such log has: what it is detected by
    std::span<const std::string_view> ownNames = {};    ///< members that tell it from other programs' logs,
    std::size_t leastOwn = 0;                           ///< of which the first line has this many
    std::string_view what;                         ///< "Caddy access log entries"
    int certain = 96;
    Basis anchorBasis = Basis::Specification;
    std::string_view anchorReason;
    /// What the table cannot say; runs when the table is done. Members that `extras` names are at hand there.
    void (*settle)(JsonAccessLine& line, Request& record) = nullptr;
    std::span<const std::string_view> extras = {};
    /// False: the line is one of the server's other messages and becomes a log line. Without it: has a method, path or status.
    bool (*isRequest)(const JsonAccessLine& line) = nullptr;
    std::string_view message = "msg", severity = "level", component = "logger";
};

/// The members of the line under way.
class JsonAccessLine {
public:
    /// Of the n-th of JsonAccessFormat::extras, without quotes; data() is nullptr when there is none.
    std::string_view extra(std::size_t index) const { return m_extras[index]; }
    std::size_t countOfExtras() const { return m_extras.size(); }
    RecordTime time;

private:
    friend class JsonAccessMapper;
    std::vector<std::string_view> m_extras;
};

/// Turns one object into a request, a log line or a rejection.
class JsonAccessMapper {
public:
    JsonAccessMapper(const JsonAccessFormat& format, const TimeSettings& settings);
    void read(std::string_view object, RecordSink& sink);
    const TimeResolver& resolver() const { return m_times; }

private:
    std::string_view text(std::size_t slot);
    std::optional<RecordTime> timeAt(std::size_t slot);
    bool fill(Request& record, RecordSink& sink);
    void takeEnd(Request& record) const;
    void logLine(const RecordTime& time, RecordSink& sink);

    const JsonAccessFormat& m_format;
    JsonPaths m_paths;
    TimeResolver m_times;
    std::vector<std::string_view> m_values;
    std::vector<std::string> m_scratch;    // texts that had escapes, one a slot
    JsonAccessLine m_line;
    std::optional<RecordTime> m_time;
    std::optional<RecordTime> m_end;
};

/// For Framing::Lines.
Detection detectJsonAccessLines(const SourceHead& head, const JsonAccessFormat& format, Anchor anchor);
std::unique_ptr<RecordReader> openJsonAccessLines(const ReaderContext& context, const JsonAccessFormat& format);
/// For Framing::Document: a list of such objects, alone or as "records", "entries" or "value" of an object.
Detection detectJsonAccessList(const SourceHead& head, const JsonAccessFormat& format, Anchor anchor);
std::unique_ptr<RecordReader> openJsonAccessList(const ReaderContext& context, const JsonAccessFormat& format);

}    // namespace faultline
