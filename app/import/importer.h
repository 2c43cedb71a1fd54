#pragma once

#include "app/base/result.h"
#include "app/import/writtentime.h"
#include "app/model/recordsink.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// How the job cuts a source for a reader.
enum class Framing : std::uint8_t {
    Lines,         ///< each line stands alone: chunks of lines are parsed in parallel, a reader per worker
    OrderedLines,  ///< lines depend on earlier ones (continuations, headers, missing years): one reader, in order
    Document       ///< the whole text at once (JSON documents, Markdown), with a size cap
};

struct FormatInfo {
    std::string_view id = {};          ///< "combined"; stable, stored in cases, taken by --format
    std::string_view title = {};       ///< "Combined access log (nginx, Apache)"
    std::string_view records = {};     ///< "request", "operation, series, event": what it makes
    Framing framing = Framing::Lines;
    Anchor anchor = Anchor::Unknown;        ///< by specification; Unknown when the format does not tell
    int version = 1;              ///< raised when the same text gives other records
    std::string_view zone = {};            ///< where the zone comes from, for people: "offset in the line", "UTC", "source's zone"
    std::string_view since = {};           ///< "MongoDB 4.4"; "" = no version is known that writes it otherwise
    std::string_view specification = {};   ///< where its shape is written down: "nginx ngx_http_log_module"
};

class ImporterRegistry;

/// The beginning of a source (and lines from its middle where it can be read there), decoded and unwrapped.
struct SourceHead {
    std::string_view text;                  ///< up to 256 KiB from the start, cut at a line end when there is more
    std::vector<std::string_view> lines;    ///< lines of `text`, then lines from further inside; no line ends
    std::size_t headLines = 0;              ///< how many of `lines` come from `text`
    std::string_view fileName;              ///< last part of the path, for tie-breaks only
    bool complete = false;                  ///< `text` is the whole source
};

/// An importer's opinion about a source.
struct Detection {
    int confidence = 0;                     ///< 0 = not mine, 1..39 possible, 40..79 likely, 80..100 certain
    std::string reason;                     ///< one clause: "198 of 200 lines are combined log lines"
    Anchor anchor = Anchor::Unknown;
    Basis anchorBasis = Basis::Assumed;
    std::string anchorReason;               ///< "status 499 is nginx's, which stamps the end"
};

/// What the user stated; everything else is the reader's to find out.
struct ImportOptions {
    std::optional<TimeZone> zone;
    std::optional<int> year;
    std::optional<Anchor> anchor;
    std::string logFormat;                          ///< pasted nginx log_format or Apache LogFormat
    std::map<std::string, std::string> columns;     ///< --map time=COL,status=COL
};

/// What a reader is opened with.
struct ReaderContext {
    ImportOptions options;
    TimeSettings time;            ///< zone of the options, else the case's zone, assumed; file time as reference
    SourceHead head;              ///< valid while the reader lives
    const ImporterRegistry* formats = nullptr;    ///< for exports whose lines are another format's; nullptr = none are known
};

/// A column of a delimited file as it would be read.
struct ColumnReading {
    std::string header;
    std::string role;                     ///< key of ImportOptions::columns: "time", "value", "status" ...; "" = not used
    std::string unit;                     ///< "ms", "By/s"; "" = none is known
    std::vector<std::string> examples;    ///< up to five cells
};

/// Reads one source. Framing::Lines: line() for every line, in any split over several readers. Framing::OrderedLines: line()
/// in order. Framing::Document: document() once. finish() comes last (end of file) and may emit held-back records.
class RecordReader {
public:
    virtual ~RecordReader() = default;
    virtual void line(std::string_view text, RecordSink& sink);
    virtual void document(std::string_view text, RecordSink& sink);
    virtual void finish(RecordSink& sink);
    /// What the time resolver noticed, merged by the job into issue rows; nullptr when the format carries offsets only.
    virtual const TimeResolver* timeResolver() const { return nullptr; }
};

/// A format. Stateless; knows no file, clock, thread, SQL or exception. Adding one: a pair of files and a line in
/// importers/builtinimporters.cpp.
class Importer {
public:
    virtual ~Importer() = default;
    virtual const FormatInfo& info() const = 0;
    virtual Detection detect(const SourceHead& head) const = 0;
    virtual std::unique_ptr<RecordReader> open(const ReaderContext& context) const = 0;
    /// True when it can only be used with --log-format; its detect() then claims nothing.
    virtual bool needsLogFormat() const { return false; }
    /// Whether a pasted format is written in its language.
    virtual bool claimsLogFormat(std::string_view) const { return false; }
    /// How the columns of a delimited file are read; empty for other formats.
    virtual std::vector<ColumnReading> columns(const SourceHead&, const ImportOptions&) const { return {}; }
    /// The roles that ImportOptions::columns may give to a column; empty when columns cannot be chosen.
    virtual std::vector<std::string> columnRoles() const { return {}; }
    /// The anchor when it is opened with these options; an Error says in one sentence why it cannot be.
    virtual Result<Anchor> anchorFor(const ImportOptions&) const { return info().anchor; }
};

using ImporterList = std::vector<std::unique_ptr<Importer>>;

}    // namespace faultline
