// URL templates: the rules of a person, and what was learned.
#include "app/cli/commands.h"
#include "app/query/casetemplates.h"

#include <algorithm>
#include <set>

namespace faultline::cli {

namespace {

struct TemplateArguments {
    std::string casePath;
    std::int64_t id = 0;
    std::optional<std::string> pattern;
    std::optional<std::string> answer;
    bool dryRun = false;
};

std::vector<Column> columns()
{
    return {{"kind", "Kind"}, {"id", "Id", Show::Number}, {"template", "Template"}, {"answer", "Rows are"}};
}

bool writeRule(Session& session, const TemplateRule& rule)
{
    return session.output.row({std::string("rule"), rule.id, rule.pattern, std::string(nameOf(rule.answer))});
}

Result<void> apply(TemplateRule& rule, const TemplateArguments& arguments)
{
    if (arguments.pattern)
        rule.pattern = *arguments.pattern;
    if (arguments.answer && !fromName(*arguments.answer, rule.answer))
        return Error{ErrorKind::Usage, "Unknown --rows " + *arguments.answer, "", "Give template or exact"};
    return {};
}

/// Opens for writing, edits, prints the rule that the edit gives.
template <typename Edit>
Result<int> edit(Session& session, const TemplateArguments& arguments, const Edit& change)
{
    Result<CaseFile> file = CaseFile::open(arguments.casePath, OpenMode::Write);
    if (!file)
        return file.error();
    TemplateEditor editor(file->database(), userName());
    const Result<TemplateRule> rule = change(*file, editor);
    const Result<void> closed = file->close();
    if (!rule)
        return rule.error();
    if (!closed)
        return closed.error();
    session.output.begin(JsonValue::object(), columns());
    writeRule(session, *rule);
    session.output.end();
    return exitDone;
}

Result<int> runAdd(Session& session, const TemplateArguments& arguments)
{
    return edit(session, arguments, [&](CaseFile&, TemplateEditor& editor) -> Result<TemplateRule> {
        TemplateRule rule;
        if (const Result<void> done = apply(rule, arguments); !done)
            return done.error();
        return editor.addRule(std::move(rule));
    });
}

Result<int> runSet(Session& session, const TemplateArguments& arguments)
{
    return edit(session, arguments, [&](CaseFile&, TemplateEditor& editor) -> Result<TemplateRule> {
        Result<TemplateRule> rule = editor.rule(arguments.id);
        if (!rule)
            return rule;
        if (const Result<void> done = apply(*rule, arguments); !done)
            return done.error();
        if (const auto done = editor.setRule(*rule); !done)
            return done.error();
        return rule;
    });
}

Result<int> runRemove(Session& session, const TemplateArguments& arguments)
{
    return edit(session, arguments, [&](CaseFile&, TemplateEditor& editor) { return editor.removeRule(arguments.id); });
}

Result<int> runList(Session& session, const TemplateArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<KeptTemplates> kept = view->segments().keptTemplates();
    if (!kept)
        return kept.error();
    std::vector<std::string> unkept;
    if (kept->learned.empty()) {
        auto learned = learnedFromCase(view->segments());
        if (!learned)
            return learned.error();
        unkept = std::move(*learned);
    }
    session.output.begin(JsonValue::object(), columns());
    for (const TemplateRule& rule : kept->rules)
        writeRule(session, rule);
    for (const LearnedTemplate& learned : kept->learned)
        session.output.row({std::string("learned"), learned.id, learned.text, Cell()});
    for (const std::string& text : unkept)    // nobody has kept them yet
        session.output.row({std::string("learned"), Cell(), text, Cell()});
    session.output.end();
    if (kept->rules.empty() && kept->learned.empty() && unkept.empty())
        session.output.note("No templates: the URLs of this case are too few, or too different, to learn one.");
    return exitDone;
}

Result<TemplateChange> changeOf(Session& session, const TemplateArguments& arguments)
{
    if (!arguments.dryRun) {
        Result<CaseFile> file = CaseFile::open(arguments.casePath, OpenMode::Write);
        if (!file)
            return file.error();
        Result<TemplateChange> change = relearnTemplates(file->database(), userName());
        if (const Result<void> closed = file->close(); !closed && change)
            return closed.error();
        return change;
    }
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<KeptTemplates> kept = view->segments().keptTemplates();
    if (!kept)
        return kept.error();
    const auto learned = learnedFromCase(view->segments());
    if (!learned)
        return learned.error();
    TemplateChange change;
    std::set<std::string> fresh(learned->begin(), learned->end());
    for (const LearnedTemplate& one : kept->learned) {
        if (fresh.erase(one.text) != 0)
            ++change.stayed;
        else
            change.removed.push_back(one);
    }
    for (const std::string& text : fresh)
        change.added.push_back({0, text});
    return change;
}

Result<int> runRelearn(Session& session, const TemplateArguments& arguments)
{
    const Result<TemplateChange> change = changeOf(session, arguments);
    if (!change)
        return change.error();
    session.output.begin({{"stayed", change->stayed}}, {{"change", "Change"}, {"id", "Id", Show::Number}, {"template", "Template"}});
    for (const LearnedTemplate& one : change->removed)
        session.output.row({std::string("gone"), one.id, one.text});
    for (const LearnedTemplate& one : change->added)
        session.output.row({std::string("new"), one.id == 0 ? Cell() : Cell(one.id), one.text});
    session.output.end();
    return exitDone;
}

}    // namespace

void addTemplateCommands(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<TemplateArguments>();
    CLI::App* templates = root.add_subcommand("templates", "URL templates (the field route): list, add, set, remove, relearn");
    templates->footer("Example:\n  faultline-cli templates outage.faultline add '/api/models/{org}/{name}'");
    templates->add_option("CASE", arguments->casePath, "the case file")->required();
    templates->require_subcommand(1);
    const auto onRun = [&](CLI::App& command, Result<int> (*run)(Session&, const TemplateArguments&)) {
        command.callback([&chosen, arguments, run] { chosen.run = [arguments, run](Session& session) { return run(session, *arguments); }; });
    };
    onRun(*addCommand(*templates, chosen, "list", "The rules in order, then what was learned", "templates outage.faultline list"), runList);

    CLI::App* add = addCommand(*templates, chosen, "add", "Adds a rule; rules come before what was learned",
                               "templates outage.faultline add '/api/models/{org}/{name}'");
    add->add_option("PATTERN", arguments->pattern, "a path; {name} or * is one segment, ** at the end the rest")->required();
    add->add_option("--rows", arguments->answer, "what its URLs become: template (one row) or exact (a row each); otherwise template");
    onRun(*add, runAdd);

    CLI::App* set = addCommand(*templates, chosen, "set", "Changes a rule; what is not given stays", "templates outage.faultline set 2 --rows exact");
    set->add_option("ID", arguments->id, "id of the rule")->required();
    set->add_option("--pattern", arguments->pattern, "a path, as with add");
    set->add_option("--rows", arguments->answer, "template or exact");
    onRun(*set, runSet);

    CLI::App* remove = addCommand(*templates, chosen, "remove", "Removes a rule", "templates outage.faultline remove 2");
    remove->add_option("ID", arguments->id, "id of the rule")->required();
    onRun(*remove, runRemove);

    CLI::App* relearn = addCommand(*templates, chosen, "relearn", "Learns from all requests anew and prints what differs",
                                   "templates outage.faultline relearn --dry-run");
    relearn->add_flag("--dry-run", arguments->dryRun, "only prints; the case stays as it is");
    onRun(*relearn, runRelearn);
}

}    // namespace faultline::cli
