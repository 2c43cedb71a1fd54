#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/import/importjob.h"
#include "app/query/casetemplates.h"

#include <algorithm>

#include <unistd.h>

namespace faultline::cli {

namespace {

constexpr std::size_t issuesShown = 5;

struct ImportArguments {
    std::string casePath;
    std::vector<std::string> files;
    std::string format;
    std::string zone;
    std::string anchor;
    std::string logFormat;
    std::string name;
    std::vector<std::string> columns;
    int year = 0;
    bool noRaw = false;
    bool again = false;
    bool strict = false;
};

Result<ImportOptions> optionsOf(const ImportArguments& arguments)
{
    ImportOptions options;
    if (!arguments.zone.empty()) {
        const Result<TimeZone> zone = TimeZone::named(arguments.zone);
        if (!zone)
            return zone.error();
        options.zone = *zone;
    }
    if (!arguments.anchor.empty()) {
        Anchor anchor{};
        if (!fromName(arguments.anchor, anchor) || anchor == Anchor::Unknown)
            return Error{ErrorKind::Usage, "Unknown anchor '" + arguments.anchor + '\'', "", "Give start or end"};
        options.anchor = anchor;
    }
    if (arguments.year != 0) {
        if (!isValidDate(arguments.year, 1, 1))
            return Error{ErrorKind::Usage, "Cannot use the year " + std::to_string(arguments.year),
                         "A case holds the years 1678 to 2261", ""};
        options.year = arguments.year;
    }
    options.logFormat = arguments.logFormat;
    for (const std::string& pair : arguments.columns) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
            return Error{ErrorKind::Usage, "Cannot read --map " + pair, "", "Write --map time=COLUMN,status=COLUMN"};
        options.columns[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return options;
}

Result<void> checkFormat(const std::string& format, const ImporterRegistry& registry)
{
    if (format.empty() || registry.find(format))
        return {};
    return Error{ErrorKind::Usage, "Unknown format '" + format + '\'', "", "See 'faultline-cli formats'"};
}

JsonValue timeOrNull(const std::optional<Timestamp>& time)
{
    return time ? JsonValue(formatUtc(*time)) : JsonValue();
}

JsonValue jsonOf(const ImportedSource& imported)
{
    const Source& source = *imported.source;
    return {{"id", source.id},
            {"name", source.name},
            {"path", source.path},
            {"format", source.format},
            {"kinds", imported.kinds},
            {"lines", source.lines},
            {"record_lines", source.recordLines},
            {"records", source.records},
            {"skipped", source.skipped},
            {"rejected", source.rejected},
            {"first", timeOrNull(source.first)},
            {"last", timeOrNull(source.last)},
            {"zone", source.zone},
            {"zone_basis", nameOf(source.zoneBasis)},
            {"anchor", nameOf(source.anchor)},
            {"anchor_basis", nameOf(source.anchorBasis)},
            {"seconds", imported.seconds}};
}

JsonValue jsonOf(const std::string& path, const Error& error)
{
    return {{"path", path}, {"what", error.what}, {"why", error.why}, {"action", error.action}};
}

JsonValue jsonOf(const ImportReport& report)
{
    JsonValue json{{"sources", JsonValue::array()}, {"failed", JsonValue::array()}};
    for (const ImportedSource& imported : report.sources) {
        if (imported.source)
            json["sources"].push_back(jsonOf(imported));
        else if (imported.error)
            json["failed"].push_back(jsonOf(imported.path, *imported.error));
    }
    json["interrupted"] = report.interrupted;
    return json;
}

std::string number(std::uint64_t value)
{
    return formatGrouped(static_cast<std::int64_t>(value));
}

/// What the user can do about an issue; "" when there is nothing but to look.
std::string fixFor(const Issue& issue, const std::string& casePath)
{
    const std::string set = "faultline-cli source '" + casePath + "' set " + std::to_string(issue.sourceId);
    if (issue.code.rfind("zone", 0) == 0)
        return set + " --zone ZONE";
    if (issue.code.rfind("anchor", 0) == 0)
        return set + " --anchor start|end";
    return {};
}

std::string zoneText(const Source& source)
{
    if (source.zoneBasis == Basis::Proven)
        return "zone in the text";
    return "zone " + source.zone + " (" + std::string(nameOf(source.zoneBasis)) + ")";
}

/// The account of one source for a person, with what deserves a look.
void describe(Session& session, const ImportedSource& imported, const std::vector<Issue>& issues, const std::string& casePath)
{
    const Source& source = *imported.source;
    Output& output = session.output;
    output.note(std::to_string(source.id) + "  " + source.name + "  " + source.format + " (" + joined(imported.kinds) + ")");
    const auto counted = [](std::uint64_t value, const char* noun) { return formatCount(static_cast<std::int64_t>(value), noun); };
    output.note("   " + counted(source.lines, "line") + " = " + number(source.recordLines) + " of records + " +
                number(source.skipped) + " skipped + " + number(source.rejected) + " rejected; " +
                counted(source.records, "record") + " in " +
                formatDuration(Nanoseconds(static_cast<std::int64_t>(imported.seconds * 1e9))));
    if (source.first && source.last)
        output.note("   " + formatUtc(*source.first) + " to " + formatUtc(*source.last) + "; " + zoneText(source) +
                    (source.anchor == Anchor::Unknown ? "" : ", stamps mark the " + std::string(nameOf(source.anchor)) + " (" +
                                                                 std::string(nameOf(source.anchorBasis)) + ")"));
    std::size_t shown = 0;
    for (const Issue& issue : issues) {
        if (shown++ == issuesShown)
            break;
        std::string text = "   ! " + issue.code + (issue.line > 0 ? " at line " + number(issue.line) : "");
        if (issue.lines > 1)
            text += " and " + number(issue.lines - 1) + " more";
        output.note(text + ": " + issue.reason);
        if (const std::string fix = fixFor(issue, casePath); !fix.empty())
            output.note("     fix: " + fix);
    }
    if (issues.size() > issuesShown)
        output.note("   ... " + number(issues.size() - issuesShown) + " more: faultline-cli issues '" + casePath +
                    "' --source " + std::to_string(source.id));
}

/// Rows for --output csv.
void writeRows(Output& output, const ImportReport& report)
{
    output.begin({}, {{"id", "Id"}, {"name", "Name"}, {"format", "Format"}, {"kinds", "Kinds"}, {"lines", "Lines"},
                      {"record_lines", "Record lines"}, {"records", "Records"}, {"skipped", "Skipped"},
                      {"rejected", "Rejected"}, {"first", "First"}, {"last", "Last"}, {"zone", "Zone"},
                      {"zone_basis", "Zone basis"}, {"anchor", "Anchor"}, {"anchor_basis", "Anchor basis"},
                      {"seconds", "Seconds"}});
    for (const ImportedSource& imported : report.sources) {
        if (!imported.source)
            continue;
        const Source& source = *imported.source;
        output.row({source.id, source.name, source.format, JsonValue(imported.kinds), cell(source.lines),
                    cell(source.recordLines), cell(source.records), cell(source.skipped), cell(source.rejected),
                    cell(source.first), cell(source.last), source.zone, std::string(nameOf(source.zoneBasis)),
                    std::string(nameOf(source.anchor)), std::string(nameOf(source.anchorBasis)), imported.seconds});
    }
    output.end();
}

Result<void> writeReport(Session& session, CaseFile& file, const ImportReport& report)
{
    if (session.output.isJson()) {
        session.output.document(jsonOf(report));
        return {};
    }
    if (session.output.options().format == OutputFormat::Csv) {
        writeRows(session.output, report);
        return {};
    }
    CaseReader reader(file.database());
    for (const ImportedSource& imported : report.sources) {
        if (!imported.source)
            continue;
        Result<std::vector<Issue>> issues = reader.issues(imported.source->id);
        if (!issues)
            return issues.error();
        // Assumptions about the whole source first: they change every record.
        std::stable_partition(issues->begin(), issues->end(), [](const Issue& issue) { return !issue.isRejection; });
        describe(session, imported, *issues, file.path());
    }
    return {};
}

/// 130 before the code of the first file that failed before 1 of --strict.
int exitCodeOf(const ImportReport& report, bool strict)
{
    if (report.interrupted)
        return cli::exitCodeOf(ErrorKind::Interrupted);
    bool anyRejected = false;
    for (const ImportedSource& imported : report.sources) {
        if (imported.error)
            return cli::exitCodeOf(imported.error->kind);
        anyRejected = anyRejected || (imported.source && imported.source->rejected > 0);
    }
    return strict && anyRejected ? exitRejectedLines : exitDone;
}

Result<int> runImportCommand(Session& session, const ImportArguments& arguments)
{
    ImportRequest request;
    request.paths = arguments.files;
    request.format = arguments.format;
    request.name = arguments.name;
    request.keepRaw = !arguments.noRaw;
    request.again = arguments.again;
    Result<ImportOptions> options = optionsOf(arguments);
    if (!options)
        return options.error();
    request.options = std::move(*options);
    if (const Result<void> known = checkFormat(arguments.format, session.registry); !known)
        return known.error();

    const bool isNew = access(arguments.casePath.c_str(), F_OK) != 0;
    Result<CaseFile> file = CaseFile::open(arguments.casePath, OpenMode::WriteOrCreate);
    if (!file)
        return file.error();
    if (file->discardedImports() > 0)
        session.warn(formatCount(static_cast<std::int64_t>(file->discardedImports()), "unfinished import") +
                     " of an earlier run removed.");
    const Result<ImportReport> report = runImport(*file, session.registry, request, session.control());
    session.progress.clear();
    const bool anything = report && std::any_of(report->sources.begin(), report->sources.end(),
                                                [](const ImportedSource& source) { return source.source.has_value(); });
    Result<void> written;
    if (report) {
        for (const ImportedSource& imported : report->sources)
            if (imported.error)
                session.warn(imported.error->message());
        written = writeReport(session, *file, *report);
    }
    if (anything) {
        if (const auto kept = keepTemplates(file->database(), userName()); !kept)
            session.warn(kept.error().message());
    }
    const Result<void> closed = file->close();
    if (isNew && !anything)
        ::unlink(arguments.casePath.c_str());    // an empty case helps nobody
    if (!report)
        return report.error();
    if (!written)
        return written.error();
    if (!closed)
        return closed.error();
    return exitCodeOf(*report, arguments.strict);
}

std::vector<Cell> cellsOf(const DetectedSource& detected)
{
    std::vector<Cell> cells{detected.path};
    cells.resize(13);
    if (!detected.wrapper.empty())
        cells[1] = detected.wrapper;
    const bool fits = anyFits(detected.candidates);
    if (fits) {
        const Candidate& best = detected.candidates.front();
        cells[2] = std::string(best.importer->info().id);
        cells[3] = std::int64_t{best.detection.confidence};
        cells[4] = best.detection.reason;
        cells[8] = detected.zone.name();
        cells[9] = std::string(nameOf(detected.zoneBasis));
        cells[10] = std::string(nameOf(best.detection.anchor));
        cells[11] = std::string(nameOf(best.detection.anchorBasis));
    }
    const std::size_t runnerUp = fits ? 1 : 0;
    if (detected.candidates.size() > runnerUp) {
        const Candidate& next = detected.candidates[runnerUp];
        cells[5] = std::string(next.importer->info().id);
        cells[6] = std::int64_t{next.detection.confidence};
        cells[7] = next.detection.reason;
    }
    if (detected.error)
        cells[12] = detected.error->message();
    else if (!fits)
        cells[12] = whyNoneFits(detected.candidates);
    return cells;
}

Result<int> runDetect(Session& session, const ImportArguments& arguments)
{
    const Result<ImportOptions> options = optionsOf(arguments);
    if (!options)
        return options.error();
    const std::vector<DetectedSource> found = detectSources(session.registry, arguments.files, *options);
    Output& output = session.output;
    output.begin({}, {{"path", "File"}, {"wrapper", "Wrapper"}, {"format", "Format"}, {"confidence", "Confidence", Show::Number},
                      {"reason", "Reason"}, {"runner_up", "Runner-up"},
                      {"runner_up_confidence", "Confidence", Show::Number}, {"runner_up_reason", "Reason"}, {"zone", "Zone"},
                      {"zone_basis", "Basis"}, {"anchor", "Anchor"}, {"anchor_basis", "Basis"}, {"error", "Problem"}});
    int code = exitDone;
    for (const DetectedSource& detected : found) {
        output.row(cellsOf(detected));
        if (code != exitDone)
            continue;
        if (detected.error)
            code = session.fail(*detected.error);
        else if (!anyFits(detected.candidates))
            code = session.fail({ErrorKind::InputUnreadable, "Cannot detect the format of " + detected.path,
                                 whyNoneFits(detected.candidates), howToForce(detected.candidates)});
    }
    output.end();
    return code;
}

Result<int> runFormats(Session& session)
{
    session.output.begin({}, {{"id", "Format"}, {"title", "Title"}, {"kinds", "Makes"}, {"anchor", "Stamp marks"}, {"zone", "Zone"},
                              {"since", "Since"}, {"specification", "Specification"}, {"needs_log_format", "Needs --log-format"}});
    for (const auto& importer : session.registry.importers()) {
        const FormatInfo& info = importer->info();
        JsonValue kinds = JsonValue::array();
        for (const std::string_view kind : split(info.records, ','))
            kinds.push_back(trimmed(kind));
        session.output.row({std::string(info.id), std::string(info.title), kinds, std::string(nameOf(info.anchor)), std::string(info.zone),
                            std::string(info.since), std::string(info.specification), importer->needsLogFormat()});
    }
    session.output.end();
    return exitDone;
}

void addReadingOptions(CLI::App& command, ImportArguments& arguments)
{
    command.add_option("--zone", arguments.zone, "zone of stamps without offset: Europe/Paris, UTC, +02:00");
    command.add_option("--year", arguments.year, "year of stamps without year");
    command.add_option("--anchor", arguments.anchor, "what the stamps of requests mark: start or end");
    command.add_option("--log-format", arguments.logFormat, "nginx log_format, Apache LogFormat or a pattern with named groups, pasted");
    command.add_option("--map", arguments.columns, "columns of a CSV file or keys of a JSON file: time=COLUMN,status=COLUMN,...; duration_unit=ms")->delimiter(',');
}

}    // namespace

void addImportCommands(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<ImportArguments>();
    CLI::App* import = addCommand(root, chosen, "import", "Reads files, folders and archives into a case",
                                  "import outage.faultline access.log.gz metrics.json --zone Europe/Paris");
    import->add_option("CASE", arguments->casePath, "the case file, made when absent")->required();
    import->add_option("FILE", arguments->files, "files, folders, archives")->required();
    import->add_option("--format", arguments->format, "id of a format, see 'formats'; otherwise it is detected");
    addReadingOptions(*import, *arguments);
    import->add_option("--name", arguments->name, "name of the source, for a single file");
    import->add_flag("--no-raw", arguments->noRaw, "leave the untouched lines out of the case");
    import->add_flag("--again", arguments->again, "import content that is already in the case once more");
    import->add_flag("--strict", arguments->strict, "exit with 1 when a line was rejected");
    import->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return runImportCommand(session, *arguments); };
    });

    CLI::App* detect = addCommand(root, chosen, "detect", "Says which format would be chosen and why; imports nothing",
                                  "detect access.log");
    detect->add_option("FILE", arguments->files, "files, folders, archives")->required();
    addReadingOptions(*detect, *arguments);
    detect->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return runDetect(session, *arguments); };
    });

    CLI::App* formats = addCommand(root, chosen, "formats", "Lists every format that can be read", "formats --json");
    formats->callback([&chosen] { chosen.run = runFormats; });
}

}    // namespace faultline::cli
