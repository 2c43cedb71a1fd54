#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/cli/times.h"
#include "app/timeline/evidencereference.h"

#include <algorithm>

namespace faultline::cli {

namespace {

struct HypothesisArguments {
    std::string casePath;
    std::int64_t id = 0;
    std::optional<std::string> title, status, reason;
    std::string from, to;
    std::vector<std::string> supporting, opposing;
};

JsonValue jsonOf(const std::vector<Evidence>& evidence)
{
    JsonValue list = JsonValue::array();
    for (const Evidence& one : evidence)
        list.push_back({{"kind", nameOf(one.kind)}, {"reference", one.reference}, {"caption", one.caption}});
    return list;
}

void write(Session& session, const TimeZone& zone, const std::vector<Hypothesis>& hypotheses)
{
    session.output.setZone(zone);
    session.output.begin({{"zone", zone.name()}},
                         {{"id", "Id", Show::Number}, {"title", "Suspect"}, {"status", "Status"}, {"reason", "Why"}, {"method", "Found by"},
                          {"begin", "From"}, {"end", "To"}, {"for_count", "For", Show::Number}, {"against_count", "Against", Show::Number},
                          {"for", "", Show::Hidden}, {"against", "", Show::Hidden}});
    for (const Hypothesis& each : hypotheses)
        if (!session.output.row({each.id, each.title, std::string(nameOf(each.status)), each.reason.empty() ? Cell() : Cell(each.reason),
                                 each.method.empty() ? Cell() : Cell(each.method), each.window.begin, each.window.end,
                                 static_cast<std::int64_t>(each.supporting.size()), static_cast<std::int64_t>(each.opposing.size()),
                                 jsonOf(each.supporting), jsonOf(each.opposing)}))
            break;
    session.output.end();
}

/// "3:120" is a line of a source, everything else stands as it is: an address, a sentence.
Evidence evidenceFrom(const std::string& text)
{
    const Evidence line{0, 0, EvidenceKind::Line, text, text};
    return lineOf(line) ? line : linkEvidence(text, "");
}

Result<void> apply(Hypothesis& hypothesis, const HypothesisArguments& arguments)
{
    if (arguments.title)
        hypothesis.title = *arguments.title;
    if (arguments.status && !fromName(*arguments.status, hypothesis.status))
        return Error{ErrorKind::Usage, "Unknown --status " + withVisibleControls(*arguments.status), "", "Give open, supported or 'ruled out'"};
    if (arguments.reason)
        hypothesis.reason = *arguments.reason;
    for (const std::string& text : arguments.supporting)
        hypothesis.supporting.push_back(evidenceFrom(text));
    for (const std::string& text : arguments.opposing)
        hypothesis.opposing.push_back(evidenceFrom(text));
    return {};
}

/// The window that is given, else the one that is there, else all of the case.
Result<TimeRange> windowOf(CaseFile& file, const HypothesisArguments& arguments, TimeRange before)
{
    CaseReader reader(file.database());
    const auto range = reader.range();
    if (!range)
        return range.error();
    if (arguments.from.empty() && arguments.to.empty()) {
        if (before.begin < before.end)
            return before;
        if (*range)
            return **range;
        return Error{ErrorKind::Usage, "Cannot keep the suspect", "The case holds no data, so that the suspect has no time", "Give --from and --to"};
    }
    TimeInput input;
    input.zone = file.displayZone();
    input.data = *range;
    return parseWindow(arguments.from, arguments.to, input);
}

/// Opens for writing, edits, prints the suspect that the edit gives.
template <typename Edit>
Result<int> edit(Session& session, const HypothesisArguments& arguments, const Edit& change)
{
    Result<CaseFile> file = CaseFile::open(arguments.casePath, OpenMode::Write);
    if (!file)
        return file.error();
    CaseEditor editor(file->database(), userName());
    const Result<Hypothesis> hypothesis = change(*file, editor);
    const TimeZone zone = file->displayZone();
    const Result<void> closed = file->close();
    if (!hypothesis)
        return hypothesis.error();
    if (!closed)
        return closed.error();
    write(session, zone, {*hypothesis});
    return exitDone;
}

Result<Hypothesis> changedBy(CaseFile& file, const HypothesisArguments& arguments, Hypothesis hypothesis)
{
    if (const Result<void> done = apply(hypothesis, arguments); !done)
        return done.error();
    const Result<TimeRange> window = windowOf(file, arguments, hypothesis.window);
    if (!window)
        return window.error();
    hypothesis.window = *window;
    return hypothesis;
}

Result<int> runAdd(Session& session, const HypothesisArguments& arguments)
{
    return edit(session, arguments, [&](CaseFile& file, CaseEditor& editor) -> Result<Hypothesis> {
        Result<Hypothesis> added = changedBy(file, arguments, {});
        return added ? editor.addHypothesis(std::move(*added)) : added;
    });
}

Result<int> runSet(Session& session, const HypothesisArguments& arguments)
{
    return edit(session, arguments, [&](CaseFile& file, CaseEditor& editor) -> Result<Hypothesis> {
        const auto all = CaseReader(file.database()).hypotheses();
        if (!all)
            return all.error();
        const auto before = std::find_if(all->begin(), all->end(), [&](const Hypothesis& each) { return each.id == arguments.id; });
        if (before == all->end())
            return Error{ErrorKind::Usage, "There is no suspect " + std::to_string(arguments.id) + " in this case", "",
                         "See 'faultline-cli hypotheses CASE list'"};
        Result<Hypothesis> after = changedBy(file, arguments, *before);
        if (!after)
            return after;
        if (const auto done = editor.setHypothesis(*after); !done)
            return done.error();
        return after;
    });
}

Result<int> runRemove(Session& session, const HypothesisArguments& arguments)
{
    return edit(session, arguments, [&](CaseFile&, CaseEditor& editor) { return editor.removeHypothesis(arguments.id); });
}

Result<int> runList(Session& session, const HypothesisArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const auto hypotheses = view->reader().hypotheses();
    if (!hypotheses)
        return hypotheses.error();
    write(session, view->zone(), *hypotheses);
    view->warnAboutDamage(session);
    return exitDone;
}

void addEditOptions(CLI::App& command, HypothesisArguments& arguments)
{
    command.add_option("--status", arguments.status, "open, supported or 'ruled out', which asks for a --reason");
    command.add_option("--reason", arguments.reason, "why it has this status");
    command.add_option("--from", arguments.from, "begin of the window it was seen in; otherwise all of the case");
    command.add_option("--to", arguments.to, "its end");
    command.add_option("--for", arguments.supporting, "what speaks for it: SOURCE:LINE, an address or a sentence; may be repeated");
    command.add_option("--against", arguments.opposing, "what speaks against it, likewise");
}

}    // namespace

void addHypothesisCommands(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<HypothesisArguments>();
    CLI::App* hypotheses = root.add_subcommand("hypotheses", "Suspects that were kept: list, add, set, remove");
    hypotheses->footer("Example:\n  faultline-cli hypotheses outage.faultline add --title 'Resize of the database' --status 'ruled out' "
                       "--reason 'latency rose before it'");
    hypotheses->add_option("CASE", arguments->casePath, "the case file")->required();
    hypotheses->require_subcommand(1);
    const auto onRun = [&](CLI::App& command, Result<int> (*run)(Session&, const HypothesisArguments&)) {
        command.callback([&chosen, arguments, run] { chosen.run = [arguments, run](Session& session) { return run(session, *arguments); }; });
    };
    onRun(*addCommand(*hypotheses, chosen, "list", "Every suspect in order", "hypotheses outage.faultline list"), runList);

    CLI::App* add = addCommand(*hypotheses, chosen, "add", "Keeps a suspect", "hypotheses outage.faultline add --title 'Flag of 9 May' --for 3:120");
    add->add_option("--title", arguments->title, "what it may have been")->required();
    addEditOptions(*add, *arguments);
    onRun(*add, runAdd);

    CLI::App* set = addCommand(*hypotheses, chosen, "set", "Changes a suspect; what is not given stays, evidence is added",
                               "hypotheses outage.faultline set 2 --status supported --reason 'reverted, and latency fell'");
    set->add_option("ID", arguments->id, "id of the suspect")->required();
    set->add_option("--title", arguments->title, "what it may have been");
    addEditOptions(*set, *arguments);
    onRun(*set, runSet);

    CLI::App* remove = addCommand(*hypotheses, chosen, "remove", "Forgets a suspect", "hypotheses outage.faultline remove 2");
    remove->add_option("ID", arguments->id, "id of the suspect")->required();
    onRun(*remove, runRemove);
}

}    // namespace faultline::cli
