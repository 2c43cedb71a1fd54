#include "app/import/importjob.h"

#include "app/base/text.h"
#include "app/import/input.h"
#include "app/import/sourceimport.h"
#include "app/import/sourceprobe.h"
#include "app/store/casedictionary.h"
#include "app/store/importwriter.h"
#include "app/store/sourcelookup.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

namespace faultline {

namespace {

std::string shown(const std::string& path)
{
    return withVisibleControls(path);
}

/// Imports the texts of one file. `fatal` is set when the case itself cannot be written.
class FileImport {
public:
    FileImport(const ImportTarget& target, const ImporterRegistry& registry, const ImportRequest& request, const TaskControl& control)
        : m_target(target), m_registry(registry), m_requested(request), m_request(request), m_control(control)
    {
    }

    void run(const std::string& path, std::vector<ImportedSource>& results);
    const std::optional<Error>& fatal() const { return m_fatal; }
    bool interrupted() const { return m_interrupted; }

private:
    Result<void> importInput(Input& input, ImportedSource& result);
    const SourceChoice* choiceFor(const std::string& path) const;
    void use(const std::string& path);
    Result<void> refuseWhenKnown(const std::string& sha256, const std::string& path);
    Result<void> refuseEarly(const Input& input);
    Result<void> settle(const Input& input, const SourcePlan& plan, ImportWriter& writer, ImportedSource& result);
    Result<void> addAssumptions(const SourcePlan& plan, const Source& source, const Input& input, ImportWriter& writer);

    const ImportTarget& m_target;
    const ImporterRegistry& m_registry;
    const ImportRequest& m_requested;
    ImportRequest m_request;    // as it holds for the source at hand
    const TaskControl& m_control;
    CaseDictionaries m_dictionaries;
    std::optional<Error> m_fatal;
    std::optional<std::int64_t> m_sameAs;
    bool m_interrupted = false;
};

Result<void> FileImport::refuseWhenKnown(const std::string& sha256, const std::string& path)
{
    if (m_request.again)
        return {};
    auto known = findSourceByHash(m_target.database, sha256);
    if (!known)
        return known.error();
    if (!*known)
        return {};
    m_sameAs = (*known)->id;
    return Error{ErrorKind::InputUnreadable, shown(path) + " was not imported",
                 "The same content is in the case already, as source " + std::to_string((*known)->id) + " '" + (*known)->name + "'",
                 "Add --again to import it a second time"};
}

/// Before a large file is read for nothing: a source of the same size may be the same file.
Result<void> FileImport::refuseEarly(const Input& input)
{
    if (m_request.again || input.path().find('!') != std::string::npos)
        return {};
    const auto similar = hasSourceOfSize(m_target.database, input.fileBytes());
    if (!similar)
        return similar.error();
    if (!*similar)
        return {};
    const auto hash = sha256OfFile(input.path(), m_control);
    if (!hash)
        return hash.error();
    return refuseWhenKnown(*hash, input.path());
}

Result<void> FileImport::addAssumptions(const SourcePlan& plan, const Source& source, const Input& input, ImportWriter& writer)
{
    std::vector<Issue> issues;
    const auto note = [&issues](std::string code, std::string reason) {
        Issue issue;
        issue.code = std::move(code);
        issue.reason = std::move(reason);
        issues.push_back(std::move(issue));
    };
    if (source.zoneBasis == Basis::Assumed)
        note("zone-assumed", "Its times carry no zone; they were read as " + source.zone
                 + ". Change it with 'source CASE set ID --zone ZONE'");
    const auto kinds = writer.kinds();
    const bool hasRequests = std::find(kinds.begin(), kinds.end(), "request") != kinds.end();
    if (hasRequests && source.anchorBasis == Basis::Assumed) {
        const std::string why = plan.detection.anchorReason.empty() ? "" : " (" + plan.detection.anchorReason + ")";
        const std::string taken = source.anchor == Anchor::Unknown
            ? "It is not known which end of each request its stamps mark"
            : "Its stamps were taken as the " + std::string(nameOf(source.anchor)) + " of each request";
        note("anchor-assumed", taken + why + ". Change it with 'source CASE set ID --anchor start|end'");
    }
    if (const auto changed = input.changedWhileRead())
        note("changed-while-read", *changed);
    for (const Issue& issue : issues) {
        if (auto done = writer.addIssue(issue); !done)
            return done;
    }
    return {};
}

Result<void> FileImport::settle(const Input& input, const SourcePlan& plan, ImportWriter& writer, ImportedSource& result)
{
    const Source& seen = writer.source();
    if (seen.records == 0 && seen.rejected != 0) {
        const std::string& first = writer.firstRejection();
        return Error{ErrorKind::InputUnreadable, "Cannot import " + shown(input.path()) + " as '" + plan.source.format + "'",
                     (seen.lines == 1 ? "Its only line is no record of that format"
                                      : "None of its " + formatGrouped(static_cast<std::int64_t>(seen.lines)) + " lines is a record of that format")
                         + (first.empty() ? "" : "; the first: " + withVisibleControls(shortened(first, 300))),
                     "'faultline-cli detect' shows what it looks like"};
    }
    if (auto known = refuseWhenKnown(input.sha256(), input.path()); !known)
        return known;
    Source source = plan.source;
    source.sha256 = input.sha256();
    source.bytes = input.hashedBytes();
    source.textBytes = seen.textBytes;
    source.lines = seen.lines;
    source.recordLines = seen.recordLines;
    source.records = seen.records;
    source.skipped = seen.skipped;
    source.rejected = seen.rejected;
    if (writer.recordsWithBasis(TimeBasis::SourceZone) == 0) {
        source.zone = TimeZone::utc().name();    // no stamp was read in a zone of the source
        source.zoneBasis = writer.recordsWithBasis(TimeBasis::Specification) != 0 ? Basis::Specification : Basis::Proven;
    }
    if (auto done = addAssumptions(plan, source, input, writer); !done)
        return done;
    result.kinds = writer.kinds();
    auto finished = writer.finish(source);
    if (!finished)
        return finished.error();
    result.source = std::move(*finished);
    return {};
}

Result<void> FileImport::importInput(Input& input, ImportedSource& result)
{
    if (auto known = refuseEarly(input); !known)
        return known;
    auto probe = SourceProbe::read(input, m_registry);
    if (!probe)
        return probe.error();
    if (probe->bytes().empty())
        return Error{ErrorKind::InputUnreadable, "Cannot import " + shown(input.path()), "It is empty", "Check how it was exported"};
    auto plan = planSource(input, *probe, m_registry, m_request, m_target.displayZone);
    if (!plan)
        return plan.error();
    auto writer = ImportWriter::begin(m_target.database, plan->source, &m_dictionaries);
    if (!writer)
        return writer.error();
    if (auto done = readSource(input, *probe, *plan, m_request, *writer, m_control); !done)
        return done;
    return settle(input, *plan, *writer, result);
}

const SourceChoice* FileImport::choiceFor(const std::string& path) const
{
    for (const SourceChoice& choice : m_requested.choices) {
        if (choice.path == path)
            return &choice;
    }
    return nullptr;
}

void FileImport::use(const std::string& path)
{
    m_request = m_requested;
    const SourceChoice* choice = choiceFor(path);
    if (choice == nullptr)
        return;
    m_request.options = choice->options;
    m_request.format = choice->format;
    m_request.name = choice->name;
    m_request.again = choice->again;
}

void FileImport::run(const std::string& path, std::vector<ImportedSource>& results)
{
    const auto visited = visitInputs(path, {}, [&](Input& input) -> Result<void> {
        if (const SourceChoice* choice = choiceFor(input.path()); choice != nullptr && choice->isLeftOut)
            return {};
        use(input.path());
        const auto begun = std::chrono::steady_clock::now();
        ImportedSource result;
        result.path = input.path();
        const auto done = importInput(input, result);
        result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
        if (!done) {
            result.error = done.error();
            result.sameAs = std::exchange(m_sameAs, std::nullopt);
        }
        results.push_back(std::move(result));
        if (done)
            return {};
        m_interrupted = done.error().kind == ErrorKind::Interrupted;
        if (done.error().kind == ErrorKind::OutputFailed || done.error().kind == ErrorKind::CaseLocked
            || done.error().kind == ErrorKind::CaseDamaged)
            m_fatal = done.error();
        return m_interrupted || m_fatal ? done : Result<void>();
    });
    if (visited || m_interrupted || m_fatal)
        return;
    ImportedSource result;
    result.path = path;
    result.error = visited.error();
    m_interrupted = visited.error().kind == ErrorKind::Interrupted;
    results.push_back(std::move(result));
}

/// The case and the files that SQLite and the lock keep beside it, met in a folder that is imported.
bool isOfCase(const std::string& file, const std::string& casePath)
{
    std::error_code error;
    const std::filesystem::path name(file);
    for (const char* suffix : {"", "-wal", "-shm", "-journal", ".lock"}) {
        if (std::filesystem::equivalent(name, casePath + suffix, error))
            return true;
    }
    return false;
}

std::vector<std::string> filesToImport(const std::vector<std::string>& paths, const std::string& casePath)
{
    std::vector<std::string> files = expandPaths(paths);
    const auto isSkipped = [&](const std::string& file) {
        return std::find(paths.begin(), paths.end(), file) == paths.end() && isOfCase(file, casePath);
    };
    files.erase(std::remove_if(files.begin(), files.end(), isSkipped), files.end());
    return files;
}

}    // namespace

Result<ImportReport> runImport(CaseFile& caseFile, const ImporterRegistry& registry, const ImportRequest& request,
                               const TaskControl& control)
{
    return runImport({caseFile.database(), caseFile.path(), caseFile.displayZone()}, registry, request, control);
}

Result<ImportReport> runImport(const ImportTarget& target, const ImporterRegistry& registry, const ImportRequest& request,
                               const TaskControl& control)
{
    ImportReport report;
    FileImport import(target, registry, request, control);
    for (const std::string& path : filesToImport(request.paths, target.casePath)) {
        report.interrupted = control.stopRequested();
        if (report.interrupted)
            break;
        import.run(path, report.sources);
        report.interrupted = import.interrupted();
        if (import.fatal())
            return *import.fatal();
        if (report.interrupted)
            break;
    }
    return report;
}

std::vector<DetectedSource> detectSources(const ImporterRegistry& registry, const std::vector<std::string>& paths,
                                          const ImportOptions& options)
{
    std::vector<DetectedSource> detected;
    for (const std::string& path : expandPaths(paths)) {
        const auto visited = visitInputs(path, {}, [&](Input& input) -> Result<void> {
            DetectedSource source;
            source.path = input.path();
            source.zone = options.zone.value_or(TimeZone());
            source.zoneBasis = options.zone ? Basis::Stated : Basis::Assumed;
            const auto probe = SourceProbe::read(input, registry);
            if (probe) {
                source.candidates = probe->candidates();
                source.wrapper = probe->wrapperText(input);
            } else {
                source.error = probe.error();
            }
            detected.push_back(std::move(source));
            return {};
        });
        if (visited)
            continue;
        DetectedSource source;
        source.path = path;
        source.error = visited.error();
        detected.push_back(std::move(source));
    }
    return detected;
}

}    // namespace faultline
