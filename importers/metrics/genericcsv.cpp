#include "importers/metrics/genericcsv.h"

#include "app/base/text.h"
#include "app/import/csvscanner.h"
#include "importers/metrics/csvrecords.h"
#include "importers/metrics/tablecolumns.h"

#include <string>

namespace faultline {

namespace {

class GenericCsvReader final : public RecordReader {
public:
    explicit GenericCsvReader(const ReaderContext& context)
        : m_mapping(findCsvMapping(context.head, context.options.columns)), m_maker(m_mapping, context.time), m_scanner(m_mapping.table.delimiter, {256 * 1024, 10'000})
    {
    }

    void line(std::string_view text, RecordSink& sink) override
    {
        sayAssumptions(sink);
        ++m_line;
        if (m_line <= m_mapping.table.headerLines) {
            sink.skip();
            return;
        }
        if (!m_scanner.isInsideRecord() && trimmed(text).empty()) {
            sink.skip();
            return;
        }
        if (m_mapping.shape == CsvContent::None) {
            sink.reject("no-mapping", m_mapping.problem);
            return;
        }
        if (!m_scanner.isInsideRecord())
            m_firstLine = sink.lineNumber();
        record(text, sink);
    }

    void finish(RecordSink& sink) override
    {
        sayAssumptions(sink);
        for (std::uint64_t line = m_firstLine; m_scanner.isInsideRecord() && line < m_firstLine + m_scanner.lines(); ++line) {
            sink.recordsBelongTo(line);
            sink.reject("unclosed-quote", "The quote that opens in line " + std::to_string(m_firstLine) + " is never closed");
        }
        sink.recordsBelongTo(0);
        m_scanner.reset();
    }

    const TimeResolver* timeResolver() const override { return &m_maker.resolver(); }

private:
    void sayAssumptions(RecordSink& sink)
    {
        if (m_said)
            return;
        m_said = true;
        for (const auto& [code, text] : m_mapping.issues)
            sink.issue(code, text);
    }

    void record(std::string_view text, RecordSink& sink)
    {
        switch (m_scanner.feed(text)) {
        case CsvScanner::Outcome::Incomplete: sink.continuation(); return;
        case CsvScanner::Outcome::TooLong:
            rejectLines(m_firstLine, "unclosed-quote", "The quote that opens in line " + std::to_string(m_firstLine) + " is not closed within 256 KiB", sink);
            return;
        case CsvScanner::Outcome::TooManyColumns:
            rejectLines(m_firstLine, "column-count", "The line has more than 10,000 cells", sink);
            return;
        case CsvScanner::Outcome::Record: break;
        }
        const CsvCells* cells = &m_scanner.fields();
        const std::size_t expected = m_mapping.columns.size();
        if (cells->size() == expected + 1 && cells->back().empty()) {    // a delimiter at the line's end
            m_cells.assign(cells->begin(), cells->end() - 1);
            cells = &m_cells;
        }
        if (cells->size() != expected) {
            rejectLines(m_firstLine, "column-count",
                        "The line has " + std::to_string(cells->size()) + " cells, the table " + std::to_string(expected), sink);
            return;
        }
        if (isRepeatedHeader(*cells)) {
            sink.skip();
            return;
        }
        make(*cells, sink);
    }

    void make(const CsvCells& cells, RecordSink& sink)
    {
        const bool isJoined = m_scanner.lines() > 1;
        if (isJoined)
            sink.recordsBelongTo(m_firstLine);
        const CsvRecordMaker::Made made = m_maker.make(cells, sink);
        if (!isJoined)
            return;
        sink.recordsBelongTo(0);
        if (made == CsvRecordMaker::Made::Rejected)    // its first line is rejected already
            rejectLines(m_firstLine + 1, "in-rejected-record", "The line is part of the record of line " + std::to_string(m_firstLine) + ", which is rejected", sink);
        else
            sink.continuation();
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
    CsvScanner m_scanner;
    CsvCells m_cells;
    std::size_t m_line = 0;
    std::uint64_t m_firstLine = 0;
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
