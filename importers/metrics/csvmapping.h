#pragma once

#include "importers/metrics/csvheaders.h"
#include "importers/metrics/csvtable.h"
#include "importers/metrics/csvtimes.h"
#include "importers/metrics/valueunits.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline {

enum class CsvContent : std::uint8_t { None, Samples, Requests, LogLines };
std::string_view recordsOf(CsvContent content);    ///< "requests"

struct CsvColumn {
    std::string header;                 ///< as written; "column 3" when there is no header
    CsvRole role = CsvRole::Unused;
    std::string name;                   ///< of the series: header without its unit
    std::string unit;                   ///< of a value column: declared by the header, else seen in the cells
    bool unitDeclared = false;
    std::int64_t unitNs = 0;            ///< of a duration column: nanoseconds in one
    std::vector<std::pair<std::string, std::string>> labels;    ///< from further header rows
};

/// How the rows of a table (a delimited file, a list of objects) are read: found from its head, or stated by --map.
struct CsvMapping {
    CsvTable table;                     ///< without its rows
    std::vector<CsvColumn> columns;
    CsvContent shape = CsvContent::None;
    NumberNotation notation = NumberNotation::DecimalPoint;
    DateOrder order = DateOrder::Unknown;
    std::string problem;                ///< why the shape is None, or a stated column that does not exist
    int confidence = 0;
    std::string reason;
    std::vector<std::pair<std::string, std::string>> issues;    ///< assumptions: code and text
    std::map<std::string, std::string> stated;
    std::int64_t durationUnitNs = 0;    ///< stated; 0 = found

    std::size_t columnOf(CsvRole role) const;    ///< noColumn when there is none
    std::size_t columnNamed(std::string_view text) const;    ///< by header in any case, or by 1-based number
    static constexpr std::size_t noColumn = static_cast<std::size_t>(-1);
};

/// The best reading of the head. `stated` is ImportOptions::columns: role -> header (any case) or 1-based number; several columns
/// of one role are separated by '|'. "duration_unit" states the unit of a duration column without one: "ms".
CsvMapping findMapping(CsvTable table, const std::map<std::string, std::string>& stated);
/// The same for a delimited file, with the delimiter that gives the best one.
CsvMapping findCsvMapping(const SourceHead& head, const std::map<std::string, std::string>& stated);

}    // namespace faultline
