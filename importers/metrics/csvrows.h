#pragma once

#include "app/import/csvscanner.h"
#include "app/import/importer.h"
#include "importers/metrics/csvrecords.h"

#include <cstdint>
#include <string_view>

namespace faultline {

/// Reads a delimited file record by record: quoted cells may go on over line ends, what never closes is rejected line by line.
class CsvRowsReader : public RecordReader {
public:
    explicit CsvRowsReader(char delimiter) : m_scanner(delimiter, {256 * 1024, 10'000}) {}

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override;

protected:
    /// One record, blank lines left out; ends in a door as line() does.
    virtual CsvRecordMaker::Made row(const CsvCells& cells, RecordSink& sink) = 0;
    /// A blank line between records.
    virtual void blank(RecordSink& sink);

private:
    void rejectRow(std::string_view code, std::string_view reason, RecordSink& sink) const { rejectLines(m_firstLine, code, reason, sink); }

    CsvScanner m_scanner;
    std::uint64_t m_firstLine = 0;
};

}    // namespace faultline
