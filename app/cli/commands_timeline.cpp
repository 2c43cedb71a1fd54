#include "app/base/replacefile.h"
#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/cli/times.h"
#include "app/export/timelineexport.h"
#include "app/import/importjob.h"
#include "app/timeline/entryedit.h"
#include "app/timeline/evidencereference.h"
#include "app/timeline/hypothesisevent.h"
#include "app/timeline/phases.h"
#include "app/timeline/timelinecheck.h"

#include <algorithm>

#include <unistd.h>

namespace faultline::cli {

namespace {

constexpr std::int64_t nanosecondsOfADay = 86'400'000'000'000;

struct TimelineArguments {
    std::string casePath;
    std::int64_t id = 0;
    EntryEdit edit;
    std::optional<int> year;
    std::string file;
    std::string zone;
    std::string format;
    bool again = false;
    std::string to = "markdown";
    std::vector<std::string> zones;
    std::string columns;
    bool redact = false;
    std::string outputFile;
};

std::vector<Column> entryColumns()
{
    return {{"id", "Id", Show::Number},  {"start", "Start"},        {"end", "End"},  {"precision", "Precision"},
            {"time_text", "As written"}, {"type", "Type"},          {"title", "Title"}, {"body", "Text", Show::Hidden},
            {"owner", "Owner"},          {"tags", "Tags"},          {"section", "Section"}};
}

std::vector<Cell> cellsOf(const TimelineEntry& entry)
{
    const auto text = [](const std::string& value) { return value.empty() ? Cell() : Cell(value); };
    return {entry.id,          entry.start,       cell(entry.end),   std::string(nameOf(entry.precision)),
            text(entry.timeText), entry.type,     entry.title,       text(entry.body),
            text(entry.owner), JsonValue(entry.tags), text(entry.section)};
}

void writeEntries(Session& session, const TimeZone& zone, const std::vector<TimelineEntry>& entries)
{
    session.output.setZone(zone);
    session.output.begin({{"zone", zone.name()}}, entryColumns());
    for (const TimelineEntry& entry : entries)
        if (!session.output.row(cellsOf(entry)))
            break;
    session.output.end();
}

/// What the records cover; of a case without any what its timeline covers.
Result<std::optional<TimeRange>> rangeOf(CaseFile& file)
{
    CaseReader reader(file.database());
    Result<std::optional<TimeRange>> range = reader.range();
    if (!range || *range)
        return range;
    const Result<std::vector<TimelineEntry>> entries = reader.timeline();
    if (!entries)
        return entries.error();
    std::optional<TimeRange> covered;
    for (const TimelineEntry& entry : *entries) {
        const Timestamp end = entry.end.value_or(entry.start) + Nanoseconds{1};
        if (!covered)
            covered = TimeRange{entry.start, end};
        covered = TimeRange{std::min(covered->begin, entry.start), std::max(covered->end, end)};
    }
    return covered;
}

/// What completes "22/04 8:45" or "18:45": the year and the day that all records of the case share.
Result<EntryTimeSettings> timeSettings(CaseFile& file, const TimelineArguments& arguments)
{
    EntryTimeSettings settings;
    settings.zone = file.displayZone();
    settings.year = arguments.year;
    const Result<std::optional<TimeRange>> range = rangeOf(file);
    if (!range)
        return range.error();
    if (!*range)
        return settings;
    const Timestamp last = (*range)->end - Nanoseconds{1};
    const auto day = [&](Timestamp time) {
        const auto local = nanosecondsOf(time) + Nanoseconds(settings.zone.offsetAt(time)).count();
        return local >= 0 ? local / nanosecondsOfADay : (local - nanosecondsOfADay + 1) / nanosecondsOfADay;
    };
    if (day((*range)->begin) == day(last))
        settings.day = (*range)->begin;
    const std::string firstYear = formatWithOffset((*range)->begin, settings.zone.offsetAt((*range)->begin)).substr(0, 4);
    if (!settings.year && firstYear == formatWithOffset(last, settings.zone.offsetAt(last)).substr(0, 4))
        if (const auto year = parseInteger(firstYear))
            settings.year = static_cast<int>(*year);
    return settings;
}

/// "--to +15m" is a distance from the start, "--at -18h" one from the end; every other text is a time and left to the timeline.
Result<EntryEdit> editOf(const TimelineArguments& arguments)
{
    EntryEdit edit = arguments.edit;
    const auto takeSpan = [](std::string_view name, char sign, std::optional<std::string>& text,
                             std::optional<Nanoseconds>& span) -> Result<void> {
        if (!text || text->size() < 2 || text->front() != sign)
            return {};
        span = parseSpan(std::string_view(*text).substr(1));
        if (!span)
            return Error{ErrorKind::Usage, "Cannot read " + std::string(name) + ' ' + withVisibleControls(*text),
                         "It is no number with a unit (s, m, h, d)", std::string("Write ") + sign + "15m"};
        text.reset();
        return {};
    };
    if (const Result<void> done = takeSpan("--to", '+', edit.to, edit.length); !done)
        return done.error();
    if (const Result<void> done = takeSpan("--at", '-', edit.at, edit.lead); !done)
        return done.error();
    if (edit.length && edit.lead)
        return Error{ErrorKind::Usage, "Cannot read --at and --to", "Each is relative to the other", "Give one of them as a time"};
    return edit;
}

/// Opens for writing, edits, prints the entry that the edit gives.
template <typename Edit>
Result<int> editTimeline(Session& session, const TimelineArguments& arguments, OpenMode mode, const Edit& edit)
{
    const bool isNew = access(arguments.casePath.c_str(), F_OK) != 0;
    Result<CaseFile> file = CaseFile::open(arguments.casePath, mode);
    if (!file)
        return file.error();
    const Result<EntryTimeSettings> settings = timeSettings(*file, arguments);
    CaseEditor editor(file->database(), userName());
    const Result<TimelineEntry> entry = settings ? edit(*file, editor, *settings) : Result<TimelineEntry>(settings.error());
    const TimeZone zone = file->displayZone();
    const Result<void> closed = file->close();
    if (!entry) {
        if (isNew)
            ::unlink(arguments.casePath.c_str());
        return entry.error();
    }
    if (!closed)
        return closed.error();
    writeEntries(session, zone, {*entry});
    return exitDone;
}

Result<int> runAdd(Session& session, const TimelineArguments& arguments)
{
    const Result<EntryEdit> change = editOf(arguments);
    if (!change)
        return change.error();
    return editTimeline(session, arguments, OpenMode::WriteOrCreate,
                        [&](CaseFile&, CaseEditor& editor, const EntryTimeSettings& settings) -> Result<TimelineEntry> {
                            TimelineEntry entry;
                            if (const Result<void> done = applyEdit(entry, *change, settings); !done)
                                return done.error();
                            return editor.addEntry(std::move(entry));
                        });
}

Result<TimelineEntry> findEntry(CaseFile& file, std::int64_t id)
{
    const Result<std::vector<TimelineEntry>> entries = CaseReader(file.database()).timeline();
    if (!entries)
        return entries.error();
    for (const TimelineEntry& entry : *entries)
        if (entry.id == id)
            return entry;
    return Error{ErrorKind::Usage, "There is no timeline entry " + std::to_string(id) + " in this case", "",
                 "See 'faultline-cli timeline CASE list'"};
}

Result<int> runSet(Session& session, const TimelineArguments& arguments)
{
    const Result<EntryEdit> change = editOf(arguments);
    if (!change)
        return change.error();
    return editTimeline(session, arguments, OpenMode::Write,
                        [&](CaseFile& file, CaseEditor& editor, const EntryTimeSettings& settings) -> Result<TimelineEntry> {
                            Result<TimelineEntry> entry = findEntry(file, arguments.id);
                            if (!entry)
                                return entry.error();
                            if (const Result<void> done = applyEdit(*entry, *change, settings); !done)
                                return done.error();
                            if (const Result<TimelineEntry> before = editor.setEntry(*entry); !before)
                                return before.error();
                            return *entry;
                        });
}

Result<int> runRemove(Session& session, const TimelineArguments& arguments)
{
    return editTimeline(session, arguments, OpenMode::Write,
                        [&](CaseFile&, CaseEditor& editor, const EntryTimeSettings&) { return editor.removeEntry(arguments.id); });
}

Result<int> runList(Session& session, const TimelineArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<std::vector<TimelineEntry>> entries = view->reader().timeline();
    if (!entries)
        return entries.error();
    writeEntries(session, view->zone(), *entries);
    view->warnAboutDamage(session);
    return exitDone;
}

JsonValue jsonOf(const Phases& phases)
{
    const auto time = [](const std::optional<Timestamp>& value) { return value ? JsonValue(formatUtc(*value)) : JsonValue(); };
    const auto span = [](const std::optional<Nanoseconds>& value) {
        return value ? JsonValue(static_cast<double>(value->count()) / 1e9) : JsonValue();
    };
    return {{"trigger", time(phases.trigger)},
            {"impact", time(phases.impact)},
            {"detected", time(phases.detected)},
            {"mitigation", time(phases.mitigation)},
            {"resolved", time(phases.resolved)},
            {"time_to_detect_s", span(phases.timeToDetect)},
            {"time_to_mitigate_s", span(phases.timeToMitigate)},
            {"time_to_resolve_s", span(phases.timeToResolve)},
            {"approximate", phases.isApproximate}};
}

Result<int> runCheck(Session& session, const TimelineArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<std::vector<TimelineEntry>> entries = view->reader().timeline();
    if (!entries)
        return entries.error();
    const Phases phases = phasesOf(*entries);
    Output& output = session.output;
    const std::string mark = phases.isApproximate ? "about " : "";
    const auto note = [&](std::string_view name, const std::optional<Nanoseconds>& value) {
        if (value)
            output.note(std::string(name) + mark + formatDuration(*value));
    };
    note("Time to detect:   ", phases.timeToDetect);
    note("Time to mitigate: ", phases.timeToMitigate);
    note("Time to resolve:  ", phases.timeToResolve);
    output.begin({{"zone", view->zone().name()}, {"phases", jsonOf(phases)}},
                 {{"code", "Code"}, {"entries", "Entries"}, {"text", "What to look at"}});
    for (const TimelineProblem& problem : checkTimeline(*entries))
        output.row({problem.code, JsonValue(problem.entries), problem.text});
    output.end();
    view->warnAboutDamage(session);
    return exitDone;
}

/// Events as entries with what they rest on; suspects go to theirs.
Result<std::vector<TimelineEntry>> addEvents(CaseEditor& editor, const std::vector<Event>& events)
{
    std::vector<Event> rows;
    for (const Event& event : events) {
        auto suspect = hypothesisFromEvent(event);
        if (!suspect)
            rows.push_back(event);
        else if (const auto kept = editor.addHypothesis(std::move(*suspect)); !kept)
            return kept.error();
    }
    auto done = editor.addWithEvidence(entriesWithEvidence(rows));
    if (!done)
        return done.error();
    std::vector<TimelineEntry> entries;
    for (EntryWithEvidence& one : *done)
        entries.push_back(std::move(one.entry));
    return entries;
}

/// The events of a source as entries, once: `refusal` when some of them are in the timeline already.
Result<std::vector<TimelineEntry>> takeEvents(CaseFile& file, const std::vector<Event>& events, std::int64_t sourceId,
                                              const Error& refusal)
{
    std::vector<Event> own;
    std::copy_if(events.begin(), events.end(), std::back_inserter(own),
                 [sourceId](const Event& event) { return event.sourceId == sourceId; });
    const Result<std::vector<TimelineEntry>> entries = CaseReader(file.database()).timeline();
    if (!entries)
        return entries.error();
    const bool isTaken = std::any_of(entries->begin(), entries->end(), [&own](const TimelineEntry& entry) {
        return std::any_of(own.begin(), own.end(), [&entry](const Event& event) { return entry.eventId == event.id; });
    });
    if (own.empty() || isTaken)
        return refusal;
    std::stable_sort(own.begin(), own.end(), [](const Event& left, const Event& right) { return left.id < right.id; });
    CaseEditor editor(file.database(), userName());
    return addEvents(editor, own);
}

/// The file becomes a source like any other; its events become entries of the timeline.
Result<std::vector<TimelineEntry>> importEntries(Session& session, CaseFile& file, const ImportRequest& request)
{
    const Result<ImportReport> report = runImport(file, session.registry, request, session.control());
    session.progress.clear();
    if (!report)
        return report.error();
    if (report->interrupted)
        return Error{ErrorKind::Interrupted, "The timeline was not imported", "The command was interrupted", ""};
    const Result<std::vector<Event>> events = CaseReader(file.database()).events();
    if (!events)
        return events.error();
    for (const ImportedSource& imported : report->sources) {
        if (!imported.error)
            continue;
        // Imported as a source before: its events are there, they only have to be taken into the timeline.
        Result<std::vector<TimelineEntry>> taken =
            imported.sameAs ? takeEvents(file, *events, *imported.sameAs, *imported.error) : *imported.error;
        return taken;
    }
    CaseEditor editor(file.database(), userName());
    std::vector<Event> own;
    for (const ImportedSource& imported : report->sources) {
        std::copy_if(events->begin(), events->end(), std::back_inserter(own),
                     [&](const Event& event) { return imported.source && event.sourceId == imported.source->id; });
        if (imported.source && imported.source->rejected > 0)
            session.warn(formatCount(static_cast<std::int64_t>(imported.source->rejected), "line") + " of " + imported.path +
                         " could not be read. See 'faultline-cli issues CASE --source " + std::to_string(imported.source->id) + "'.");
    }
    // In the order of the file: entries of one instant keep it.
    std::stable_sort(own.begin(), own.end(), [](const Event& left, const Event& right) { return left.id < right.id; });
    if (!own.empty())
        return addEvents(editor, own);
    for (const ImportedSource& imported : report->sources)
        if (imported.source)
            if (const Result<Source> removed = editor.removeSource(imported.source->id); !removed)
                return removed.error();
    return Error{ErrorKind::InputUnreadable, "No timeline was found in " + joined(request.paths), "It holds no events",
                 "See 'faultline-cli detect " + joined(request.paths, " ") + "'"};
}

Result<int> runImportTimeline(Session& session, const TimelineArguments& arguments)
{
    ImportRequest request;
    request.paths = {arguments.file};
    request.again = arguments.again;
    request.format = arguments.format;
    request.options.year = arguments.year;
    if (!arguments.format.empty() && !session.registry.find(arguments.format))
        return Error{ErrorKind::Usage, "Unknown format '" + arguments.format + '\'', "", "See 'faultline-cli formats'"};
    if (!arguments.zone.empty()) {
        const Result<TimeZone> zone = TimeZone::named(arguments.zone);
        if (!zone)
            return zone.error();
        request.options.zone = *zone;
    }
    const bool isNew = access(arguments.casePath.c_str(), F_OK) != 0;
    Result<CaseFile> file = CaseFile::open(arguments.casePath, OpenMode::WriteOrCreate);
    if (!file)
        return file.error();
    const Result<std::vector<TimelineEntry>> entries = importEntries(session, *file, request);
    const TimeZone zone = file->displayZone();
    const Result<void> closed = file->close();
    if (!entries) {
        if (isNew)
            ::unlink(arguments.casePath.c_str());
        return entries.error();
    }
    if (!closed)
        return closed.error();
    writeEntries(session, zone, *entries);
    return exitDone;
}

Result<TimelineExportOptions> exportOptions(Session& session, const TimelineArguments& arguments)
{
    TimelineExportOptions options;
    if (!fromName(arguments.to, options.format))
        return Error{ErrorKind::Usage, "Unknown --to " + arguments.to, "", "Give markdown, csv, tsv, html or json"};
    for (const std::string& name : arguments.zones) {
        const Result<TimeZone> zone = TimeZone::named(name);
        if (!zone)
            return zone.error();
        options.zones.push_back(*zone);
    }
    if (!arguments.columns.empty()) {
        Result<std::vector<std::string>> columns = parseTimelineColumns(arguments.columns);
        if (!columns)
            return columns.error();
        options.columns = std::move(*columns);
    }
    options.redaction = arguments.redact ? Redaction::Masked : Redaction::None;
    options.guard = session.output.options().raw ? FormulaGuard::Raw : FormulaGuard::Apostrophe;
    return options;
}

Result<int> runExport(Session& session, const TimelineArguments& arguments)
{
    Result<TimelineExportOptions> options = exportOptions(session, arguments);
    if (!options)
        return options.error();
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    if (options->zones.empty())
        options->zones.push_back(view->zone());
    if (const Result<std::string> title = view->reader().info("title"); title && !title->empty())
        options->title = *title;
    const Result<std::vector<TimelineEntry>> entries = view->reader().timeline();
    if (!entries)
        return entries.error();
    if (std::find(options->columns.begin(), options->columns.end(), "evidence") != options->columns.end()) {
        auto evidence = view->reader().evidence();
        if (!evidence)
            return evidence.error();
        options->evidence = std::move(*evidence);
    }
    auto hypotheses = view->reader().hypotheses();
    if (!hypotheses)
        return hypotheses.error();
    options->hypotheses = std::move(*hypotheses);
    const std::string text = exportTimeline(*entries, *options);
    view->warnAboutDamage(session);
    if (!arguments.outputFile.empty() && arguments.outputFile != "-") {
        const Result<void> written = replaceFile(arguments.outputFile, text);
        return written ? Result<int>(exitDone) : Result<int>(written.error());
    }
    if (!session.output.options().isTerminal || session.output.options().raw) {
        session.output.text(text);
        return exitDone;
    }
    for (const std::string_view line : split(std::string_view(text).substr(0, text.empty() ? 0 : text.size() - 1), '\n'))
        session.output.text(withVisibleControls(line) + '\n');
    return exitDone;
}

using Run = Result<int> (*)(Session&, const TimelineArguments&);

void onRun(CLI::App& command, Chosen& chosen, const std::shared_ptr<TimelineArguments>& arguments, Run run)
{
    command.callback([&chosen, arguments, run] {
        chosen.run = [arguments, run](Session& session) { return run(session, *arguments); };
    });
}

void addEditOptions(CLI::App& command, TimelineArguments& arguments)
{
    command.add_option("--to", arguments.edit.to, "end of it: a time, or +15m from --at");
    command.add_option("--precision", arguments.edit.precision, "exact, minute, about, before, after or range");
    command.add_option("--time-text", arguments.edit.timeText, "the time as somebody wrote it");
    command.add_option("--type", arguments.edit.type, "detection, diagnosis, repair, 'key moment' or note");
    command.add_option("--body", arguments.edit.body, "longer text");
    command.add_option("--owner", arguments.edit.owner, "who did or saw it: a role");
    command.add_option("--tags", arguments.edit.tags, "impact, detected, mitigation, resolved, trigger carry meaning");
    command.add_option("--section", arguments.edit.section, "group of entries");
    command.add_option("--year", arguments.year, "year of dates without year");
}

}    // namespace

void addTimelineCommands(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<TimelineArguments>();
    CLI::App* timeline = root.add_subcommand("timeline", "The postmortem timeline: list, edit, import, check, export");
    timeline->footer("Example:\n"
                     "  faultline-cli timeline outage.faultline add --at 2024-04-23T21:30 --to +15m --title 'Hub down' --tags impact\n"
                     "  faultline-cli timeline outage.faultline add --help");
    timeline->add_option("CASE", arguments->casePath, "the case file; add and import make it when absent")->required();
    timeline->require_subcommand(1);
    onRun(*addCommand(*timeline, chosen, "list", "Every entry in order", "timeline outage.faultline list"), chosen, arguments,
          runList);

    CLI::App* add = addCommand(*timeline, chosen, "add", "Adds an entry",
                               "timeline outage.faultline add --at '2024-04-23 21:30' --title 'Errors seen' --tags detected");
    add->add_option("--at", arguments->edit.at, "when: ISO 8601, '22/04 8:45', '~18:45', '10:03-10:13', or -18h from --to")
        ->required();
    add->add_option("--title", arguments->edit.title, "what happened")->required();
    addEditOptions(*add, *arguments);
    onRun(*add, chosen, arguments, runAdd);

    CLI::App* set = addCommand(*timeline, chosen, "set", "Changes an entry; what is not given stays",
                               "timeline outage.faultline set 3 --type repair --tags 'mitigation'");
    set->add_option("ID", arguments->id, "id of the entry")->required();
    set->add_option("--at", arguments->edit.at, "when");
    set->add_option("--title", arguments->edit.title, "what happened");
    addEditOptions(*set, *arguments);
    onRun(*set, chosen, arguments, runSet);

    CLI::App* remove = addCommand(*timeline, chosen, "remove", "Removes an entry", "timeline outage.faultline remove 3");
    remove->add_option("ID", arguments->id, "id of the entry")->required();
    onRun(*remove, chosen, arguments, runRemove);

    CLI::App* import = addCommand(*timeline, chosen, "import", "Adds the rows of a hand-written timeline",
                                  "timeline outage.faultline import notes.md --zone Europe/Paris --year 2024");
    import->add_option("FILE", arguments->file, "Markdown, CSV, TSV, JSON or plain text")->required();
    import->add_option("--zone", arguments->zone, "zone of times without offset");
    import->add_option("--year", arguments->year, "year of dates without year");
    import->add_option("--format", arguments->format, "id of a format, see 'formats'");
    import->add_flag("--again", arguments->again, "also when the same file is in the case already");
    onRun(*import, chosen, arguments, runImportTimeline);

    onRun(*addCommand(*timeline, chosen, "check", "Phases, and what to look at before publishing",
                      "timeline outage.faultline check"),
          chosen, arguments, runCheck);

    CLI::App* exporting = addCommand(*timeline, chosen, "export", "The timeline as a table",
                                     "timeline outage.faultline export --to markdown --zone Europe/Paris -o timeline.md");
    exporting->add_option("--to", arguments->to, "markdown, csv, tsv, html or json")->capture_default_str();
    exporting->add_option("--zone", arguments->zones, "one time column for each; default: the case's display zone")
        ->delimiter(',');
    exporting->add_option("--columns", arguments->columns, "time,title,tags,... in this order");
    exporting->add_flag("--redact", arguments->redact, "mask addresses, e-mail, secrets and owners");
    exporting->add_option("-o,--file", arguments->outputFile, "write to this file instead of standard output");
    onRun(*exporting, chosen, arguments, runExport);
}

}    // namespace faultline::cli
