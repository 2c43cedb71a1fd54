#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/query/breakdown.h"
#include "app/query/linesquery.h"
#include "app/query/rate.h"

#include <algorithm>

namespace faultline::cli {

namespace {

constexpr std::size_t linesInATable = 1'000;
constexpr std::size_t linesAPage = 20'000;

struct QueryArguments {
    std::string casePath;
    std::string by;
    std::string records;
    std::string from;
    std::string to;
    std::string baselineFrom;
    std::string baselineTo;
    std::string where;
    std::string time = "written";
    std::string sort;
    std::string step;
    std::size_t top = 0;
    std::int64_t source = 0;
    std::int64_t limit = -1;
};

/// Everything that the queries share, read and checked.
struct Query {
    CaseView view;
    TimeRange window;
    Filter filter;
    WindowTime windowTime = WindowTime::Written;
};

Result<Query> openQuery(Session& session, const QueryArguments& arguments)
{
    const Result<WindowTime> windowTime = windowTimeOf(arguments.time);
    if (!windowTime)
        return windowTime.error();
    Result<Filter> filter = Filter::parse(arguments.where);
    if (!filter)
        return filter.error();
    Result<CaseView> view = CaseView::open(session, arguments.casePath);
    if (!view)
        return view.error();
    const Result<TimeInput> input = view->timeInput();
    if (!input)
        return input.error();
    const Result<TimeRange> window = parseWindow(arguments.from, arguments.to, *input);
    if (!window)
        return window.error();
    return Query{std::move(*view), *window, std::move(*filter), *windowTime};
}

Result<RecordKind> kindOf(const std::string& name)
{
    RecordKind kind = RecordKind::Request;
    if (name.empty() || fromName(name, kind))
        return kind;
    return Error{ErrorKind::Usage, "Unknown --records " + name, "", "Give request, operation or logline"};
}

Result<BreakdownSort> sortOf(const std::string& name, bool hasBaseline)
{
    if (name.empty())
        return BreakdownSort::Count;
    if (name == "count")
        return BreakdownSort::Count;
    if (name == "duration")
        return BreakdownSort::Duration;
    if (name == "bytes")
        return BreakdownSort::Bytes;
    if (name == "errors")
        return BreakdownSort::Errors;
    if (name == "change" && hasBaseline)
        return BreakdownSort::Change;
    if (name == "change")
        return Error{ErrorKind::Usage, "Cannot sort by change", "There is no baseline to compare with",
                     "Give --baseline-from and --baseline-to"};
    return Error{ErrorKind::Usage, "Unknown --sort " + name, "", "Give count, duration, bytes, errors or change"};
}

std::vector<Column> breakdownColumns(bool hasBaseline, const std::string& by)
{
    std::vector<Column> columns = {{"value", by},
                                   {"count", "Count", Show::Number},
                                   {"share", "Share", Show::Percent},
                                   {"rate_per_s", "Per s", Show::Number},
                                   {"errors", "Errors", Show::Number},
                                   {"abandoned", "Abandoned", Show::Number},
                                   {"duration_sum_s", "Sum s", Show::Number},
                                   {"p50_ms", "p50 ms", Show::Number},
                                   {"p95_ms", "p95 ms", Show::Number},
                                   {"p99_ms", "p99 ms", Show::Number},
                                   {"bytes", "Bytes", Show::Number}};
    if (hasBaseline)
        columns.insert(columns.end(), {{"baseline_count", "Baseline", Show::Number},
                                       {"baseline_rate_per_s", "Per s", Show::Number},
                                       {"ratio", "Ratio", Show::Number},
                                       {"new", "New"},
                                       {"change_per_s", "Change/s", Show::Number},
                                       {"gain", "Gain", Show::Number}});
    return columns;
}

std::vector<Cell> cellsOf(const BreakdownRow& row, bool isJson, bool hasBaseline)
{
    Cell value = row.value;
    if (row.isAbsent)
        value = isJson ? Cell() : Cell(std::string("(absent)"));
    const auto count = [](auto number) { return number ? Cell(static_cast<std::int64_t>(*number)) : Cell(); };
    std::vector<Cell> cells = {value, cell(row.count), row.share, row.ratePerSecond, cell(row.errors), count(row.abandoned),
                               cell(row.durationSumSeconds), cell(row.p50Ms), cell(row.p95Ms), cell(row.p99Ms),
                               count(row.bytes)};
    if (hasBaseline)
        cells.insert(cells.end(), {cell(row.baselineCount), row.baselineRatePerSecond, cell(row.ratio), !row.ratio,
                                   row.changePerSecond, row.gain});
    return cells;
}

Result<int> runBreakdown(Session& session, const QueryArguments& arguments)
{
    Result<Query> query = openQuery(session, arguments);
    if (!query)
        return query.error();
    BreakdownRequest request;
    request.by = arguments.by;
    request.window = query->window;
    request.filter = query->filter;
    request.windowTime = query->windowTime;
    request.top = arguments.top;
    const Result<RecordKind> kind = kindOf(arguments.records);
    if (!kind)
        return kind.error();
    request.kind = *kind;
    if (!arguments.baselineFrom.empty() || !arguments.baselineTo.empty()) {
        const Result<TimeInput> input = query->view.timeInput();
        if (!input)
            return input.error();
        // Without an end the baseline reaches up to the window: "--baseline-from -30m" is the half hour before it.
        const bool endsAtWindow = arguments.baselineTo.empty() && !arguments.from.empty();
        const std::string end = endsAtWindow ? formatUtc(query->window.begin) : arguments.baselineTo;
        const Result<TimeRange> baseline = parseWindow(arguments.baselineFrom, end, *input);
        if (!baseline)
            return baseline.error();
        request.baseline = *baseline;
    }
    const Result<BreakdownSort> sort = sortOf(arguments.sort, request.baseline.has_value());
    if (!sort)
        return sort.error();
    request.sort = *sort;

    const Result<Breakdown> found =
        breakdown(query->view.segments(), query->view.filterContext(), request, session.control());
    session.progress.clear();
    if (!found)
        return found.error();
    const bool hasBaseline = found->baseline.has_value();
    JsonValue head{{"records", nameOf(*kind)},
              {"by", request.by},
              {"time", arguments.time},
              {"zone", query->view.zone().name()},
              {"window", jsonOf(found->window)}};
    if (hasBaseline)
        head["baseline"] = jsonOf(*found->baseline);
    head["count"] = found->records;
    if (hasBaseline)
        head["baseline_count"] = found->baselineRecords;
    head["values"] = found->values;
    Output& output = session.output;
    output.begin(head, breakdownColumns(hasBaseline, request.by));
    for (const BreakdownRow& row : found->rows)
        if (!output.row(cellsOf(row, output.isJson(), hasBaseline)))
            break;
    output.end();
    query->view.warnAboutDamage(session);
    return exitDone;
}

/// Lines of a rate as columns: one row a bucket, for everything but JSON.
void writeBuckets(Output& output, const Rate& found)
{
    std::vector<Column> columns = {{"time", "Time"}};
    for (const RateLine& line : found.lines) {
        std::string name = line.value.empty() && found.lines.size() == 1 ? "count" : line.value;
        if (line.isOther || line.isAbsent)
            name = line.isOther ? "(other)" : "(absent)";
        columns.push_back({name, name, Show::Number});
    }
    output.begin({}, std::move(columns));
    for (std::size_t bucket = 0; bucket < found.buckets; ++bucket) {
        std::vector<Cell> cells = {found.begin + static_cast<std::int64_t>(bucket) * found.step};
        for (const RateLine& line : found.lines)
            cells.push_back(bucket < line.counts.size() ? cell(line.counts[bucket]) : Cell());
        if (!output.row(std::move(cells)))
            break;
    }
    output.end();
}

Result<int> runRate(Session& session, const QueryArguments& arguments)
{
    Result<Query> query = openQuery(session, arguments);
    if (!query)
        return query.error();
    RateRequest request;
    const Result<RecordKind> kind = kindOf(arguments.records);
    if (!kind)
        return kind.error();
    request.kind = *kind;
    request.window = query->window;
    request.by = arguments.by;
    request.top = arguments.top;
    request.filter = query->filter;
    request.windowTime = query->windowTime;
    if (!arguments.step.empty()) {
        request.step = parseSpan(arguments.step);
        if (!request.step || request.step->count() <= 0)
            return Error{ErrorKind::Usage, "Cannot read --step " + arguments.step, "It is no span of time", "Write 10s, 5m or 1h"};
    }
    const Result<Rate> found = rate(query->view.segments(), query->view.filterContext(), request, session.control());
    session.progress.clear();
    if (!found)
        return found.error();
    Output& output = session.output;
    if (!output.isJson()) {
        writeBuckets(output, *found);
        return exitDone;
    }
    const auto buckets = static_cast<std::int64_t>(found->buckets);
    const JsonValue head{{"records", nameOf(*kind)},
                    {"by", request.by.empty() ? JsonValue() : JsonValue(request.by)},
                    {"time", arguments.time},
                    {"zone", query->view.zone().name()},
                    {"window", jsonOf(TimeRange{found->begin, found->begin + buckets * found->step})},
                    {"step_s", static_cast<double>(found->step.count()) / 1e9},
                    {"buckets", buckets}};
    output.begin(head, {{"value", "Value"}, {"other", "Other"}, {"total", "Total"}, {"counts", "Counts"}});
    for (const RateLine& line : found->lines) {
        const bool isNamed = !line.isOther && !line.isAbsent && !request.by.empty();
        output.row({isNamed ? Cell(line.value) : Cell(), line.isOther, cell(line.total), JsonValue(line.counts)});
    }
    output.end();
    return exitDone;
}

/// Writes lines as rows, or with --raw in table output as nothing but the untouched bytes.
class LineWriter {
public:
    LineWriter(Session& session, CaseView& view, const JsonValue& head)
        : m_output(session.output), m_view(view),
          m_isPlain(m_output.options().raw && m_output.options().format == OutputFormat::Table)
    {
        if (!m_isPlain)
            m_output.begin(head, {{"source_id", "Id", Show::Number}, {"source", "Source"}, {"line", "Line", Show::Number},
                                  {"time", "Time"}, {"text", "Text"}});
    }

    /// False when nobody reads any more. The text is null when the case was made without raw text.
    Result<bool> write(std::int64_t sourceId, std::uint64_t line, std::optional<Timestamp> time)
    {
        const Result<std::optional<std::string>> text = m_view.reader().rawLine(sourceId, line);
        if (!text)
            return text.error();
        if (m_isPlain) {
            m_output.text(text->value_or(std::string()) + '\n');
            return !m_output.isStopped();
        }
        Cell shown;
        if (*text)
            shown = m_output.options().raw ? **text : sanitizedUtf8(**text);
        return m_output.row({sourceId, m_view.sourceName(sourceId), cell(line), cell(time), std::move(shown)});
    }

    void end()
    {
        if (!m_isPlain)
            m_output.end();
    }

private:
    Output& m_output;
    CaseView& m_view;
    bool m_isPlain;
};

int endOfLines(Session& session, std::uint64_t shown, bool hasMore)
{
    if (hasMore)
        session.warn("Shown is the beginning, " + formatCount(static_cast<std::int64_t>(shown), "line") +
                     ". Give --limit 0 for all.");
    return session.stop.stop_requested() ? exitCodeOf(ErrorKind::Interrupted) : exitDone;
}

/// All lines of one source, also skipped and rejected ones.
Result<int> runWholeSource(Session& session, Query& query, const QueryArguments& arguments, std::size_t limit)
{
    const Result<std::optional<Source>> source = query.view.reader().source(arguments.source);
    if (!source)
        return source.error();
    if (!*source)
        return Error{ErrorKind::Usage, "There is no source " + std::to_string(arguments.source) + " in this case", "",
                     "See 'faultline-cli source CASE list'"};
    LineWriter writer(session, query.view, {{"zone", query.view.zone().name()}});
    const std::uint64_t last = limit > 0 ? std::min<std::uint64_t>((*source)->lines, limit) : (*source)->lines;
    for (std::uint64_t line = 1; line <= last && !session.stop.stop_requested(); ++line) {
        const Result<bool> more = writer.write(arguments.source, line, {});
        if (!more)
            return more.error();
        if (!*more)
            break;
    }
    writer.end();
    return endOfLines(session, last, last < (*source)->lines);
}

/// Page by page; the first page comes before anything is written, so that an Error leaves the output empty.
Result<int> writeRecordLines(Session& session, Query& query, LinesRequest request, std::size_t limit)
{
    const FilterContext context = query.view.filterContext();
    const auto next = [&](std::size_t shown) {
        request.limit = limit == 0 ? linesAPage : std::min(linesAPage, limit - shown);
        return lines(query.view.segments(), context, request, session.control());
    };
    std::size_t shown = 0;
    Result<Lines> page = next(shown);
    if (!page)
        return page.error();
    LineWriter writer(session, query.view,
                      {{"zone", query.view.zone().name()}, {"window", jsonOf(query.window)}});
    for (;;) {
        for (const RecordReference& record : page->records) {
            const Result<bool> more = writer.write(record.sourceId, record.line, record.time);
            if (!more)
                return more.error();
            ++shown;
            if (!*more || session.stop.stop_requested())
                return endOfLines(session, shown, false);
        }
        if (!page->hasMore || page->records.empty() || (limit > 0 && shown >= limit))
            break;
        request.after = page->records.back();
        page = next(shown);
        if (!page)
            return page.error();
    }
    writer.end();
    return endOfLines(session, shown, page->hasMore);
}

Result<int> runLines(Session& session, const QueryArguments& arguments)
{
    Result<Query> query = openQuery(session, arguments);
    if (!query)
        return query.error();
    const bool isTable = session.output.options().format == OutputFormat::Table && !session.output.options().raw;
    const std::size_t limit = arguments.limit >= 0 ? static_cast<std::size_t>(arguments.limit) : isTable ? linesInATable : 0;
    const bool isWhole = arguments.where.empty() && arguments.from.empty() && arguments.to.empty() && arguments.records.empty();
    if (isWhole && arguments.source != 0)
        return runWholeSource(session, *query, arguments, limit);

    LinesRequest request;
    request.window = query->window;
    request.filter = query->filter;
    if (arguments.source != 0)
        request.sourceId = arguments.source;
    if (!arguments.records.empty()) {
        const Result<RecordKind> kind = kindOf(arguments.records);
        if (!kind)
            return kind.error();
        request.kind = *kind;
    }
    return writeRecordLines(session, *query, std::move(request), limit);
}

void addSelection(CLI::App& command, QueryArguments& arguments)
{
    command.add_option("CASE", arguments.casePath, "the case file")->required();
    command.add_option("--records", arguments.records, "request, operation or logline");
    command.add_option("--from", arguments.from, "start of the window: 2024-04-23T21:00, 21:00, -18h");
    command.add_option("--to", arguments.to, "end of the window (not in it): 2024-04-23T22:00, 22:00, +15m");
    command.add_option("--where", arguments.where, "filter: status>=500 and path~\"^/api/\"");
}

void addWindowTime(CLI::App& command, QueryArguments& arguments)
{
    command.add_option("--time", arguments.time, "what puts a record into the window: written, arrival, completion")
        ->capture_default_str();
}

}    // namespace

void addQueryCommands(CLI::App& root, Chosen& chosen)
{
    const auto byValue = std::make_shared<QueryArguments>();
    CLI::App* breakdown = addCommand(root, chosen, "breakdown", "Counts, errors and durations by the values of a field",
                                     "breakdown outage.faultline --by route --from 21:00 --to +15m"
                                     " --baseline-from 20:00 --baseline-to +15m --sort change");
    addSelection(*breakdown, *byValue);
    addWindowTime(*breakdown, *byValue);
    byValue->by = "path";
    byValue->top = 20;
    breakdown->add_option("--by", byValue->by, "a field, route or source")->required();
    breakdown->add_option("--baseline-from", byValue->baselineFrom,
                          "start of the window to compare with: a time, or -30m before its end");
    breakdown->add_option("--baseline-to", byValue->baselineTo, "its end; without it the start of the window");
    breakdown->add_option("--sort", byValue->sort, "count, duration, bytes, errors or change");
    breakdown->add_option("--top", byValue->top, "rows at most, 0 = all")->check(isWholeNumber)->capture_default_str();
    breakdown->callback([&chosen, byValue] {
        chosen.run = [byValue](Session& session) { return runBreakdown(session, *byValue); };
    });

    const auto byTime = std::make_shared<QueryArguments>();
    CLI::App* rate = addCommand(root, chosen, "rate", "Counts over time, also one line a value",
                                "rate outage.faultline --by path --top 3 --step 10s");
    addSelection(*rate, *byTime);
    addWindowTime(*rate, *byTime);
    byTime->top = 5;
    rate->add_option("--by", byTime->by, "a field, route or source; without it one line");
    rate->add_option("--top", byTime->top, "values with a line of their own")
        ->check(isWholeNumber)->capture_default_str();
    rate->add_option("--step", byTime->step, "width of a bucket: 10s, 5m");
    rate->callback([&chosen, byTime] {
        chosen.run = [byTime](Session& session) { return runRate(session, *byTime); };
    });

    const auto byLine = std::make_shared<QueryArguments>();
    CLI::App* lines = addCommand(root, chosen, "lines", "The untouched lines behind records, or a whole source",
                                 "lines outage.faultline --where 'status=500' --from 21:00 --to +1m");
    addSelection(*lines, *byLine);
    lines->add_option("--source", byLine->source, "only this source; alone: all its lines, also rejected ones");
    lines->add_option("--limit", byLine->limit, "lines at most, 0 = all; a table shows 1000")->check(isWholeNumber);
    lines->callback([&chosen, byLine] {
        chosen.run = [byLine](Session& session) { return runLines(session, *byLine); };
    });
}

}    // namespace faultline::cli
