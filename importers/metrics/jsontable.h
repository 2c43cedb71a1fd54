#pragma once

#include "app/import/importer.h"
#include "app/import/jsonrecord.h"
#include "importers/metrics/csvrecords.h"

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// JSON objects as the rows of a table: their keys, flattened with dots ("http.status"), are the columns; a list is one cell, as
/// written. Objects of unlike keys share the table; a key that a row lacks is an empty cell.
CsvTable jsonTableOf(const std::vector<std::string_view>& objects, std::size_t others);

/// A detection by what the table reads as; below that of every format that knows its keys.
Detection detectionOf(const CsvMapping& mapping, std::string_view noun);

/// Reads objects as a mapping of their keys says.
class JsonRowReader {
public:
    JsonRowReader(CsvMapping mapping, const TimeSettings& time);

    /// One object: a record, or why it is none.
    void row(std::string_view object, RecordSink& sink);
    void sayAssumptions(RecordSink& sink) const;
    const TimeResolver& resolver() const { return m_maker.resolver(); }

private:
    struct Wanted {
        std::size_t column;
        std::string_view key;    // what is left of it inside the object at hand
    };
    JsonRecord::Fault fill(std::string_view object, const std::vector<Wanted>& wanted, std::size_t depth);
    std::string_view textOf(std::string_view value);

    const CsvMapping m_mapping;
    CsvRecordMaker m_maker;
    std::vector<Wanted> m_wanted;                 // of the object itself: columns with a role
    std::vector<std::vector<Wanted>> m_inside;    // a vector a depth, kept for their room
    std::deque<std::string> m_scratch;            // texts that had escapes; a deque so that views stay
    std::size_t m_scratchUsed = 0;
    CsvCells m_cells;
};

}    // namespace faultline
