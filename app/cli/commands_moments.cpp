#include "app/analysis/moments.h"
#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/cli/namedseries.h"
#include "app/cli/recordoptions.h"
#include "app/timeline/changesbefore.h"

#include <algorithm>

namespace faultline::cli {

namespace {

constexpr double nanosecondsPerSecond = 1e9;
constexpr std::size_t nearestShown = 5;    // changes before a moment

struct MomentsArguments {
    std::string casePath;
    std::vector<std::string> series;
    std::string from, to;
    std::string lookback = "24h";
    std::string where;
    std::string time = "arrival";
    double least = 2;
    std::size_t top = 50;
};

Result<MomentsRequest> requestOf(const MomentsArguments& arguments, CaseView& view)
{
    MomentsRequest request;
    const Result<TimeInput> input = view.timeInput();
    if (!input)
        return input.error();
    const Result<TimeRange> window = parseWindow(arguments.from, arguments.to, *input);
    if (!window)
        return window.error();
    request.window = *window;
    request.least = arguments.least;
    const Result<std::vector<SeriesInfo>> list = view.reader().series();
    if (!list)
        return list.error();
    Result<std::vector<SeriesSubject>> subjects = subjectsNamed(*list, arguments.series);
    if (!subjects)
        return subjects.error();
    request.subjects = std::move(*subjects);
    if (auto done = setRecordOptions(arguments.where, arguments.time, request); !done)
        return done.error();
    return request;
}

/// The strongest of them, still by time.
void keepStrongest(std::vector<MomentRow>& rows, std::size_t top)
{
    if (top == 0 || rows.size() <= top)
        return;
    std::vector<double> scores;
    for (const MomentRow& row : rows)
        scores.push_back(row.score);
    std::nth_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(top - 1), scores.end(), std::greater<>());
    std::erase_if(rows, [least = scores[top - 1]](const MomentRow& row) { return row.score < least; });
    rows.resize(std::min(rows.size(), top));
}

JsonValue changesJson(const std::vector<Event>& events, const std::vector<ChangeBefore>& changes)
{
    JsonValue json = JsonValue::array();
    for (const ChangeBefore& change : changes) {
        if (json.size() == nearestShown)
            break;
        const Event& event = events[change.event];
        json.push_back({{"event", event.id}, {"time", formatUtc(change.at)}, {"kind", event.kind}, {"end", change.isEnd}, {"still_held", change.stillHeld},
                        {"title", event.title}, {"delay_s", static_cast<double>(change.delay.count()) / nanosecondsPerSecond}});
    }
    return json;
}

std::string nearestText(const std::vector<Event>& events, const std::vector<ChangeBefore>& changes)
{
    if (changes.empty())
        return {};
    const ChangeBefore& nearest = changes.front();
    return formatDuration(nearest.delay) + " after " + (nearest.isEnd ? "the end of " : "") + events[nearest.event].title;
}

std::vector<Cell> cellsOf(const MomentRow& row, const std::vector<Event>& events, const std::vector<ChangeBefore>& changes)
{
    const std::string kind = row.kind == UnusualKind::Spike ? "spike" : "level shift";
    return {row.span.begin, row.span.end, row.name, kind, row.isRise, row.score, row.before, row.after, row.unit, row.sentence,
            nearestText(events, changes), changesJson(events, changes), subjectJson(row.subject)};
}

Result<int> runMoments(Session& session, const MomentsArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<MomentsRequest> request = requestOf(arguments, *view);
    if (!request)
        return request.error();
    const Result<Nanoseconds> lookback = parseSignedSpan(arguments.lookback);
    if (!lookback || lookback->count() < 0)
        return Error{ErrorKind::Usage, "Cannot read --lookback " + arguments.lookback, "", "Give a span such as 24h"};
    const Result<std::vector<Event>> events = view->reader().events();
    if (!events)
        return events.error();
    Result<Moments> found = moments(view->file().database(), view->segments(), view->filterContext(), *request, session.control());
    session.progress.clear();
    if (!found)
        return found.error();
    const std::size_t all = found->rows.size();
    keepStrongest(found->rows, arguments.top);
    Output& output = session.output;
    output.begin({{"zone", view->zone().name()},
                  {"time", arguments.time},
                  {"window", jsonOf(request->window)},
                  {"step_s", static_cast<double>(found->step.count()) / nanosecondsPerSecond},
                  {"least", request->least},
                  {"quiet", found->quiet},
                  {"too_short", found->tooShort},
                  {"notes", found->notes}},
                 {{"begin", "Time"}, {"end", "", Show::Hidden}, {"name", "Name"}, {"kind", "Kind"}, {"rise", "", Show::Hidden}, {"score", "Score", Show::Number},
                  {"before", "", Show::Hidden}, {"after", "", Show::Hidden}, {"unit", "", Show::Hidden}, {"sentence", "What"}, {"nearest", "Nearest change before"},
                  {"changes", "", Show::Hidden}, {"subject", "", Show::Hidden}});
    for (const MomentRow& row : found->rows) {
        const std::vector<ChangeBefore> changes = changesBefore(*events, row.span.begin, *lookback);
        if (!output.row(cellsOf(row, *events, changes)))
            break;
    }
    output.end();
    for (const std::string& note : found->notes)
        output.note(note);
    if (all > found->rows.size())
        output.note("The strongest " + formatGrouped(static_cast<std::int64_t>(found->rows.size())) + " of " + formatGrouped(static_cast<std::int64_t>(all)) + '.');
    if (found->quiet + found->tooShort > 0)
        output.note(formatGrouped(static_cast<std::int64_t>(found->quiet)) + " other series without a moment, "
                    + formatGrouped(static_cast<std::int64_t>(found->tooShort)) + " with too little data.");
    if (!found->rows.empty())
        output.note("A change before a moment is not its cause.");
    view->warnAboutDamage(session);
    return exitDone;
}

}    // namespace

void addMomentsCommand(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<MomentsArguments>();
    CLI::App* command = addCommand(root, chosen, "moments", "Spikes and shifts of level of every series, each with the changes before it",
                                   "moments hub.faultline --series rate --from 2024-04-23T19:00Z");
    command->add_option("CASE", arguments->casePath, "the case file")->required();
    command->add_option("--series", arguments->series, "id or name of a series, or a measure of the records; otherwise all; may be repeated");
    command->add_option("--from", arguments->from, "only moments from here on; what is usual is learned from the whole case");
    command->add_option("--to", arguments->to, "only moments before");
    command->add_option("--least", arguments->least, "the score from which a moment is told")->capture_default_str()->check(CLI::NonNegativeNumber);
    command->add_option("--lookback", arguments->lookback, "changes up to this long before a moment")->capture_default_str();
    command->add_option("--where", arguments->where, "only requests that match");
    command->add_option("--time", arguments->time, "arrival, completion or written")->capture_default_str();
    command->add_option("--top", arguments->top, "the strongest, 0 = all")->capture_default_str()->check(isWholeNumber);
    command->callback([&chosen, arguments] { chosen.run = [arguments](Session& session) { return runMoments(session, *arguments); }; });
}

}    // namespace faultline::cli
