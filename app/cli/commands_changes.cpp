#include "app/analysis/changes.h"
#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/cli/namedseries.h"
#include "app/cli/recordoptions.h"

#include <cmath>

namespace faultline::cli {

namespace {

constexpr double nanosecondsPerSecond = 1e9;

struct ChangesArguments {
    std::string casePath;
    std::string onset, until;
    std::string lookback = "72h";
    std::string symptom;
    std::vector<std::string> incidents;
    std::string where;
    std::string time = "arrival";
    std::size_t top = 20;
};

double secondsOf(Nanoseconds length) { return static_cast<double>(length.count()) / nanosecondsPerSecond; }

Result<ChangesRequest> requestOf(const ChangesArguments& arguments, CaseView& view)
{
    ChangesRequest request;
    const Result<TimeInput> input = view.timeInput();
    if (!input)
        return input.error();
    const Result<Timestamp> onset = parseInstant(arguments.onset, *input);
    if (!onset)
        return onset.error();
    request.onset = *onset;
    if (!arguments.until.empty()) {
        const Result<TimeRange> window = parseWindow(arguments.onset, arguments.until, *input);
        if (!window)
            return window.error();
        request.window = *window;
    }
    const Result<Nanoseconds> lookback = parseSignedSpan(arguments.lookback);
    if (!lookback)
        return Error{ErrorKind::Usage, "Cannot read --lookback " + arguments.lookback, "", "Give a span such as 72h"};
    request.lookback = *lookback;
    for (const std::string& text : arguments.incidents) {
        const Result<TimeRange> incident = parseWindowPair(text, "--incident", *input);
        if (!incident)
            return incident.error();
        request.incidents.push_back(*incident);
    }
    if (!arguments.symptom.empty()) {
        const Result<std::vector<SeriesInfo>> list = view.reader().series();
        if (!list)
            return list.error();
        Result<SeriesSubject> symptom = subjectNamed(*list, arguments.symptom);
        if (!symptom)
            return symptom.error();
        request.symptom = std::move(*symptom);
    }
    if (auto done = setRecordOptions(arguments.where, arguments.time, request); !done)
        return done.error();
    return request;
}

JsonValue equalLoadJson(const EqualLoad& found)
{
    if (!found.shift)
        return {{"shift", JsonValue()}, {"refusal", found.refusal}};
    return {{"shift", *found.shift}, {"low", found.low}, {"high", found.high}, {"before", found.before}, {"after", found.after},
            {"loads", found.bins.size()}, {"without_counterpart", found.withoutCounterpart}};
}

std::vector<Cell> cellsOf(const ChangeRow& row)
{
    JsonValue factors = JsonValue::array();
    for (const ChangeFactor& factor : row.factors)
        factors.push_back({{"name", factor.name}, {"factor", factor.factor}, {"reason", factor.reason}});
    return {row.eventId, row.at, row.event.kind, row.isEnd, row.event.title, row.share, row.weight, secondsOf(row.lead), row.sentence,
            std::move(factors), equalLoadJson(row.equalLoad)};
}

JsonValue responseJson(const MitigationRow& row)
{
    return {{"event", row.eventId}, {"time", formatUtc(row.at)}, {"kind", row.event.kind}, {"end", row.isEnd}, {"title", row.event.title},
            {"delay_s", secondsOf(row.delay)}, {"verdict", nameOf(row.effect.verdict)},
            {"recovery_s", row.recovery ? JsonValue(secondsOf(*row.recovery)) : JsonValue()}, {"began_before", row.effect.beganBefore},
            {"sentence", row.sentence}};
}

JsonValue headOf(const Changes& found, const ChangesRequest& request, const std::string& zone)
{
    JsonValue responses = JsonValue::array();
    for (const MitigationRow& row : found.responses)
        responses.push_back(responseJson(row));
    JsonValue ceilings = JsonValue::array();
    for (const CeilingRow& row : found.ceilings)
        ceilings.push_back({{"name", row.name}, {"subject", subjectJson(row.subject)}, {"level", row.level}, {"take_off", formatUtc(row.takeOff)},
                            {"plateau", jsonOf(row.plateau)}, {"sentence", row.sentence}});
    JsonValue abandonment;
    if (found.abandonment)
        abandonment = {{"requests", found.abandonment->requests}, {"abandoned", found.abandonment->abandoned},
                       {"asked_again_while_under_way", found.abandonment->herd}};
    JsonValue symptom;
    if (found.symptom)
        symptom = {{"name", found.symptomName}, {"subject", subjectJson(*found.symptom)}};
    return {{"zone", zone},
            {"onset", formatUtc(request.onset)},
            {"lookback_s", secondsOf(request.lookback)},
            {"symptom", std::move(symptom)},
            {"has_symptom", found.hasSymptom ? JsonValue(*found.hasSymptom) : JsonValue()},
            {"affected", found.affected},
            {"none_share", found.noneShare},
            {"nearest_before", found.nearestBefore},
            {"responses", std::move(responses)},
            {"ceilings", std::move(ceilings)},
            {"abandonment", std::move(abandonment)},
            {"notes", found.notes}};
}

Result<int> runChanges(Session& session, const ChangesArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<ChangesRequest> request = requestOf(arguments, *view);
    if (!request)
        return request.error();
    const Result<Changes> found = changes(view->file().database(), view->segments(), view->filterContext(), *request, session.control());
    session.progress.clear();
    if (!found)
        return found.error();
    Output& output = session.output;
    output.begin(headOf(*found, *request, view->zone().name()),
                 {{"event", "Event", Show::Number}, {"time", "Time"}, {"kind", "Kind"}, {"end", "", Show::Hidden}, {"title", "What"},
                  {"share", "Share", Show::Percent}, {"weight", "", Show::Hidden}, {"lead_s", "", Show::Hidden}, {"sentence", "Why"},
                  {"factors", "", Show::Hidden}, {"equal_load", "", Show::Hidden}});
    std::size_t shown = 0;
    for (const ChangeRow& row : found->rows) {
        if ((arguments.top != 0 && shown++ == arguments.top) || !output.row(cellsOf(row)))
            break;
    }
    output.end();
    output.note("None of these: " + std::to_string(std::lround(found->noneShare * 100)) + " %");
    for (const MitigationRow& row : found->responses)
        output.note(formatUtc(row.at) + ' ' + row.event.title + (row.isEnd ? " (end): " : ": ") + row.sentence);
    for (const CeilingRow& row : found->ceilings)
        output.note("Ceiling: " + row.sentence);
    if (found->abandonment && found->abandonment->abandoned + found->abandonment->herd > 0)
        output.note("Of " + formatGrouped(static_cast<std::int64_t>(found->abandonment->requests)) + " requests "
                    + formatGrouped(static_cast<std::int64_t>(found->abandonment->abandoned)) + " were given up by their clients, "
                    + formatGrouped(static_cast<std::int64_t>(found->abandonment->herd)) + " were asked again while the first was still under way.");
    for (const std::string& note : found->notes)
        output.note(note);
    if (!found->rows.empty())
        output.note("Before it is not because of it.");
    view->warnAboutDamage(session);
    return exitDone;
}

}    // namespace

void addChangesCommand(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<ChangesArguments>();
    CLI::App* command = addCommand(root, chosen, "changes", "What changed before an onset, and how much speaks for each change",
                                   "changes db.faultline --onset 2023-05-11T05:05Z --until 2023-05-11T07:31Z");
    command->add_option("CASE", arguments->casePath, "the case file")->required();
    command->add_option("--onset", arguments->onset, "when the trouble began")->required();
    command->add_option("--until", arguments->until, "when it ended; otherwise an hour is compared, and responses are looked for during a day");
    command->add_option("--lookback", arguments->lookback, "changes up to this long before the onset")->capture_default_str();
    command->add_option("--symptom", arguments->symptom, "id or name of a series, or a measure of the records; otherwise what deviates most");
    command->add_option("--incident", arguments->incidents, "an earlier incident, FROM/TO: no part of what is usual; may be repeated");
    command->add_option("--where", arguments->where, "only requests that match");
    command->add_option("--time", arguments->time, "arrival, completion or written")->capture_default_str();
    command->add_option("--top", arguments->top, "rows, 0 = all")->capture_default_str()->check(isWholeNumber);
    command->callback([&chosen, arguments] { chosen.run = [arguments](Session& session) { return runChanges(session, *arguments); }; });
}

}    // namespace faultline::cli
