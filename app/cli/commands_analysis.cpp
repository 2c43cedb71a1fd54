#include "app/analysis/suspects.h"
#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/cli/recordoptions.h"

namespace faultline::cli {

namespace {

struct SuspectArguments {
    std::string casePath;
    std::string records;
    std::string from, to;
    std::string baselineFrom, baselineTo;
    std::string where;
    std::string time = "arrival";
    std::vector<std::string> among;
    std::size_t top = 20;
};

Result<SuspectsRequest> requestOf(const SuspectArguments& arguments, CaseView& view)
{
    SuspectsRequest request;
    if (!arguments.records.empty() && !fromName(arguments.records, request.kind))
        return Error{ErrorKind::Usage, "Unknown --records " + arguments.records, "", "Give request, operation or logline"};
    const Result<TimeInput> input = view.timeInput();
    if (!input)
        return input.error();
    const Result<TimeRange> window = parseWindow(arguments.from, arguments.to, *input);
    if (!window)
        return window.error();
    request.window = *window;
    if (!arguments.baselineFrom.empty()) {
        const std::string end = arguments.baselineTo.empty() ? formatUtc(window->begin) : arguments.baselineTo;
        const Result<TimeRange> baseline = parseWindow(arguments.baselineFrom, end, *input);
        if (!baseline)
            return baseline.error();
        request.baseline = *baseline;
    }
    if (auto done = setRecordOptions(arguments.where, arguments.time, request); !done)
        return done.error();
    request.fields = arguments.among;
    request.top = arguments.top;
    return request;
}

JsonValue effectJson(const ContrastEffect& effect)
{
    return {{"seen", effect.seen},
            {"expected", effect.expected},
            {"share", effect.share},
            {"excess", effect.excess},
            {"factor", effect.factor ? JsonValue(*effect.factor) : JsonValue()},
            {"gain", effect.gain},
            {"low", effect.low},
            {"high", effect.high},
            {"admissible", effect.isAdmissible}};
}

std::vector<Cell> cellsOf(const Suspect& suspect, RecordKind kind)
{
    const ContrastRow& row = suspect.row;
    JsonValue effects = JsonValue::object();
    for (std::size_t m = 0; m < contrastMeasures; ++m)
        effects[std::string(nameOf(static_cast<ContrastMeasure>(m)))] = effectJson(row.effects[m]);
    return {suspect.field, row.value, row.weight(), std::string(nameOf(row.strongest())), row.isNew, suspect.sentence, filterOf(kind, suspect), std::move(effects)};
}

JsonValue headOf(const Suspects& found, const SuspectArguments& arguments, const std::string& zone, RecordKind kind)
{
    JsonValue baseline = JsonValue::array();
    for (const TimeRange& range : found.baseline)
        baseline.push_back(jsonOf(range));
    JsonValue vanishedValues = JsonValue::array();
    for (const auto& [field, value] : found.vanished)
        vanishedValues.push_back({{"field", field}, {"value", value.value}, {"baseline_count", value.baseline[0]}});
    JsonValue slower = JsonValue::array();
    for (const Suspect& suspect : found.slower)
        slower.push_back({{"field", suspect.field}, {"value", suspect.row.value}});
    return {{"records", nameOf(kind)},
            {"time", arguments.time},
            {"zone", zone},
            {"window", jsonOf(found.window)},
            {"baseline", std::move(baseline)},
            {"count", found.records},
            {"baseline_count", found.baselineRecords},
            {"burstiness", found.burstiness},
            {"slowdown", found.slowdown},
            {"notes", found.notes},
            {"vanished", std::move(vanishedValues)},
            {"slower_like_all_others", std::move(slower)}};
}

Result<int> runSuspects(Session& session, const SuspectArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<SuspectsRequest> request = requestOf(arguments, *view);
    if (!request)
        return request.error();
    const Result<Suspects> found = suspects(view->segments(), view->filterContext(), *request, session.control());
    session.progress.clear();
    if (!found)
        return found.error();
    Output& output = session.output;
    output.begin(headOf(*found, arguments, view->zone().name(), request->kind),
                 {{"field", "Field"}, {"value", "Value"}, {"weight", "Explains", Show::Percent}, {"measure", "Of the"}, {"new", "New", Show::Hidden},
                  {"sentence", "Why"}, {"filter", "", Show::Hidden}, {"effects", "", Show::Hidden}});
    for (const Suspect& suspect : found->rows) {
        if (!output.row(cellsOf(suspect, request->kind)))
            break;
    }
    output.end();
    for (const std::string& note : found->notes)
        output.note(note);
    if (!found->rows.empty())
        output.note("These moved together with the window; that is no proof.");
    view->warnAboutDamage(session);
    return exitDone;
}

}    // namespace

void addAnalysisCommands(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<SuspectArguments>();
    CLI::App* command = addCommand(root, chosen, "suspects", "Which values of which fields make a window differ from its baseline",
                                   "suspects hub.faultline --from 2024-04-23T19:00Z --to 2024-04-23T19:30Z");
    command->add_option("CASE", arguments->casePath, "the case file")->required();
    command->add_option("--from", arguments->from, "begin of the window")->required();
    command->add_option("--to", arguments->to, "its end")->required();
    command->add_option("--baseline-from", arguments->baselineFrom, "begin of the baseline; otherwise four times the window, right before it");
    command->add_option("--baseline-to", arguments->baselineTo, "its end; otherwise the begin of the window");
    command->add_option("--records", arguments->records, "request (default), operation or logline");
    command->add_option("--among", arguments->among, "fields to compare; otherwise all that repeat")->delimiter(',');
    command->add_option("--where", arguments->where, "only records that match: 'status>=500'");
    command->add_option("--time", arguments->time, "arrival, completion or written")->capture_default_str();
    command->add_option("--top", arguments->top, "rows, 0 = all")->capture_default_str()->check(isWholeNumber);
    command->callback([&chosen, arguments] { chosen.run = [arguments](Session& session) { return runSuspects(session, *arguments); }; });
}

}    // namespace faultline::cli
