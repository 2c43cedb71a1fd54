#pragma once

#include "app/import/importer.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// The head of a delimited file read with one delimiter, or of a list of objects whose keys are the columns.
struct CsvTable {
    char delimiter = ',';                              ///< objects have none: '\0'
    bool isKeyed() const { return delimiter == '\0'; }
    std::size_t columns = 0;
    std::size_t headerLines = 0;                       ///< physical lines before the first data record, blanks and "sep=;" too
    std::vector<std::vector<std::string>> headers;     ///< none, one, or several (a table whose columns have levels)
    std::vector<std::vector<std::string>> rows;        ///< data rows with the right number of cells
    std::size_t oddRows = 0;                           ///< data rows with another number
};

/// The head read with every delimiter (tab ; | ,) that gives a constant number of cells, most trustworthy first.
std::vector<CsvTable> readCsvHead(const SourceHead& head);

/// True for a cell that holds a number with or without unit, or a time: such a cell stands in no header.
bool isDataCell(std::string_view cell);

}    // namespace faultline
