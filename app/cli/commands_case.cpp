#include "app/base/text.h"
#include "app/base/timedistance.h"
#include "app/cli/commands.h"
#include "app/store/casecheck.h"

namespace faultline::cli {

namespace {

struct CaseArguments {
    std::string casePath;
    std::optional<std::int64_t> source;
    std::int64_t id = 0;
    std::optional<std::string> zone;
    std::optional<std::string> anchor;
    std::optional<std::string> clockOffset;
    std::optional<std::string> name;
    std::optional<std::string> title;
};

Cell textOrNull(const std::string& text)
{
    return text.empty() ? Cell() : Cell(text);
}

std::vector<Column> sourceColumns()
{
    const Show more = Show::Hidden;
    return {{"id", "Id", Show::Number},       {"name", "Name"},
            {"path", "Path", more},           {"format", "Format"},
            {"wrapper", "Wrapper", more},     {"bytes", "Bytes", Show::Number},
            {"text_bytes", "Text", more},     {"sha256", "SHA-256", more},
            {"detection", "Detection", more}, {"zone", "Zone"},
            {"zone_basis", "Basis"},          {"anchor", "Anchor"},
            {"anchor_basis", "Basis"},        {"clock_offset_s", "Clock s", Show::Number},
            {"lines", "Lines", Show::Number}, {"record_lines", "Of records", more},
            {"records", "Records", Show::Number}, {"skipped", "Skipped", Show::Number},
            {"rejected", "Rejected", Show::Number}, {"first", "First"},
            {"last", "Last"},                 {"imported_at", "Imported", more}};
}

std::vector<Cell> cellsOf(const Source& source)
{
    return {source.id,
            source.name,
            source.path,
            source.format,
            textOrNull(source.wrapper),
            cell(source.bytes),
            cell(source.textBytes),
            source.sha256,
            textOrNull(source.detection),
            source.zone,
            std::string(nameOf(source.zoneBasis)),
            std::string(nameOf(source.anchor)),
            std::string(nameOf(source.anchorBasis)),
            static_cast<double>(source.clockOffset.count()) / 1e9,
            cell(source.lines),
            cell(source.recordLines),
            cell(source.records),
            cell(source.skipped),
            cell(source.rejected),
            cell(source.first),
            cell(source.last),
            source.importedAt};
}

JsonValue jsonOf(const RecordCounts& counts)
{
    return {{"requests", counts.requests}, {"operations", counts.operations}, {"loglines", counts.logLines},
            {"series", counts.series},     {"samples", counts.samples},       {"events", counts.events},
            {"timeline_entries", counts.timelineEntries}, {"issues", counts.issues}};
}

/// Nothing for what no count of nanoseconds holds: more than 292 years.
std::string lengthText(Timestamp first, Timestamp last)
{
    const Nanoseconds length = distance(first, last);
    return length == Nanoseconds::max() ? std::string() : ", " + formatDuration(length);
}

void writeInfoTable(Session& session, CaseView& view, const std::string& title, const std::optional<TimeRange>& range,
                    const RecordCounts& counts)
{
    Output& output = session.output;
    if (output.options().format != OutputFormat::Csv) {
        output.note((title.empty() ? view.file().path() : title) + "  (times in " + view.zone().name() + ")");
        if (range) {
            const Timestamp last = range->end - Nanoseconds{1};    // people read the last instant, not the one behind it
            output.note(formatWithOffset(range->begin, view.zone().offsetAt(range->begin)) + " to " +
                        formatWithOffset(last, view.zone().offsetAt(last)) + lengthText(range->begin, last));
        }
        std::string line;
        const JsonValue all = jsonOf(counts);
        for (const auto& [name, value] : all.items()) {
            const auto count = value.get<std::int64_t>();
            const bool isIrregular = name == "series" || name == "timeline_entries";
            line += line.empty() ? "" : ", ";
            if (isIrregular)
                line += formatGrouped(count) + (name == "series" ? " series" : count == 1 ? " timeline entry" : " timeline entries");
            else
                line += formatCount(count, std::string_view(name).substr(0, name.size() - 1));
        }
        output.note(line);
        output.note("");
    }
    output.begin({}, sourceColumns());
    for (const Source& source : view.sources())
        output.row(cellsOf(source));
    output.end();
}

Result<int> runInfo(Session& session, const CaseArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<std::string> title = view->reader().info("title");
    if (!title)
        return title.error();
    const Result<std::optional<TimeRange>> range = view->reader().range();
    if (!range)
        return range.error();
    const Result<RecordCounts> counts = view->reader().counts();
    if (!counts)
        return counts.error();
    if (!session.output.isJson()) {
        writeInfoTable(session, *view, *title, *range, *counts);
    } else {
        const JsonValue head{{"path", arguments.casePath},
                             {"title", *title},
                             {"zone", view->zone().name()},
                             {"range", *range ? cli::jsonOf(**range) : JsonValue()},
                             {"counts", jsonOf(*counts)}};
        session.output.begin(head, sourceColumns());
        for (const Source& source : view->sources())
            session.output.row(cellsOf(source));
        session.output.end();
    }
    view->warnAboutDamage(session);
    return exitDone;
}

Result<int> runIssues(Session& session, const CaseArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    if (arguments.source && view->sourceName(*arguments.source).empty())
        return Error{ErrorKind::Usage, "There is no source " + std::to_string(*arguments.source) + " in this case", "",
                     "See 'faultline-cli source CASE list'"};
    const Result<std::vector<Issue>> issues = view->reader().issues(arguments.source);
    if (!issues)
        return issues.error();
    const Show more = Show::Hidden;
    session.output.begin({}, {{"id", "Id", more}, {"source_id", "Id", more}, {"source", "Source"}, {"kind", "Kind"},
                              {"line", "Line", Show::Number}, {"lines", "Lines", Show::Number},
                              {"byte_offset", "Byte", more}, {"code", "Code"}, {"reason", "Reason"}, {"excerpt", "Excerpt"}});
    for (const Issue& issue : *issues) {
        const std::string kind = issue.isRejection ? "rejected" : "contradiction";
        if (!session.output.row({issue.id, issue.sourceId, view->sourceName(issue.sourceId), kind,
                                 issue.line > 0 ? cell(issue.line) : Cell(), cell(issue.lines),
                                 issue.isRejection && (issue.byteOffset > 0 || issue.line == 1) ? cell(issue.byteOffset) : Cell(), issue.code, issue.reason,
                                 textOrNull(issue.excerpt)}))
            break;
    }
    session.output.end();
    view->warnAboutDamage(session);
    return exitDone;
}

Result<int> listSources(Session& session, const CaseArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    session.output.begin({{"zone", view->zone().name()}}, sourceColumns());
    for (const Source& source : view->sources())
        session.output.row(cellsOf(source));
    session.output.end();
    view->warnAboutDamage(session);
    return exitDone;
}

Result<SourceChange> changeOf(const CaseArguments& arguments)
{
    SourceChange change;
    if (arguments.zone) {
        const Result<TimeZone> zone = TimeZone::named(*arguments.zone);
        if (!zone)
            return zone.error();
        change.zone = *zone;
    }
    if (arguments.anchor) {
        Anchor anchor{};
        if (!fromName(*arguments.anchor, anchor))
            return Error{ErrorKind::Usage, "Unknown anchor '" + *arguments.anchor + '\'', "", "Give start, end or unknown"};
        change.anchor = anchor;
    }
    if (arguments.clockOffset) {
        const Result<Nanoseconds> offset = parseSignedSpan(*arguments.clockOffset);
        if (!offset)
            return offset.error();
        change.clockOffset = *offset;
    }
    change.name = arguments.name;
    if (!change.zone && !change.anchor && !change.clockOffset && !change.name)
        return Error{ErrorKind::Usage, "Nothing to set", "", "Give --zone, --anchor, --clock-offset or --name"};
    return change;
}

/// Opens for writing, edits, prints the source before (removed) or after (set).
template <typename Edit>
Result<int> editSource(Session& session, const CaseArguments& arguments, const Edit& edit)
{
    Result<CaseFile> file = CaseFile::open(arguments.casePath, OpenMode::Write);
    if (!file)
        return file.error();
    session.output.setZone(file->displayZone());
    CaseEditor editor(file->database(), userName());
    const Result<Source> before = edit(editor);
    session.progress.clear();
    if (!before)
        return before.error();
    const Result<std::optional<Source>> after = CaseReader(file->database()).source(arguments.id);
    if (!after)
        return after.error();
    session.output.begin({{"zone", file->displayZone().name()}}, sourceColumns());
    session.output.row(cellsOf(*after ? **after : *before));
    session.output.end();
    if (const Result<void> closed = file->close(); !closed)
        return closed.error();
    return exitDone;
}

Result<int> setSource(Session& session, const CaseArguments& arguments)
{
    const Result<SourceChange> change = changeOf(arguments);
    if (!change)
        return change.error();
    return editSource(session, arguments, [&](CaseEditor& editor) {
        Result<Source> before = editor.setSource(arguments.id, *change, session.control());
        if (before && change->zone && !readsInItsZone(*before)) {
            session.progress.clear();
            session.warn(before->zoneBasis == Basis::Proven
                             ? "No time was moved and the zone stays as it is: each stamp of the source carries its own offset."
                             : "No time was moved and the zone stays as it is: the format of the source is UTC by definition.");
        }
        return before;
    });
}

Result<int> removeSource(Session& session, const CaseArguments& arguments)
{
    return editSource(session, arguments, [&](CaseEditor& editor) { return editor.removeSource(arguments.id); });
}

Result<int> setCase(Session& session, const CaseArguments& arguments)
{
    if (!arguments.title && !arguments.zone)
        return Error{ErrorKind::Usage, "Nothing to set", "", "Give --title or --zone"};
    std::optional<TimeZone> zone;
    if (arguments.zone) {
        const Result<TimeZone> named = TimeZone::named(*arguments.zone);
        if (!named)
            return named.error();
        zone = *named;
    }
    Result<CaseFile> file = CaseFile::open(arguments.casePath, OpenMode::Write);
    if (!file)
        return file.error();
    CaseEditor editor(file->database(), userName());
    if (arguments.title)
        if (const Result<std::string> done = editor.setInfo("title", *arguments.title); !done)
            return done.error();
    if (zone)
        if (const Result<std::string> done = editor.setInfo("zone", zone->name()); !done)
            return done.error();
    const Result<std::string> title = CaseReader(file->database()).info("title");
    if (!title)
        return title.error();
    session.output.begin({}, {{"title", "Title"}, {"zone", "Zone"}});
    session.output.row({*title, file->displayZone().name()});
    session.output.end();
    if (const Result<void> closed = file->close(); !closed)
        return closed.error();
    return exitDone;
}

Result<int> runCheck(Session& session, const CaseArguments& arguments)
{
    Result<CaseFile> file = CaseFile::open(arguments.casePath, OpenMode::Read);
    if (!file)
        return file.error();
    file->database().interruptOn(session.stop);
    const Result<std::vector<CheckedPart>> parts = checkCase(file->database(), session.control());
    session.progress.clear();
    if (!parts)
        return parts.error();
    int code = exitDone;
    session.output.begin({}, {{"part", "Part"}, {"good", "Good"}, {"detail", "Detail"}});
    for (const CheckedPart& part : *parts) {
        session.output.row({part.part, part.isGood, part.detail});
        if (!part.isGood)
            code = exitCodeOf(ErrorKind::CaseDamaged);
    }
    session.output.end();
    return code;
}

using Run = Result<int> (*)(Session&, const CaseArguments&);

void onRun(CLI::App& command, Chosen& chosen, const std::shared_ptr<CaseArguments>& arguments, Run run)
{
    command.callback([&chosen, arguments, run] {
        chosen.run = [arguments, run](Session& session) { return run(session, *arguments); };
    });
}

void addSourceCommands(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<CaseArguments>();
    CLI::App* source = root.add_subcommand("source", "Lists, changes and removes the sources of a case");
    source->footer("Example:\n  faultline-cli source outage.faultline set 3 --zone Europe/Paris --anchor start");
    source->add_option("CASE", arguments->casePath, "the case file")->required();
    source->require_subcommand(1);
    CLI::App* list = addCommand(*source, chosen, "list", "Every source with how its times are read and its account",
                                "source outage.faultline list");
    onRun(*list, chosen, arguments, listSources);
    CLI::App* set = addCommand(*source, chosen, "set", "Changes how a source is read, without reading its file again",
                               "source outage.faultline set 2 --zone Europe/Paris --anchor end --clock-offset +1.5s");
    CLI::App* remove = addCommand(*source, chosen, "remove", "Takes a source and all it made out of the case",
                                  "source outage.faultline remove 2");
    for (CLI::App* command : {set, remove})
        command->add_option("ID", arguments->id, "id of the source")->required();
    set->add_option("--zone", arguments->zone, "zone of its stamps without offset");
    set->add_option("--anchor", arguments->anchor, "what its stamps mark: start, end or unknown");
    set->add_option("--clock-offset", arguments->clockOffset, "added to every stamp: +1.5s, -200ms, 0");
    set->add_option("--name", arguments->name, "display name");
    onRun(*set, chosen, arguments, setSource);
    onRun(*remove, chosen, arguments, removeSource);
}

}    // namespace

void addCaseCommands(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<CaseArguments>();
    CLI::App* info = addCommand(root, chosen, "info", "What a case holds: sources, counts, range", "info outage.faultline");
    CLI::App* issues = addCommand(root, chosen, "issues", "Rejected lines, contradictions and assumptions",
                                  "issues outage.faultline --source 2");
    CLI::App* check = addCommand(root, chosen, "check", "Reads everything in a case and says whether it is whole",
                                 "check outage.faultline");
    issues->add_option("--source", arguments->source, "only of this source");
    onRun(*info, chosen, arguments, runInfo);
    onRun(*issues, chosen, arguments, runIssues);
    onRun(*check, chosen, arguments, runCheck);
    CLI::App* edit = root.add_subcommand("case", "Changes the title and the display zone of a case");
    for (CLI::App* command : {info, issues, check, edit})
        command->add_option("CASE", arguments->casePath, "the case file")->required();
    edit->footer("Example:\n  faultline-cli case outage.faultline set --zone Europe/Paris");
    edit->require_subcommand(1);
    CLI::App* set = addCommand(*edit, chosen, "set", "Sets the title or the display zone",
                               "case outage.faultline set --title 'Outage of 23 April' --zone Europe/Paris");
    set->add_option("--title", arguments->title, "title of the case");
    set->add_option("--zone", arguments->zone, "zone in which times are shown and bare times are read");
    onRun(*set, chosen, arguments, setCase);
    addSourceCommands(root, chosen);
}

}    // namespace faultline::cli
