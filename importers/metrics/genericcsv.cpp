#include "importers/metrics/genericcsv.h"

#include "app/base/text.h"
#include "importers/metrics/csvrows.h"
#include "importers/metrics/tablecolumns.h"

#include <string>

namespace faultline {

namespace {

class GenericCsvReader final : public CsvRowsReader {
public:
    explicit GenericCsvReader(const ReaderContext& context) : GenericCsvReader(findCsvMapping(context.head, context.options.columns), context) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        sayAssumptions(sink);
        ++m_line;
        if (m_line <= m_mapping.table.headerLines)
            sink.skip();
        else if (m_mapping.shape == CsvContent::None && !trimmed(text).empty())
            sink.reject("no-mapping", m_mapping.problem);
        else
            CsvRowsReader::line(text, sink);
    }

    void finish(RecordSink& sink) override
    {
        sayAssumptions(sink);
        CsvRowsReader::finish(sink);
    }

    const TimeResolver* timeResolver() const override { return &m_maker.resolver(); }

private:
    using Made = CsvRecordMaker::Made;

    GenericCsvReader(CsvMapping mapping, const ReaderContext& context)
        : CsvRowsReader(mapping.table.delimiter), m_mapping(std::move(mapping)), m_maker(m_mapping, context.time)
    {
    }

    void sayAssumptions(RecordSink& sink)
    {
        if (m_said)
            return;
        m_said = true;
        for (const auto& [code, text] : m_mapping.issues)
            sink.issue(code, text);
    }

    Made row(const CsvCells& written, RecordSink& sink) override
    {
        const CsvCells* cells = &written;
        const std::size_t expected = m_mapping.columns.size();
        if (cells->size() == expected + 1 && cells->back().empty()) {    // a delimiter at the line's end
            m_cells.assign(cells->begin(), cells->end() - 1);
            cells = &m_cells;
        }
        if (cells->size() != expected) {
            sink.reject("column-count", "The line has " + std::to_string(cells->size()) + " cells, the table " + std::to_string(expected));
            return Made::Rejected;
        }
        if (isRepeatedHeader(*cells)) {
            sink.skip();
            return Made::Nothing;
        }
        return m_maker.make(*cells, sink);
    }

    /// Files of one export joined by hand carry their header again.
    bool isRepeatedHeader(const CsvCells& cells) const
    {
        if (m_mapping.table.headers.empty())
            return false;
        const auto& header = m_mapping.table.headers.front();
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (cells[i] != header[i])
                return false;
        }
        return true;
    }

    const CsvMapping m_mapping;
    CsvRecordMaker m_maker;
    CsvCells m_cells;
    std::size_t m_line = 0;
    bool m_said = false;
};

}    // namespace

const FormatInfo& GenericCsv::info() const
{
    static const FormatInfo info{.id = "csv",
                                 .title = "CSV, TSV or other delimited table with a time column",
                                 .records = "series, request, logline",
                                 .framing = Framing::OrderedLines,
                                 .zone = "offset, epoch or the source's zone",
                                 .specification = "RFC 4180"};
    return info;
}

Detection GenericCsv::detect(const SourceHead& head) const
{
    const CsvMapping mapping = findCsvMapping(head, {});
    Detection detection;
    detection.confidence = mapping.confidence;
    detection.reason = mapping.shape == CsvContent::None ? mapping.problem : mapping.reason;
    return detection;
}

std::vector<ColumnReading> GenericCsv::columns(const SourceHead& head, const ImportOptions& options) const
{
    const CsvMapping mapping = findCsvMapping(head, options.columns);
    for (const CsvTable& table : readCsvHead(head)) {
        if (table.delimiter == mapping.table.delimiter)
            return columnReadings(mapping, table.rows);
    }
    return {};
}

std::vector<std::string> GenericCsv::columnRoles() const
{
    return tableRoles();
}

std::unique_ptr<RecordReader> GenericCsv::open(const ReaderContext& context) const
{
    return std::make_unique<GenericCsvReader>(context);
}

}    // namespace faultline
