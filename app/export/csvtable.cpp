#include "app/export/timelinetable.h"

#include "app/base/text.h"

namespace faultline {

namespace {

constexpr std::string_view formulaStarts = "=+-@\t\r";

/// An apostrophe in front keeps a spreadsheet from calculating. A cell that begins with apostrophes and would need one behind
/// them gets one more, so that an import can take exactly one away.
std::string guarded(std::string_view text)
{
    const std::size_t body = text.find_first_not_of('\'');
    const bool risky = body != std::string_view::npos && formulaStarts.find(text[body]) != std::string_view::npos;
    return (risky ? "'" : "") + std::string(text);
}

/// Every usual separator asks for quotes: a spreadsheet may be set to another one than ours.
std::string quoted(const std::string& cell)
{
    const bool needed = cell.find_first_of("\"\r\n\t") != std::string::npos || cell.find_first_of(";,") != std::string::npos
                        || (!cell.empty() && (cell.front() == ' ' || cell.back() == ' '));
    if (!needed)
        return cell;
    std::string out = "\"";
    for (const char c : cell) {
        out += c;
        if (c == '"')
            out += c;
    }
    return out + '"';
}

}    // namespace

std::string separatedTable(const TimelineTable& table, char separator, FormulaGuard guard)
{
    std::string out;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (i > 0)
            out += separator;
        out += quoted(table.columns[i].header);
    }
    out += "\r\n";    // RFC 4180
    for (const TimelineTable::Row& row : table.rows) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (i > 0)
                out += separator;
            const bool isRaw = guard == FormulaGuard::Raw;
            const std::string text = isRaw ? sanitizedUtf8(row.cells[i]) : visibleText(row.cells[i]);
            out += quoted(isRaw || table.columns[i].isTyped ? text : guarded(text));
        }
        out += "\r\n";
    }
    return out;
}

}    // namespace faultline
