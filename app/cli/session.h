#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/cli/output.h"
#include "app/cli/progress.h"
#include "app/cli/times.h"
#include "app/import/importerregistry.h"
#include "app/query/filter.h"
#include "app/store/caseeditor.h"
#include "app/store/casefile.h"
#include "app/store/casereader.h"
#include "app/store/segmentreader.h"

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace faultline::cli {

inline constexpr int exitDone = 0;
inline constexpr int exitRejectedLines = 1;    ///< only with --strict
inline constexpr int exitUsage = 2;
int exitCodeOf(ErrorKind kind);

/// What every command gets.
struct Session {
    Output output;
    const ImporterRegistry& registry;
    std::stop_token stop;
    ProgressLine progress;

    TaskControl control();
    /// "faultline-cli: ..." on standard error, after the progress line is gone.
    void warn(std::string_view text);
    /// Prints the error and returns its exit code.
    int fail(const Error& error);
};

/// A case opened for reading, with what most commands need of it.
class CaseView {
public:
    static Result<CaseView> open(Session& session, const std::string& path);

    CaseFile& file() { return m_file; }
    CaseReader& reader() { return *m_reader; }
    SegmentReader& segments() { return *m_segments; }
    const TimeZone& zone() const { return m_zone; }
    const std::vector<Source>& sources() const { return m_sources; }
    std::string sourceName(std::int64_t id) const;    ///< "" when unknown
    FilterContext filterContext() const;
    Result<TimeInput> timeInput();
    /// A warning when rows of the case could not be read.
    void warnAboutDamage(Session& session);

private:
    explicit CaseView(CaseFile file);

    CaseFile m_file;
    std::unique_ptr<CaseReader> m_reader;
    std::unique_ptr<SegmentReader> m_segments;
    TimeZone m_zone;
    std::vector<Source> m_sources;
};

/// The name of the account, for the change log.
std::string userName();

/// {"begin": ..., "end": ...}; open ends are null.
JsonValue jsonOf(const TimeRange& range);

/// `names` joined with ", ".
std::string joined(const std::vector<std::string>& names, std::string_view separator = ", ");

}    // namespace faultline::cli
