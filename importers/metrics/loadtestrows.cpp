#include "importers/metrics/loadtestrows.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/csvrows.h"
#include "importers/metrics/loadtestspan.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <algorithm>
#include <array>
#include <vector>

namespace faultline {

namespace {

using Made = CsvRecordMaker::Made;

enum Role : std::uint8_t { Time, Duration, Label, Url, Method, Status, Message, Success, Failure, BytesOut, BytesIn, Threads };
constexpr std::size_t roleCount = 12;
constexpr std::size_t none = static_cast<std::size_t>(-1);

/// A tool's table: the header of each role, "" when it has none.
struct Table {
    std::string_view tool;
    std::array<std::string_view, roleCount> headers;
    std::int64_t timeUnit;
    std::int64_t durationUnit;
};

constexpr Table jmeter{"JMeter",
    {"timeStamp", "elapsed", "label", "URL", "", "responseCode", "responseMessage", "success", "failureMessage", "bytes", "sentBytes", "allThreads"},
    inMilliseconds, inMilliseconds};
constexpr Table vegeta{"vegeta", {"timestamp", "latency", "", "url", "method", "code", "error", "", "", "bytes_in", "bytes_out", ""}, inNanoseconds, inNanoseconds};
constexpr Table bench{"ab", {"seconds", "ttime", "", "", "", "", "", "", "", "", "", ""}, inSeconds, inMilliseconds};

const CsvCells vegetaHeader = {"timestamp", "code", "latency", "bytes_out", "bytes_in", "error", "body", "attack", "seq", "method", "url", "headers"};

class Reader final : public CsvRowsReader {
public:
    Reader(const Table& table, char delimiter, const TimeSettings& settings)
        : CsvRowsReader(delimiter), m_table(table), m_span(table.tool), m_resolver(settings)
    {
        m_columns.fill(none);
    }

    void takeHeader(const CsvCells& cells)
    {
        m_columns.fill(none);
        m_width = cells.size();
        for (std::size_t role = 0; role < roleCount; ++role) {
            const auto found = std::find(cells.begin(), cells.end(), m_table.headers[role]);
            if (!m_table.headers[role].empty() && found != cells.end())
                m_columns[role] = static_cast<std::size_t>(found - cells.begin());
        }
    }

    void finish(RecordSink& sink) override
    {
        CsvRowsReader::finish(sink);
        m_span.emit(sink);
    }
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    std::string_view cell(const CsvCells& cells, Role role) const
    {
        return m_columns[role] < cells.size() ? trimmed(cells[m_columns[role]]) : std::string_view();
    }

    Made row(const CsvCells& cells, RecordSink& sink) override
    {
        const bool isHeader = std::find(cells.begin(), cells.end(), m_table.headers[Time]) != cells.end();
        if (isHeader) {
            takeHeader(cells);
            sink.skip();
            return Made::Nothing;
        }
        if (m_columns[Time] == none) {
            sink.reject("no-header", "The columns are not known: no line with their names comes before");
            return Made::Rejected;
        }
        if (cells.size() != m_width && cells.size() != m_width - 1) {    // the last column may be left out at a line's end
            sink.reject("column-count", "The line has " + std::to_string(cells.size()) + " cells, the table " + std::to_string(m_width));
            return Made::Rejected;
        }
        const auto time = timeOf(cell(cells, Time));
        if (!time) {
            sink.reject("bad-time", '"' + shortened(cell(cells, Time), 40) + "\" is no time of a sample");
            return Made::Rejected;
        }
        makeRequest(cells, *time, sink);
        return Made::Records;
    }

    std::optional<RecordTime> timeOf(std::string_view text)
    {
        if (const auto epoch = epochTime(text, m_table.timeUnit))
            return epoch;
        const auto written = parseAnyTime(text);    // jmeter.save.saveservice.timestamp_format, or vegeta's RFC 3339
        return written && !written->epoch ? m_resolver.resolve(*written) : std::nullopt;
    }

    void makeRequest(const CsvCells& cells, const RecordTime& time, RecordSink& sink)
    {
        Request request;
        request.time = time;
        const std::string_view url = cell(cells, Url);
        applyLabel(url.empty() || url == "null" ? cell(cells, Label) : url, request);
        if (const std::string_view method = cell(cells, Method); !method.empty())
            request.method = method;
        request.status = countOf(cell(cells, Status));
        request.durationNs = durationOf(cell(cells, Duration), m_table.durationUnit);
        request.bytesOut = countOf(cell(cells, BytesOut));
        request.bytesIn = countOf(cell(cells, BytesIn));
        const std::string_view message = cell(cells, Message);
        const bool failed = m_columns[Success] != none ? cell(cells, Success) == "false" : m_columns[Message] != none && !message.empty();
        if (failed || (request.status == absent && !cell(cells, Status).empty())) {
            m_rest.clear();
            if (request.status == absent)
                m_rest.append(cell(cells, Status));
            for (const std::string_view part : {message, cell(cells, Failure)})
                m_rest.append(m_rest.empty() || part.empty() ? "" : "; ").append(part);
            request.rest = m_rest.empty() ? std::string_view("failed") : std::string_view(m_rest);
        }
        sink.request(request);
        m_span.addRequest(time, request.durationNs, failed, sink);
        addThreads(cell(cells, Threads), time, sink);
    }

    /// The number of active threads, when it changes.
    void addThreads(std::string_view text, const RecordTime& time, RecordSink& sink)
    {
        const std::int64_t threads = countOf(text);
        if (threads == absent || threads == m_lastThreads)
            return;
        if (!m_threads)
            m_threads = sink.series("active threads", {}, "1", SeriesKind::Gauge);
        sink.sample(*m_threads, time, static_cast<double>(threads));
        m_lastThreads = threads;
    }

    const Table& m_table;
    LoadTestSpan m_span;
    TimeResolver m_resolver;
    std::array<std::size_t, roleCount> m_columns{};
    std::size_t m_width = 0;
    std::string m_rest;
    std::optional<SeriesHandle> m_threads;
    std::int64_t m_lastThreads = absent;
};

using HeaderWords = std::array<std::string_view, 3>;
constexpr HeaderWords jmeterWords = {"timeStamp", "elapsed", "label"}, benchWords = {"starttime", "dtime", "ttime"};

/// The delimiter of a header in which all of the words stand; nothing when it is no such header.
std::optional<char> delimiterOf(const SourceHead& head, const HeaderWords& words)
{
    for (std::size_t i = 0; i < head.headLines; ++i) {
        if (trimmed(head.lines[i]).empty())
            continue;
        for (const char delimiter : {',', '\t', ';', '|'}) {
            const auto cells = split(trimmed(head.lines[i]), delimiter);
            const auto has = [&cells](std::string_view word) { return std::find(cells.begin(), cells.end(), word) != cells.end(); };
            if (std::all_of(words.begin(), words.end(), has))
                return delimiter;
        }
        break;
    }
    return std::nullopt;
}


bool isVegetaRow(std::string_view line)
{
    const auto cells = split(line, ',');
    return cells.size() >= 11 && cells.size() <= 12 && cells[0].size() == 19 && parseInteger(cells[0]) && cells[1].size() <= 3 && parseInteger(cells[1])
           && parseInteger(cells[2]) && parseInteger(cells[3]) && parseInteger(cells[4]);
}

Detection foundTable(bool found, std::string_view what)
{
    return found ? Detection{96, std::string(what), Anchor::Start, Basis::Specification, "the tool stamps the start of a request"} : Detection{};
}

}    // namespace

std::unique_ptr<Importer> jmeterCsv()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "jmeter-csv", .title = "JMeter results (JTL as CSV)", .records = "request, series, event",
                   .framing = Framing::OrderedLines, .anchor = Anchor::Start, .zone = "epoch", .specification = "Apache JMeter, CSV log format"},
        [](const SourceHead& head) { return foundTable(delimiterOf(head, jmeterWords).has_value(), "its columns are JMeter's"); },
        [](const ReaderContext& context) -> std::unique_ptr<RecordReader> {
            return std::make_unique<Reader>(jmeter, delimiterOf(context.head, jmeterWords).value_or(','), context.time);
        });
}

std::unique_ptr<Importer> vegetaCsv()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "vegeta-csv", .title = "vegeta results (CSV)", .records = "request, event", .framing = Framing::OrderedLines,
                   .anchor = Anchor::Start, .zone = "epoch", .specification = "vegeta encode, CSV"},
        [](const SourceHead& head) { return censusOf(head, &isVegetaRow).detection("rows of vegeta", 95); },
        [](const ReaderContext& context) -> std::unique_ptr<RecordReader> {
            auto reader = std::make_unique<Reader>(vegeta, ',', context.time);
            reader->takeHeader(vegetaHeader);
            return reader;
        });
}

std::unique_ptr<Importer> apacheBenchTable()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "ab-gnuplot", .title = "ApacheBench table (ab -g)", .records = "request, event", .framing = Framing::OrderedLines,
                   .anchor = Anchor::Start, .zone = "epoch", .specification = "Apache HTTP Server, ab -g"},
        [](const SourceHead& head) { return foundTable(delimiterOf(head, benchWords).has_value(), "its columns are those of ab -g"); },
        [](const ReaderContext& context) -> std::unique_ptr<RecordReader> { return std::make_unique<Reader>(bench, '\t', context.time); });
}

}    // namespace faultline
