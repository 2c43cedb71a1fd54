#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/import/importer.h"
#include "app/import/importerregistry.h"
#include "app/model/source.h"
#include "app/store/casefile.h"

#include <string>
#include <vector>

namespace faultline {

/// What differs for one of the sources of a request; by path, members of archives as "archive!member".
struct SourceChoice {
    std::string path;
    ImportOptions options;
    std::string format;                   ///< "" = detect
    std::string name;                     ///< "" = its file's
    bool again = false;
    bool isLeftOut = false;
};

struct ImportRequest {
    std::vector<std::string> paths;       ///< files, folders (walked, hidden files left out), archives
    ImportOptions options;
    std::string format;                   ///< id of an importer; "" = detect
    std::string name;                     ///< display name; only with a single file
    bool keepRaw = true;
    bool again = false;                   ///< import content that is already in the case once more
    std::vector<SourceChoice> choices;    ///< before what is said above; sources without one are read as said above
};

/// What became of one file or archive member.
struct ImportedSource {
    std::string path;
    std::optional<Source> source;         ///< set when it is in the case now
    std::vector<std::string> kinds;       ///< "request", "series", "event" ...: what it made, in this order
    std::optional<Error> error;           ///< why it is not (unreadable, unknown format, same content again, cancelled)
    std::optional<std::int64_t> sameAs;   ///< with an error: the source that holds the same content already
    double seconds = 0;
};

struct ImportReport {
    std::vector<ImportedSource> sources;
    bool interrupted = false;             ///< the files before the interruption are in the case, the one under way is not
};

/// The case that an import writes to: by its own connection, or by a second one on another thread (CaseFile::openWriter).
struct ImportTarget {
    Database& database;
    std::string casePath;
    TimeZone displayZone;    ///< for stamps without a zone
};

/// Imports files one after the other; each is complete or absent. An Error is returned only when the case itself cannot be
/// written any more (full disk); what was finished before it stays.
Result<ImportReport> runImport(const ImportTarget& target, const ImporterRegistry& registry, const ImportRequest& request,
                               const TaskControl& control);
Result<ImportReport> runImport(CaseFile& caseFile, const ImporterRegistry& registry, const ImportRequest& request,
                               const TaskControl& control);

struct DetectedSource {
    std::string path;
    std::string wrapper;                  ///< "gzip, docker"; "" = none
    std::vector<Candidate> candidates;    ///< best first; empty = no importer claims it
    TimeZone zone;
    Basis zoneBasis = Basis::Assumed;
    std::optional<Error> error;
};

/// What an import would choose, without importing.
std::vector<DetectedSource> detectSources(const ImporterRegistry& registry, const std::vector<std::string>& paths,
                                          const ImportOptions& options);

}    // namespace faultline
