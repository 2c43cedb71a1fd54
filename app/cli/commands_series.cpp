#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/cli/namedseries.h"
#include "app/model/seriesname.h"
#include "app/query/seriesquery.h"

#include <cmath>

namespace faultline::cli {

namespace {

struct SeriesArguments {
    std::string casePath;
    std::string match;
    std::string series;
    std::string kind;
    std::string from;
    std::string to;
    std::size_t points = 0;
};

JsonValue objectOf(const std::vector<std::pair<std::string, std::string>>& pairs)
{
    JsonValue json = JsonValue::object();
    for (const auto& [key, value] : pairs)
        json[key] = value;
    return json;
}

Result<int> runSeries(Session& session, const SeriesArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<std::vector<SeriesInfo>> list = view->reader().series();
    if (!list)
        return list.error();
    session.output.begin({{"zone", view->zone().name()}},
                         {{"id", "Id", Show::Number}, {"source_id", "Source", Show::Number}, {"name", "Name"},
                          {"labels", "Labels"}, {"unit", "Unit"}, {"kind", "Kind"}, {"step_s", "Step s", Show::Number},
                          {"samples", "Samples", Show::Number}, {"first", "First"}, {"last", "Last"}});
    for (const SeriesInfo& series : *list) {
        if (!containsIgnoringCase(fullName(series), arguments.match))
            continue;
        const Cell step = series.step.count() > 0 ? Cell(static_cast<double>(series.step.count()) / 1e9) : Cell();
        const bool hasSamples = series.samples > 0;
        if (!session.output.row({series.id, series.sourceId, series.name, objectOf(series.labels), series.unit,
                                 std::string(nameOf(series.kind)), step, cell(series.samples),
                                 hasSamples ? Cell(series.first) : Cell(), hasSamples ? Cell(series.last) : Cell()}))
            break;
    }
    session.output.end();
    view->warnAboutDamage(session);
    return exitDone;
}

Result<int> runValues(Session& session, const SeriesArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<TimeInput> input = view->timeInput();
    if (!input)
        return input.error();
    const Result<TimeRange> window = parseWindow(arguments.from, arguments.to, *input);
    if (!window)
        return window.error();
    const Result<std::vector<SeriesInfo>> list = view->reader().series();
    if (!list)
        return list.error();
    const Result<SeriesInfo> series = findSeries(*list, arguments.series);
    if (!series)
        return series.error();
    const Result<SeriesValues> found =
        seriesValues(view->file().database(), series->id, *window, arguments.points, session.control());
    if (!found)
        return found.error();
    const JsonValue head{{"zone", view->zone().name()},
                         {"window", jsonOf(found->window)},
                         {"series", {{"id", series->id}, {"name", series->name}, {"labels", objectOf(series->labels)},
                                     {"unit", series->unit}, {"kind", nameOf(series->kind)}}},
                         {"samples", found->samplesInWindow}};
    const std::string title = series->unit.empty() ? "Value" : "Value (" + series->unit + ')';
    session.output.begin(head, {{"time", "Time"}, {"value", title, Show::Number}});
    for (const Sample& sample : found->samples)
        if (!session.output.row({sample.time, std::isnan(sample.value) ? Cell() : Cell(sample.value)}))
            break;
    session.output.end();
    return exitDone;
}

Result<int> runEvents(Session& session, const SeriesArguments& arguments)
{
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<TimeInput> input = view->timeInput();
    if (!input)
        return input.error();
    const Result<TimeRange> window = parseWindow(arguments.from, arguments.to, *input);
    if (!window)
        return window.error();
    const Result<std::vector<Event>> events = view->reader().events(*window);
    if (!events)
        return events.error();
    const Show more = Show::Hidden;
    session.output.begin({{"zone", view->zone().name()}, {"window", jsonOf(*window)}},
                         {{"id", "Id", Show::Number}, {"source_id", "Source", more}, {"kind", "Kind"}, {"start", "Start"},
                          {"end", "End"}, {"open_end", "Open", more}, {"precision", "Precision"}, {"time_text", "As written"},
                          {"title", "Title"}, {"body", "Text", more}, {"actor", "Actor"}, {"service", "Service"},
                          {"environment", "Environment", more}, {"link", "Link", more}, {"section", "Section", more},
                          {"fields", "Fields", more}, {"line", "Line", more}});
    const auto text = [](const std::string& value) { return value.empty() ? Cell() : Cell(value); };
    for (const Event& event : *events) {
        if (!arguments.kind.empty() && event.kind != arguments.kind)
            continue;
        const bool wantsMore = session.output.row(
            {event.id, event.sourceId, event.kind, event.start.utc, event.end ? Cell(event.end->utc) : Cell(), event.openEnd,
             std::string(nameOf(event.precision)), text(event.timeText), event.title, text(event.body), text(event.actor),
             text(event.service), text(event.environment), text(event.link), text(event.section), objectOf(event.fields),
             cell(event.line)});
        if (!wantsMore)
            break;
    }
    session.output.end();
    view->warnAboutDamage(session);
    return exitDone;
}

}    // namespace

void addSeriesCommands(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<SeriesArguments>();
    CLI::App* series = addCommand(root, chosen, "series", "Lists the metric series of a case",
                                  "series outage.faultline --match network");
    series->add_option("CASE", arguments->casePath, "the case file")->required();
    series->add_option("--match", arguments->match, "only names and labels that contain this text");
    series->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return runSeries(session, *arguments); };
    });

    CLI::App* values = addCommand(root, chosen, "values", "The samples of one metric series",
                                  "values outage.faultline --series net_out --from 21:00 --to +1h --points 300");
    values->add_option("CASE", arguments->casePath, "the case file")->required();
    values->add_option("--series", arguments->series, "id or name of the series")->required();
    values->add_option("--points", arguments->points, "thin out to about so many, keeping extremes and gaps; 0 = all")
        ->check(isWholeNumber);
    CLI::App* events = addCommand(root, chosen, "events", "Lists the imported events: deploys, flags, alerts ...",
                                  "events outage.faultline --kind deploy");
    events->add_option("CASE", arguments->casePath, "the case file")->required();
    events->add_option("--kind", arguments->kind, "only this kind");
    for (CLI::App* command : {values, events}) {
        command->add_option("--from", arguments->from, "start of the window: 2024-04-23T21:00, 21:00, -18h");
        command->add_option("--to", arguments->to, "end of the window (not in it): 2024-04-23T22:00, 22:00, +15m");
    }
    values->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return runValues(session, *arguments); };
    });
    events->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return runEvents(session, *arguments); };
    });
}

}    // namespace faultline::cli
