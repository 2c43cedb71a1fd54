#include "importers/metrics/csvrows.h"

#include "app/base/text.h"

#include <string>

namespace faultline {

void CsvRowsReader::blank(RecordSink& sink)
{
    sink.skip();
}

void CsvRowsReader::line(std::string_view text, RecordSink& sink)
{
    if (!m_scanner.isInsideRecord()) {
        if (trimmed(text).empty()) {
            blank(sink);
            return;
        }
        m_firstLine = sink.lineNumber();
    }
    switch (m_scanner.feed(text)) {
    case CsvScanner::Outcome::Incomplete: sink.continuation(); return;
    case CsvScanner::Outcome::TooLong:
        rejectRow("unclosed-quote", "The quote that opens in line " + std::to_string(m_firstLine) + " is not closed within 256 KiB", sink);
        return;
    case CsvScanner::Outcome::TooManyColumns: rejectRow("column-count", "The line has more than 10,000 cells", sink); return;
    case CsvScanner::Outcome::Record: break;
    }
    if (m_scanner.lines() == 1) {
        row(m_scanner.fields(), sink);
        return;
    }
    sink.recordsBelongTo(m_firstLine);
    const CsvRecordMaker::Made made = row(m_scanner.fields(), sink);
    sink.recordsBelongTo(0);
    if (made == CsvRecordMaker::Made::Rejected)    // its first line is rejected already
        rejectLines(m_firstLine + 1, "in-rejected-record", "The line is part of the record of line " + std::to_string(m_firstLine) + ", which is rejected", sink);
    else
        sink.continuation();
}

void CsvRowsReader::finish(RecordSink& sink)
{
    for (std::uint64_t line = m_firstLine; m_scanner.isInsideRecord() && line < m_firstLine + m_scanner.lines(); ++line) {
        sink.recordsBelongTo(line);
        sink.reject("unclosed-quote", "The quote that opens in line " + std::to_string(m_firstLine) + " is never closed");
    }
    sink.recordsBelongTo(0);
    m_scanner.reset();
}

}    // namespace faultline
