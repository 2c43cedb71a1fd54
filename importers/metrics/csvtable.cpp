#include "importers/metrics/csvtable.h"

#include "app/base/text.h"
#include "app/import/csvscanner.h"
#include "importers/metrics/csvtimes.h"
#include "importers/metrics/valueunits.h"

#include <algorithm>
#include <map>

namespace faultline {

namespace {

constexpr std::size_t mostHeadRows = 4000;
constexpr std::size_t mostColumns = 2000;
constexpr std::size_t mostHeaderRows = 6;

/// A record of the head: its cells and the physical line on which it begins (from 0).
struct HeadRecord {
    std::vector<std::string> cells;
    std::size_t line = 0;
};

std::vector<HeadRecord> recordsOf(const SourceHead& head, std::size_t firstLine, char delimiter)
{
    std::vector<HeadRecord> records;
    CsvScanner scanner(delimiter, {65536, mostColumns});
    HeadRecord record;
    for (std::size_t i = firstLine; i < head.headLines && records.size() < mostHeadRows; ++i) {
        if (!scanner.isInsideRecord() && trimmed(head.lines[i]).empty())
            continue;
        if (!scanner.isInsideRecord())
            record.line = i;
        const CsvScanner::Outcome outcome = scanner.feed(head.lines[i]);
        if (outcome == CsvScanner::Outcome::Incomplete)
            continue;
        record.cells.assign(scanner.fields().begin(), scanner.fields().end());
        if (outcome != CsvScanner::Outcome::Record)
            record.cells.clear();
        records.push_back(record);
    }
    return records;
}

std::size_t commonCellCount(const std::vector<HeadRecord>& records, std::size_t& share)
{
    std::map<std::size_t, std::size_t> counts;
    for (const HeadRecord& record : records)
        ++counts[record.cells.size()];
    std::size_t best = 0;
    share = 0;
    for (const auto& [cells, count] : counts) {
        if (cells > 1 && count > share) {
            best = cells;
            share = count;
        }
    }
    return best;
}

bool isHeader(const HeadRecord& record)
{
    std::size_t filled = 0;
    for (const std::string& cell : record.cells) {
        if (isDataCell(cell))
            return false;
        filled += trimmed(cell).empty() ? 0U : 1U;
    }
    return filled * 2 >= record.cells.size();
}

/// Column levels as pandas writes them: header rows and then a row that holds the index name and nothing else.
std::size_t levelsOf(const std::vector<HeadRecord>& records)
{
    for (std::size_t i = 1; i < records.size() && i < mostHeaderRows; ++i) {
        const auto& cells = records[i].cells;
        if (cells.size() != records.front().cells.size() || trimmed(cells[0]).empty() || isDataCell(cells[0]))
            return 1;
        if (std::all_of(cells.begin() + 1, cells.end(), [](const std::string& cell) { return trimmed(cell).empty(); }))
            return i + 1;
    }
    return 1;
}

bool startsAnotherFormat(std::string_view line)
{
    line = trimmed(line);
    return line.empty() || line.front() == '{' || line.front() == '[' || line.front() == '<' || line.front() == '|'
           || line.substr(0, 5) == "#grou" || line.substr(0, 5) == "#data" || line.substr(0, 5) == "#defa" || line.substr(0, 8) == "#Version"
           || line.substr(0, 7) == "#Fields";
}

bool readWith(const SourceHead& head, std::size_t firstLine, char delimiter, CsvTable& table, std::size_t& quality)
{
    std::vector<HeadRecord> records = recordsOf(head, firstLine, delimiter);
    std::size_t share = 0;
    table.delimiter = delimiter;
    table.columns = commonCellCount(records, share);
    if (table.columns < 2 || table.columns > mostColumns || share * 5 < records.size() * 4)
        return false;
    quality = share * 100 / records.size();
    if (records.front().cells.size() != table.columns)
        return false;
    std::size_t first = 0;
    if (isHeader(records.front())) {
        first = levelsOf(records);
        for (std::size_t i = 0; i < first; ++i)
            table.headers.push_back(records[i].cells);
    }
    table.headerLines = first < records.size() ? records[first].line : head.headLines;
    for (std::size_t i = first; i < records.size(); ++i) {
        if (records[i].cells.size() == table.columns)
            table.rows.push_back(std::move(records[i].cells));
        else
            ++table.oddRows;
    }
    // Lines from further inside may begin in the middle of a quoted cell: only whole ones help.
    for (std::size_t i = head.headLines; i < head.lines.size(); ++i) {
        CsvScanner scanner(delimiter);
        if (scanner.feed(head.lines[i]) == CsvScanner::Outcome::Record && scanner.fields().size() == table.columns)
            table.rows.emplace_back(scanner.fields().begin(), scanner.fields().end());
    }
    return true;
}

}    // namespace

bool isDataCell(std::string_view cell)
{
    cell = trimmed(cell);
    return !cell.empty() && (parseNumber(cell, NumberNotation::DecimalPoint) || isTimeCell(cell));
}

std::vector<CsvTable> readCsvHead(const SourceHead& head)
{
    std::size_t firstLine = 0;
    while (firstLine < head.headLines && trimmed(head.lines[firstLine]).empty())
        ++firstLine;
    std::string delimiters = "\t;|,";
    if (firstLine < head.headLines && head.lines[firstLine].size() == 5 && head.lines[firstLine].substr(0, 4) == "sep=") {
        delimiters = std::string(1, head.lines[firstLine][4]);
        ++firstLine;
    }
    std::vector<CsvTable> tables;
    if (firstLine >= head.headLines || startsAnotherFormat(head.lines[firstLine]))
        return tables;
    std::vector<std::pair<std::size_t, CsvTable>> found;
    for (const char delimiter : delimiters) {
        CsvTable table;
        std::size_t quality = 0;
        if (readWith(head, firstLine, delimiter, table, quality))
            found.emplace_back(quality, std::move(table));
    }
    // The rarer characters first when they cut as evenly: a decimal comma is as constant as a ';' between cells.
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first / 5 > b.first / 5; });
    for (auto& [quality, table] : found)
        tables.push_back(std::move(table));
    return tables;
}

}    // namespace faultline
