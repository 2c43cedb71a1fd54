#pragma once

#include "app/base/taskcontrol.h"
#include "app/import/importjob.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// One line of a source as it would be understood.
struct PreviewRow {
    std::uint64_t line = 0;
    std::string written;                  ///< the time as a person wrote it, else the untouched line
    std::optional<Timestamp> time;        ///< nothing: the line is rejected
    TimeBasis basis = TimeBasis::Epoch;
    std::string becomes;                  ///< "GET /api/models 200", a title, "cpu = 3.5 %", or why it is rejected
    bool isRejected = false;
};

/// A source before its import, read from its beginning only. Nothing is written.
struct SourcePreview {
    std::string path;                     ///< members of archives as "archive!member"
    std::string file;                     ///< the file it is in
    std::string wrapper;                  ///< "gzip, docker"; "" = none
    std::vector<Candidate> candidates;    ///< best first
    const Importer* importer = nullptr;   ///< the one in use; nothing when none fits
    std::optional<Error> error;           ///< why it cannot be read, or not with these options
    std::optional<std::string> sameAs;    ///< the name of the source of the case that holds the same content
    std::int64_t sameAsId = 0;            ///< and its id

    std::string zone;                     ///< what stamps without a zone are read in
    Basis zoneBasis = Basis::Assumed;     ///< Proven when no stamp needed it
    Anchor anchor = Anchor::Unknown;
    Basis anchorBasis = Basis::Assumed;
    std::string anchorReason;
    std::uint64_t timesWithoutYear = 0;   ///< whose year only the file's date tells
    std::vector<Issue> issues;            ///< contradictions and assumptions seen so far
    std::vector<ColumnReading> columns;   ///< of delimited files

    std::vector<PreviewRow> rows;         ///< at most as many as asked for
    std::string firstLines;               ///< untouched, a few, for formats that are not known
    std::uint64_t records = 0;            ///< in the part that was read
    std::uint64_t rejected = 0;
    std::uint64_t estimatedRecords = 0;   ///< of the whole, by size
    bool isComplete = false;              ///< the whole source was read
    std::vector<std::string> kinds;       ///< "request", "series", "event"
    std::optional<Timestamp> first, last;
};

struct PreviewRequest {
    std::vector<std::string> paths;       ///< files, folders, archives
    std::string only;                     ///< the path of one text in them; "" = all
    ImportOptions options;
    std::string format;
    TimeZone caseZone;
    std::vector<Source> known;            ///< sources of the case
    std::size_t rows = 200;
};

/// Reads the beginning of every source; one that cannot be read has its error and stops nothing. Interrupted: what was read so far.
std::vector<SourcePreview> previewSources(const ImporterRegistry& registry, const PreviewRequest& request, const TaskControl& control);

}    // namespace faultline
