#include "app/analysis/components.h"
#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/import/csvscanner.h"

#include <array>
#include <fstream>
#include <memory>

namespace faultline::cli {

namespace {

constexpr std::size_t mostCalls = 1'000'000;

struct ComponentsArguments {
    std::string casePath;
    std::string from, to;
    std::string label, metric, calls, symptom;
    std::vector<std::string> incidents;
    std::string order = "strongest";
    std::size_t top = 20;
};

/// A CSV file of caller and callee; other columns and a header of usual words are passed over.
Result<std::vector<Dependency>> readCalls(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error{ErrorKind::InputUnreadable, "Cannot open " + path, "There is no such file, or it cannot be read", "Check the name"};
    std::vector<Dependency> calls;
    CsvScanner scanner(',');
    std::string line;
    while (std::getline(file, line) && calls.size() < mostCalls) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (scanner.feed(line) != CsvScanner::Outcome::Record || line.empty())
            continue;
        if (scanner.fields().size() < 2)
            return Error{ErrorKind::Usage, "Cannot read " + path, "A line has one column only", "Give two columns: caller,callee"};
        Dependency call{std::string(scanner.fields()[0]), std::string(scanner.fields()[1])};
        const std::string header = toLower(call.caller);
        const bool isHeader = calls.empty() && (header == "caller" || header == "source" || header == "from" || header == "parent");
        if (!isHeader && !call.caller.empty() && !call.callee.empty())
            calls.push_back(std::move(call));
    }
    return calls;
}

Result<ComponentsRequest> requestOf(const ComponentsArguments& arguments, CaseView& view)
{
    ComponentsRequest request;
    const Result<TimeInput> input = view.timeInput();
    if (!input)
        return input.error();
    const Result<TimeRange> window = parseWindow(arguments.from, arguments.to, *input);
    if (!window)
        return window.error();
    request.window = *window;
    for (const std::string& text : arguments.incidents) {
        const Result<TimeRange> incident = parseWindowPair(text, "--incident", *input);
        if (!incident)
            return incident.error();
        request.incidents.push_back(*incident);
    }
    if (!arguments.calls.empty()) {
        Result<std::vector<Dependency>> calls = readCalls(arguments.calls);
        if (!calls)
            return calls.error();
        request.calls = std::move(*calls);
    }
    request.label = arguments.label;
    request.metric = arguments.metric;
    request.symptom = arguments.symptom;
    request.order = arguments.order == "broadest" ? ComponentOrder::Broadest : ComponentOrder::Strongest;
    return request;
}

Result<int> runComponents(Session& session, const ComponentsArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<ComponentsRequest> request = requestOf(arguments, *view);
    if (!request)
        return request.error();
    const Result<Components> found = components(view->file().database(), view->segments(), *request, session.control());
    session.progress.clear();
    if (!found)
        return found.error();
    Output& output = session.output;
    output.begin({{"zone", view->zone().name()},
                  {"window", jsonOf(request->window)},
                  {"label", found->label},
                  {"series", found->series},
                  {"unnamed", found->unnamed},
                  {"notes", found->notes}},
                 {{"component", "Component"}, {"strongest", "Spreads", Show::Number}, {"broadest", "", Show::Hidden}, {"series", "Series", Show::Number},
                  {"onset", "Onset"}, {"deviates", "Deviates"}, {"preferred", "Calls none that deviates"}, {"unusual", "", Show::Hidden},
                  {"proxies", "", Show::Hidden}, {"sentence", "Why"}});
    const std::size_t rows = arguments.top == 0 ? found->rows.size() : std::min(arguments.top, found->rows.size());
    for (std::size_t i = 0; i < rows; ++i) {
        const RankedComponent& row = found->rows[i];
        if (!output.row({row.name, row.strongest, row.broadest, static_cast<std::int64_t>(row.series), cell(row.onset), row.deviates, row.isPreferred,
                         row.isUnusual, JsonValue(row.proxies), row.sentence}))
            break;
    }
    output.end();
    for (const std::string& note : found->notes)
        output.note(note);
    if (rows > 0)
        output.note("How far each left its own baseline; that is no proof of a cause.");
    view->warnAboutDamage(session);
    return exitDone;
}

}    // namespace

void addComponentsCommand(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<ComponentsArguments>();
    CLI::App* command = addCommand(root, chosen, "components", "Which service, pod or host left its baseline, by its metrics",
                                   "components shop.faultline --from 2024-04-23T19:00Z --to 2024-04-23T19:30Z --calls calls.csv --symptom frontend");
    command->add_option("CASE", arguments->casePath, "the case file")->required();
    command->add_option("--from", arguments->from, "begin of the window")->required();
    command->add_option("--to", arguments->to, "its end")->required();
    command->add_option("--label", arguments->label, "label of the series that names components; otherwise a usual one (service, pod, host, ...)");
    command->add_option("--metric", arguments->metric, "only series of this name");
    command->add_option("--calls", arguments->calls, "CSV file of who calls whom: caller,callee");
    command->add_option("--symptom", arguments->symptom, "the component that people complained about");
    command->add_option("--incident", arguments->incidents, "an earlier incident, FROM/TO, that is no part of what is usual; may be repeated");
    command->add_option("--order", arguments->order, "strongest series first, or broadest: the mean over all series of a component")
        ->capture_default_str()->check(CLI::IsMember({"strongest", "broadest"}));
    command->add_option("--top", arguments->top, "rows, 0 = all")->capture_default_str()->check(isWholeNumber);
    command->callback([&chosen, arguments] { chosen.run = [arguments](Session& session) { return runComponents(session, *arguments); }; });
}

}    // namespace faultline::cli
