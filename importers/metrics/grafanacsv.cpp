#include "importers/metrics/grafanacsv.h"

#include "app/base/text.h"
#include "app/import/csvscanner.h"
#include "importers/metrics/csvcensus.h"
#include "importers/metrics/csvrows.h"
#include "importers/metrics/grafanaframe.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t mostSeries = 20'000;

/// What the beginning of an export shows.
struct GrafanaHead {
    char delimiter = ',';
    bool hasSepLine = false;
    bool quotedHeader = false;
    bool quotedTimes = false;      ///< Grafana quotes a body cell only when it must; other programs quote all text
    std::size_t rows = 0;
    std::size_t times = 0;
    NumberNotation notation = NumberNotation::DecimalPoint;
    std::vector<GrafanaFrame> frames;
    std::vector<std::vector<std::string>> cells;
    DateOrderFinding order;
};

/// The character after the first header cell.
std::optional<char> delimiterAfter(std::string_view line)
{
    if (line.size() < 3 || line.front() != '"')
        return std::nullopt;
    const std::size_t end = line.find('"', 1);
    if (end == std::string_view::npos || end + 1 >= line.size())
        return std::nullopt;
    const char delimiter = line[end + 1];
    return delimiter == ',' || delimiter == ';' || delimiter == '\t' || delimiter == '|' ? std::optional(delimiter) : std::nullopt;
}

DateOrderFinding orderOf(const GrafanaHead& head)
{
    std::vector<std::string_view> times;
    for (const auto& row : head.cells) {
        if (!head.frames.empty() && head.frames.front().time < row.size())
            times.emplace_back(row[head.frames.front().time]);
    }
    return findDateOrder(times);
}

/// True for Excel's "sep=;", which names the delimiter.
bool isSepLine(std::string_view line) { return line.size() == 5 && line.substr(0, 4) == "sep="; }
/// The same as a row, of one cell or cut in two by the delimiter that it names.
bool isSepRow(const CsvCells& cells)
{
    return cells.size() <= 2 && cells.front().starts_with("sep=") && cells.front().size() + cells.size() == 6 && (cells.size() == 1 || cells[1].empty());
}

void readRow(const CsvScanner& scanner, bool expectHeader, GrafanaHead& result)
{
    const CsvCells& cells = scanner.fields();
    if (expectHeader || result.frames.empty()) {
        if (auto frame = GrafanaFrame::fromHeader(cells)) {
            bool quoted = true;
            for (std::size_t i = 0; i < cells.size(); ++i)
                quoted = quoted && scanner.wasQuoted(i);
            result.quotedHeader = quoted && (result.frames.empty() || result.quotedHeader);
            result.frames.push_back(std::move(*frame));
            return;
        }
    }
    if (result.frames.empty() || cells.size() != result.frames.back().columns.size())
        return;
    const std::size_t time = result.frames.back().time;
    ++result.rows;
    result.times += parseTimeCell(cells[time], DateOrder::DayMonthYear) || parseTimeCell(cells[time], DateOrder::MonthDayYear) ? 1U : 0U;
    result.quotedTimes = result.quotedTimes || (scanner.wasQuoted(time) && cells[time].find(result.delimiter) == std::string_view::npos);
    result.cells.emplace_back(cells.begin(), cells.end());
}

std::optional<GrafanaHead> readHead(const SourceHead& head)
{
    std::size_t i = 0;
    while (i < head.headLines && trimmed(head.lines[i]).empty())
        ++i;
    if (i >= head.headLines)
        return std::nullopt;
    GrafanaHead result;
    result.hasSepLine = isSepLine(head.lines[i]);
    if (result.hasSepLine)
        result.delimiter = head.lines[i++][4];
    else if (const auto delimiter = delimiterAfter(head.lines[i]))
        result.delimiter = *delimiter;
    else
        return std::nullopt;
    CsvScanner scanner(result.delimiter);
    bool expectHeader = true;
    std::vector<std::size_t> firstRow;    // of each frame, in result.cells
    for (; i < head.headLines; ++i) {
        if (!scanner.isInsideRecord() && trimmed(head.lines[i]).empty()) {
            expectHeader = true;
            continue;
        }
        if (scanner.feed(head.lines[i]) != CsvScanner::Outcome::Record)
            continue;
        const std::size_t frames = result.frames.size();
        readRow(scanner, expectHeader, result);
        if (result.frames.size() > frames)
            firstRow.push_back(result.cells.size());
        expectHeader = false;
    }
    if (result.delimiter != ',')
        result.notation = findNotation(result.cells);
    for (std::size_t frame = 0; frame < result.frames.size(); ++frame) {
        const std::size_t end = frame + 1 < firstRow.size() ? firstRow[frame + 1] : result.cells.size();
        for (std::size_t row = firstRow[frame]; row < end; ++row)
            result.frames[frame].learn(CsvCells(result.cells[row].begin(), result.cells[row].end()), result.notation);
    }
    result.order = orderOf(result);
    return result;
}

class GrafanaReader final : public CsvRowsReader {
public:
    explicit GrafanaReader(const ReaderContext& context) : GrafanaReader(context, readHead(context.head).value_or(GrafanaHead{})) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        if (!m_order.issue.empty())
            sink.issue(m_order.issue, m_order.text);
        m_order.issue.clear();
        CsvRowsReader::line(text, sink);
    }

    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    GrafanaReader(const ReaderContext& context, GrafanaHead head)
        : CsvRowsReader(head.delimiter), m_known(std::move(head.frames)), m_notation(head.notation), m_values(head.notation, UnknownUnit::Keep),
          m_order(std::move(head.order)), m_resolver(context.time)
    {
    }

    using Made = CsvRecordMaker::Made;
    /// Handles of the value columns for one combination of label values.
    using SeriesRow = std::vector<std::optional<SeriesHandle>>;

    void blank(RecordSink& sink) override
    {
        m_expectHeader = true;
        sink.skip();
    }

    Made row(const CsvCells& cells, RecordSink& sink) override
    {
        if (isSepRow(cells)) {
            blank(sink);
            return Made::Nothing;
        }
        if (m_expectHeader || !m_frame || isHeaderAgain(cells)) {
            if (auto frame = GrafanaFrame::fromHeader(cells)) {
                startFrame(std::move(*frame));
                sink.skip();
                return Made::Nothing;
            }
        }
        m_expectHeader = false;
        if (!m_frame) {
            sink.reject("no-header", "No header with a time column stands before this row");
            return Made::Rejected;
        }
        if (cells.size() != m_frame->columns.size()) {
            sink.reject("column-count", "The row has " + std::to_string(cells.size()) + " cells, its frame " + std::to_string(m_frame->columns.size()));
            return Made::Rejected;
        }
        const auto written = parseTimeCell(cells[m_frame->time], m_order.order);
        const auto time = written ? m_resolver.resolve(*written) : std::nullopt;
        if (!time) {
            sink.reject("bad-time", "\"" + shortened(cells[m_frame->time], 60) + "\" is not a time");
            return Made::Rejected;
        }
        return samples(cells, *time, sink);
    }

    bool isHeaderAgain(const CsvCells& cells) const
    {
        return m_frame && m_frame->time < cells.size() && cells[m_frame->time] == m_frame->columns[m_frame->time].header;
    }

    void startFrame(GrafanaFrame frame)
    {
        // Frames of the head are known with their types and units; later ones show them row by row.
        if (m_frameNumber < m_known.size() && m_known[m_frameNumber].columns.size() == frame.columns.size())
            frame = std::move(m_known[m_frameNumber]);
        ++m_frameNumber;
        m_frame = std::move(frame);
        m_series = SeriesCache<SeriesRow>(mostSeries);
        m_handles = 0;
        m_expectHeader = false;
    }

    Made samples(const CsvCells& cells, const RecordTime& time, RecordSink& sink)
    {
        m_frame->learn(cells, m_notation);
        m_key.clear();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto kind = m_frame->columns[i].kind;
            if (kind == GrafanaColumn::Kind::Label || kind == GrafanaColumn::Kind::SeriesName)
                m_key.append(cells[i]).push_back('\x1f');
        }
        SeriesRow* row = m_series.find(m_key);
        if (row == nullptr)
            row = m_series.add(m_key, SeriesRow(cells.size()));
        std::size_t made = 0;
        std::string problem;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const GrafanaColumn& column = m_frame->columns[i];
            if (column.kind != GrafanaColumn::Kind::Value)
                continue;
            auto value = plainNumber(cells[i], m_notation);
            if (!value && isEmptyCell(cells[i]))
                continue;
            if (!value)
                value = m_values.inUnit(cells[i], column.unit);
            const auto handle = value ? handleOf(cells, i, row, sink) : std::nullopt;
            if (!handle) {
                problem = "\"" + shortened(cells[i], 40) + "\" in column \"" + shortened(column.header, 60) + "\""
                          + (value ? " belongs to one series too many" : " is no number" + (column.unit.empty() ? std::string() : " in " + column.unit));
                continue;
            }
            sink.sample(*handle, time, *value);
            ++made;
        }
        if (!problem.empty() && made == 0) {
            sink.reject("bad-value", problem);
            return Made::Rejected;
        }
        if (!problem.empty())
            sink.issue("bad-value", problem);
        else if (made == 0)
            sink.skip();    // nothing but gaps
        return made > 0 ? Made::Records : Made::Nothing;
    }

    std::optional<SeriesHandle> handleOf(const CsvCells& cells, std::size_t index, SeriesRow* row, RecordSink& sink)
    {
        if (row != nullptr && (*row)[index])
            return (*row)[index];
        if (row == nullptr || m_handles >= mostSeries)
            return std::nullopt;
        const GrafanaColumn& column = m_frame->columns[index];
        std::string name = column.name;
        Labels labels = column.labels;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const GrafanaColumn& other = m_frame->columns[i];
            if (other.kind == GrafanaColumn::Kind::SeriesName && m_frame->count(GrafanaColumn::Kind::Value) == 1 && !cells[i].empty())
                splitName(cells[i], name, labels);
            else if ((other.kind == GrafanaColumn::Kind::Label || other.kind == GrafanaColumn::Kind::SeriesName) && !cells[i].empty())
                labels.emplace_back(other.header, cells[i]);
        }
        std::sort(labels.begin(), labels.end());
        const std::string unit = column.unit.empty() ? declaredUnit(name) : column.unit;
        const SeriesHandle handle = sink.series(name, labels, unit, SeriesKind::Unknown);
        (*row)[index] = handle;
        ++m_handles;
        return handle;
    }

    static void splitName(std::string_view cell, std::string& name, Labels& labels)
    {
        Labels inner;
        if (splitLegend(cell, name, inner))
            labels.insert(labels.end(), inner.begin(), inner.end());
        else
            name = std::string(cell);
    }

    std::vector<GrafanaFrame> m_known;
    NumberNotation m_notation;
    CellValues m_values;
    DateOrderFinding m_order;
    TimeResolver m_resolver;
    std::optional<GrafanaFrame> m_frame;
    std::size_t m_frameNumber = 0;
    bool m_expectHeader = true;
    std::string m_key;
    SeriesCache<SeriesRow> m_series{mostSeries};
    std::size_t m_handles = 0;
};

}    // namespace

const FormatInfo& GrafanaCsv::info() const
{
    static const FormatInfo info{.id = "grafana-csv",
                                 .title = "Grafana panel data (CSV, Excel)",
                                 .records = "series",
                                 .framing = Framing::OrderedLines,
                                 .zone = "source's zone, or epoch",
                                 .specification = "Grafana packages/grafana-data/src/utils/csv.ts"};
    return info;
}

Detection GrafanaCsv::detect(const SourceHead& head) const
{
    const auto found = readHead(head);
    if (!found || found->frames.empty() || found->rows == 0 || found->times * 10 < found->rows * 9 || !found->quotedHeader || found->quotedTimes)
        return {};
    const GrafanaFrame& first = found->frames.front();
    std::size_t values = 0;
    for (const GrafanaFrame& frame : found->frames)
        values += frame.count(GrafanaColumn::Kind::Value);
    const bool namedByGrafana = head.fileName.find("-data-") != std::string_view::npos;
    const bool timeHeader = equalsIgnoringCase(first.columns[first.time].header, "time");
    if (values == 0 || (!timeHeader && !namedByGrafana))
        return {};
    Detection detection;
    detection.confidence = found->hasSepLine ? 85 : 75;
    detection.confidence += (found->frames.size() > 1 ? 5 : 0) + (namedByGrafana ? 3 : 0) - (timeHeader ? 0 : 20);
    detection.reason = "quoted headers with a time column over unquoted rows, " + std::to_string(found->frames.size())
                       + (found->frames.size() == 1 ? " frame" : " frames") + ", as Grafana writes them";
    return detection;
}

std::unique_ptr<RecordReader> GrafanaCsv::open(const ReaderContext& context) const
{
    return std::make_unique<GrafanaReader>(context);
}

}    // namespace faultline
