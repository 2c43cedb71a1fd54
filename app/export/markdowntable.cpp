#include "app/export/timelinetable.h"

#include "app/base/text.h"

#include <algorithm>

namespace faultline {

namespace {

bool isBlank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

/// A code span whose fence is longer than any run of backticks inside. A pipe would end the cell and cannot be escaped the
/// same way by every reader, so the span is closed around it.
std::string codeSpan(std::string_view token)
{
    std::string text;
    for (const std::string_view piece : split(token, '|')) {
        if (!text.empty() || piece.data() != token.data())
            text += "\\|";
        if (piece.empty())
            continue;
        std::size_t longest = 0;
        std::size_t run = 0;
        for (const char c : piece) {
            run = c == '`' ? run + 1 : 0;
            longest = std::max(longest, run);
        }
        const std::string fence(longest + 1, '`');
        const bool padded = piece.front() == '`' || piece.back() == '`';
        text += fence + (padded ? " " : "") + std::string(piece) + (padded ? " " : "") + fence;
    }
    return text;
}

/// Words that a reader of GitHub Markdown would turn into a link or a mention, whatever is escaped.
bool becomesLink(std::string_view token)
{
    return token.find('@') != std::string_view::npos || token.find("://") != std::string_view::npos || containsIgnoringCase(token, "www.")
           || containsIgnoringCase(token, "mailto:") || containsIgnoringCase(token, "xmpp:");
}

void appendEscaped(std::string& out, std::string_view token)
{
    constexpr std::string_view special = "\\`*[]<>|&$";
    for (std::size_t i = 0; i < token.size(); ++i) {
        const char c = token[i];
        const char before = i > 0 ? token[i - 1] : ' ';
        const char after = i + 1 < token.size() ? token[i + 1] : ' ';
        const bool inWord = isAlphanumeric(before) && isAlphanumeric(after);
        // A tilde in front of a word cannot close a strike-through, and nothing else will.
        const bool escape = special.find(c) != std::string_view::npos || (c == '_' && !inWord)
                            || (c == '~' && (i > 0 || !isAlphanumeric(after))) || (c == ':' && after != ' ' && !inWord)
                            || (c == '#' && i == 0);
        if (escape)
            out += '\\';
        out += c;
    }
}

std::string markdownCell(std::string_view raw)
{
    const std::string text = visibleText(raw);
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        if (isBlank(text[at])) {
            const bool outer = out.empty() || text.find_first_not_of(" \n\t", at) == std::string::npos;
            // Character references: a cell cannot hold a line end, and blanks at its ends are not part of it.
            out += text[at] == '\n' ? "&#10;" : text[at] == '\t' ? "&#9;" : outer ? "&#32;" : " ";
            ++at;
            continue;
        }
        const std::size_t end = std::min(text.find_first_of(" \n\t", at), text.size());
        const std::string_view token = std::string_view(text).substr(at, end - at);
        if (becomesLink(token))
            out += codeSpan(token);
        else
            appendEscaped(out, token);
        at = end;
    }
    // The importer takes a cell of dashes alone for a group break, and CommonMark a row of them for a table head.
    if (!out.empty() && out.find_first_not_of("- ") == std::string::npos)
        out.insert(0, "\\");
    return out;
}

}    // namespace

std::string markdownTable(const TimelineTable& table)
{
    std::string out = "|";
    for (const TimelineTable::Column& column : table.columns)
        out += " " + markdownCell(column.header) + " |";
    out += "\n|";
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        out += " --- |";
    out += "\n";
    for (const TimelineTable::Row& row : table.rows) {
        out += "|";
        if (row.isGroup) {
            out += " -- -- |";
            for (std::size_t i = 1; i < table.columns.size(); ++i)
                out += " " + (i == 1 ? markdownCell(row.cells.front()) : std::string()) + " |";
        } else {
            for (const std::string& cell : row.cells)
                out += " " + markdownCell(cell) + " |";
        }
        out += "\n";
    }
    return out;
}

}    // namespace faultline
