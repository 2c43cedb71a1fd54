#include "app/analysis/onsets.h"
#include "app/analysis/rank.h"
#include "app/analysis/ranktext.h"
#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/cli/namedseries.h"
#include "app/cli/recordoptions.h"

#include <cmath>

namespace faultline::cli {

namespace {

constexpr double nanosecondsPerSecond = 1e9;

struct RankArguments {
    std::string casePath;
    std::string target;
    std::vector<std::string> series;
    std::string from, to;
    std::vector<std::string> also;
    std::string where;
    std::string time = "arrival";
    std::string mostLag = "30m";
    std::vector<std::string> among;
    std::size_t top = 30;
};

Result<RankRequest> rankRequestOf(const RankArguments& arguments, CaseView& view)
{
    RankRequest request;
    const Result<TimeInput> input = view.timeInput();
    if (!input)
        return input.error();
    const Result<TimeRange> window = parseWindow(arguments.from, arguments.to, *input);
    if (!window)
        return window.error();
    request.windows.push_back(*window);
    for (const std::string& text : arguments.also) {
        const Result<TimeRange> more = parseWindowPair(text, "--also", *input);
        if (!more)
            return more.error();
        request.windows.push_back(*more);
    }
    const Result<std::vector<SeriesInfo>> list = view.reader().series();
    if (!list)
        return list.error();
    Result<SeriesSubject> target = subjectNamed(*list, arguments.target);
    if (!target)
        return target.error();
    request.target = std::move(*target);
    if (auto done = setRecordOptions(arguments.where, arguments.time, request); !done)
        return done.error();
    const Result<Nanoseconds> mostLag = parseSignedSpan(arguments.mostLag);
    if (!mostLag || mostLag->count() < 0)
        return Error{ErrorKind::Usage, "Cannot read --max-lag " + arguments.mostLag, "", "Give a span such as 30m"};
    request.mostLag = *mostLag;
    request.among = arguments.among;
    request.top = arguments.top;
    return request;
}

JsonValue windowJson(const RankWindow& window)
{
    const Lag& lag = window.lag;
    const double step = static_cast<double>(window.step.count()) / nanosecondsPerSecond;
    const auto number = [](const std::optional<double>& value) { return value ? JsonValue(*value) : JsonValue(); };
    JsonValue json{{"rho", number(lag.rho)}};
    if (!lag.rho)
        return json;
    json["lead_s"] = lag.lead * step;
    json["lead_low_s"] = lag.leadLow * step;
    json["lead_high_s"] = lag.leadHigh * step;
    json["step_s"] = step;
    json["n"] = lag.n;
    json["p"] = number(lag.p);
    json["placebos"] = lag.placebos;
    json["deviation"] = number(window.deviation.score);
    return json;
}

/// The lead in the window where the row fits best.
Cell leadOf(const RankRow& row)
{
    const RankWindow* best = nullptr;
    for (const RankWindow& window : row.windows) {
        if (window.lag.rho && (best == nullptr || std::abs(*window.lag.rho) > std::abs(*best->lag.rho)))
            best = &window;
    }
    return best == nullptr ? Cell() : Cell(best->lag.lead * static_cast<double>(best->step.count()) / nanosecondsPerSecond);
}

std::vector<Cell> cellsOf(const RankRow& row)
{
    JsonValue windows = JsonValue::array();
    for (const RankWindow& window : row.windows)
        windows.push_back(windowJson(window));
    const std::string what = row.subject.isImported() || row.subject.field.empty() ? "series" : row.subject.field;
    return {what, nameInList(row), row.score, leadOf(row), static_cast<std::int64_t>(row.hits), row.isUnusual(), row.sentence,
            subjectJson(row.subject), std::move(windows), JsonValue(row.same)};
}

Result<int> runRank(Session& session, const RankArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<RankRequest> request = rankRequestOf(arguments, *view);
    if (!request)
        return request.error();
    const Result<Ranking> found = rank(view->file().database(), view->segments(), view->filterContext(), *request, session.control());
    session.progress.clear();
    if (!found)
        return found.error();
    JsonValue windows = JsonValue::array();
    for (const TimeRange& window : found->windows)
        windows.push_back(jsonOf(window));
    Output& output = session.output;
    output.begin({{"zone", view->zone().name()},
                  {"time", arguments.time},
                  {"target", {{"name", found->target}, {"subject", subjectJson(request->target)}}},
                  {"windows", std::move(windows)},
                  {"candidates", found->candidates},
                  {"constant", found->constant},
                  {"too_short", found->tooShort},
                  {"notes", found->notes}},
                 {{"among", "Among"}, {"name", "Name"}, {"score", "Moves with it", Show::Percent}, {"lead_s", "Leads by s", Show::Number},
                  {"hits", "Windows", Show::Hidden}, {"unusual", "Unusual"}, {"sentence", "Why"}, {"subject", "", Show::Hidden},
                  {"windows", "", Show::Hidden}, {"same", "", Show::Hidden}});
    for (const RankRow& row : found->rows) {
        if (!output.row(cellsOf(row)))
            break;
    }
    output.end();
    for (const std::string& note : found->notes)
        output.note(note);
    if (!found->rows.empty())
        output.note("These move together with " + found->target + "; that is no proof.");
    view->warnAboutDamage(session);
    return exitDone;
}

Result<OnsetsRequest> onsetsRequestOf(const RankArguments& arguments, CaseView& view)
{
    OnsetsRequest request;
    const Result<TimeInput> input = view.timeInput();
    if (!input)
        return input.error();
    const Result<TimeRange> window = parseWindow(arguments.from, arguments.to, *input);
    if (!window)
        return window.error();
    request.window = *window;
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

Result<int> runOnset(Session& session, const RankArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<OnsetsRequest> request = onsetsRequestOf(arguments, *view);
    if (!request)
        return request.error();
    const Result<Onsets> found = onsets(view->file().database(), view->segments(), view->filterContext(), *request, session.control());
    session.progress.clear();
    if (!found)
        return found.error();
    Output& output = session.output;
    output.begin({{"zone", view->zone().name()},
                  {"time", arguments.time},
                  {"window", jsonOf(request->window)},
                  {"quiet", found->quiet},
                  {"notes", found->notes}},
                 {{"step", "Step", Show::Number}, {"onset", "Onset"}, {"begin", "", Show::Hidden}, {"end", "", Show::Hidden}, {"name", "Name"},
                  {"strength", "Spreads", Show::Hidden}, {"before", "Before", Show::Hidden}, {"after", "After", Show::Hidden},
                  {"unit", "", Show::Hidden}, {"sentence", "What"}, {"subject", "", Show::Hidden}});
    for (const OnsetRow& row : found->rows) {
        if (!output.row({static_cast<std::int64_t>(row.step + 1), row.time, row.interval.begin, row.interval.end, row.name, row.strength, row.before,
                         row.after, row.unit, row.sentence, subjectJson(row.subject)}))
            break;
    }
    output.end();
    for (const std::string& note : found->notes)
        output.note(note);
    if (found->quiet > 0)
        output.note(formatGrouped(static_cast<std::int64_t>(found->quiet)) + " other series without a clear change.");
    if (!found->rows.empty())
        output.note("Within one step no order is known. First is not cause.");
    view->warnAboutDamage(session);
    return exitDone;
}

}    // namespace

void addRankCommands(CLI::App& root, Chosen& chosen)
{
    const auto ranked = std::make_shared<RankArguments>();
    CLI::App* command = addCommand(root, chosen, "rank", "What moves with a chosen series, and which of the two is first",
                                   "rank hub.faultline --target net_out --from 2024-04-23T19:00Z --to 2024-04-23T19:30Z");
    command->add_option("CASE", ranked->casePath, "the case file")->required();
    command->add_option("--target", ranked->target, "id or name of a series, or a measure of the records: rate, errors, duration_p95, operation:rate")
        ->required();
    command->add_option("--from", ranked->from, "begin of the window")->required();
    command->add_option("--to", ranked->to, "its end")->required();
    command->add_option("--also", ranked->also, "another window, FROM/TO; may be repeated");
    command->add_option("--among", ranked->among, "series, records or fields; otherwise all that are ranked")->delimiter(',');
    command->add_option("--max-lag", ranked->mostLag, "lags up to this, and to a quarter of the window")->capture_default_str();
    command->add_option("--where", ranked->where, "only requests that match");
    command->add_option("--time", ranked->time, "arrival, completion or written")->capture_default_str();
    command->add_option("--top", ranked->top, "rows, 0 = all")->capture_default_str()->check(isWholeNumber);
    command->callback([&chosen, ranked] { chosen.run = [ranked](Session& session) { return runRank(session, *ranked); }; });

    const auto first = std::make_shared<RankArguments>();
    command = addCommand(root, chosen, "onset", "The first change of every series around a window, in order",
                         "onset db.faultline --from 2023-05-11T05:00Z --to 2023-05-11T07:00Z");
    command->add_option("CASE", first->casePath, "the case file")->required();
    command->add_option("--from", first->from, "begin of the window")->required();
    command->add_option("--to", first->to, "its end")->required();
    command->add_option("--series", first->series, "id or name of a series, or a measure of the records; otherwise all; may be repeated");
    command->add_option("--where", first->where, "only requests that match");
    command->add_option("--time", first->time, "arrival, completion or written")->capture_default_str();
    command->callback([&chosen, first] { chosen.run = [first](Session& session) { return runOnset(session, *first); }; });
}

}    // namespace faultline::cli
