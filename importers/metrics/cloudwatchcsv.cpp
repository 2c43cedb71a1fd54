#include "importers/metrics/cloudwatchcsv.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/csvrows.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <algorithm>
#include <map>
#include <vector>

namespace faultline {

namespace {

using Made = CsvRecordMaker::Made;

bool isRowName(std::string_view cell)
{
    for (const std::string_view word : {"Label", "Id", "Full label", "Region", "Namespace", "Metric", "Dimensions", "Statistic", "Unit", "Period",
                                        "Account", "Account ID", "Timestamp", "Expression"}) {
        if (equalsIgnoringCase(trimmed(cell), word))
            return true;
    }
    return false;
}

/// "InstanceId:i-1,Zone:a" or "InstanceId=i-1" into labels.
void addDimensions(std::string_view text, Labels& labels)
{
    for (const std::string_view part : split(text, text.find(';') == std::string_view::npos ? ',' : ';')) {
        const std::size_t mark = part.find_first_of(":=");
        if (mark != std::string_view::npos && mark > 0)
            labels.emplace_back(std::string(trimmed(part.substr(0, mark))), std::string(trimmed(part.substr(mark + 1))));
    }
}

class Reader final : public CsvRowsReader {
public:
    explicit Reader(const TimeSettings& settings) : CsvRowsReader(','), m_resolver(settings) {}
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    Made row(const CsvCells& cells, RecordSink& sink) override
    {
        if (isRowName(cells.front())) {
            m_rows[toLower(trimmed(cells.front()))].assign(cells.begin(), cells.end());
            sink.skip();
            return Made::Nothing;
        }
        const auto written = parseAnyTime(cells.front(), DateOrder::YearMonthDay);
        const auto time = written ? m_resolver.resolve(*written) : std::nullopt;
        if (!time) {
            sink.reject("bad-time", '"' + shortened(cells.front(), 40) + "\" is neither a time nor the name of a row");
            return Made::Rejected;
        }
        std::size_t samples = 0;
        std::string_view bad;
        for (std::size_t i = 1; i < cells.size(); ++i) {
            const std::string_view cell = trimmed(cells[i]);
            const auto value = cell.empty() ? std::nullopt : parseDouble(cell);
            bad = !value && !cell.empty() ? cell : bad;
            if (!value)
                continue;
            sink.sample(seriesOf(i, sink), *time, *value);
            ++samples;
        }
        if (samples > 0)
            return Made::Records;
        if (bad.empty()) {
            sink.skip();
            return Made::Nothing;
        }
        sink.reject("bad-value", '"' + shortened(bad, 40) + "\" is no number");
        return Made::Rejected;
    }

    std::string_view cellOf(std::string_view row, std::size_t column) const
    {
        const auto found = m_rows.find(row);
        return found == m_rows.end() || column >= found->second.size() ? std::string_view() : trimmed(found->second[column]);
    }

    SeriesHandle seriesOf(std::size_t column, RecordSink& sink)
    {
        if (column >= m_series.size())
            m_series.resize(column + 1);
        if (m_series[column])
            return *m_series[column];
        std::string name;
        for (const std::string_view row : {"metric", "label", "full label", "id", "timestamp"}) {
            if (name.empty())
                name = cellOf(row, column);
        }
        if (name.empty())
            name = "column " + std::to_string(column + 1);
        Labels labels;
        addDimensions(cellOf("dimensions", column), labels);
        for (const std::string_view row : {"id", "label", "region", "statistic"}) {
            const std::string_view text = cellOf(row, column);
            if (!text.empty() && text != name)
                labels.emplace_back(std::string(row), std::string(text));
        }
        std::sort(labels.begin(), labels.end());
        m_series[column] = sink.series(name, labels, apiUnit(cellOf("unit", column)), SeriesKind::Gauge);
        return *m_series[column];
    }

    TimeResolver m_resolver;
    std::map<std::string, std::vector<std::string>, std::less<>> m_rows;
    std::vector<std::optional<SeriesHandle>> m_series;
};

Detection detect(const SourceHead& head)
{
    std::size_t names = 0;
    CsvScanner scanner(',');
    for (std::size_t i = 0; i < head.headLines && i < 12; ++i) {
        if (trimmed(head.lines[i]).empty())
            continue;
        if (scanner.feed(head.lines[i]) != CsvScanner::Outcome::Record || !isRowName(scanner.fields().front())) {
            const bool isTime = !scanner.fields().empty() && parseAnyTime(scanner.fields().front(), DateOrder::YearMonthDay).has_value();
            return names >= 2 && isTime ? Detection{94, "rows that describe metrics, then a row a time, as CloudWatch's console writes them",
                                                    Anchor::Unknown, Basis::Assumed, {}}
                                        : Detection{};
        }
        ++names;
    }
    return {};
}

}    // namespace

std::unique_ptr<Importer> cloudWatchConsoleCsv()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "cloudwatch-csv", .title = "CloudWatch console graph (CSV)", .records = "series", .framing = Framing::OrderedLines,
                   .zone = "source's zone", .specification = "AWS CloudWatch console, Download as CSV"},
        &detect, &openWithTimes<Reader>);
}

}    // namespace faultline
