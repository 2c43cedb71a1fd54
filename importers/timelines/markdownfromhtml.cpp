#include "importers/timelines/markdownfromhtml.h"

#include "app/base/text.h"
#include "app/import/markup.h"

#include <algorithm>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t mostLines = 1'000'000;
constexpr std::size_t mostColumns = 200;
constexpr std::size_t mostSpannedRows = 10'000;
constexpr std::size_t longestRepeated = 200;    // a merged cell in the rows below: a date, a name
constexpr std::size_t mostGrowth = 4;           // of the page by merged cells
constexpr std::size_t deepestList = 8;

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) { return std::find(names.begin(), names.end(), name) != names.end(); }

std::size_t spanOf(const std::string& written, std::size_t most)
{
    const auto number = parseInteger(trimmed(written));
    return number && *number > 1 ? static_cast<std::size_t>(std::min<std::int64_t>(*number, static_cast<std::int64_t>(most))) : 1;
}

/// Signs that Markdown would take for its own. Zones in brackets stay as they are, because notes about them are read unrendered.
std::string escaped(std::string_view text, bool inCell)
{
    constexpr std::string_view special = "\\`*_<>&|";
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool starts = at == 0 && (c == '#' || c == '-' || c == '+' || c == '=' || c == ':' || c == '[');
        const bool strikes = c == '~' && at + 1 < text.size() && text[at + 1] == '~';
        const bool outer = inCell && (c == ' ' || c == '\t') && (at == 0 || at + 1 == text.size());
        if (c == '\n') {
            out += inCell ? "&#10;" : " ";
            continue;
        }
        if (outer) {
            out += c == ' ' ? "&#32;" : "&#9;";
            continue;
        }
        if (special.find(c) != std::string_view::npos || starts || strikes || (c == '[' && text.find("](", at) != std::string_view::npos))
            out += '\\';
        out += c;
    }
    return out;
}

struct Cell {    // not inside the class: clang 14 takes no optional of a class that is not complete yet
    std::string text;
    std::string link;
    std::size_t columns = 1, rows = 1;
    bool isHead = false;
};

struct Spanned {
    Cell cell;
    std::size_t rows = 0;
};

class HtmlConverter {
public:
    explicit HtmlConverter(std::string_view html)
        : m_scanner(html), m_keepsLineEnds(html.substr(0, 8192).find("white-space: pre-line") != std::string_view::npos),
          m_mostTableBytes(mostGrowth * html.size() + 65'536)
    {
    }

    std::vector<std::string> convert()
    {
        using Part = MarkupScanner::Part;
        for (Part part = m_scanner.next(); part != Part::End && m_lines.size() < mostLines && m_tableBytes < m_mostTableBytes; part = m_scanner.next()) {
            if (part == Part::Text)
                text(m_scanner.text());
            else if (part == Part::Open)
                open();
            else
                close();
        }
        endRow();
        endBlock();
        return std::move(m_lines);
    }

private:
    void text(std::string raw)
    {
        std::string& target = m_cell ? m_cell->text : m_block;
        if (m_inHead)
            return;
        if (m_keepsLineEnds && m_cell) {
            target += raw;
            return;
        }
        for (const char c : raw) {
            const bool isBlank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
            if (!isBlank)
                target += c;
            else if (!target.empty() && target.back() != ' ' && target.back() != '\n')
                target += ' ';
        }
    }

    void open()
    {
        const std::string& name = m_scanner.name();
        if (name == "head" || name == "title")
            m_inHead = !m_scanner.isEmptyElement();
        else if (name == "body")
            m_inHead = false;
        else if (name == "table")
            startTable();
        else if (name == "tr")
            endRow();
        else if (m_inTable && isOneOf(name, {"td", "th"}))
            startCell(name == "th");
        else if (name == "a" && m_cell && m_cell->link.empty())
            m_cell->link = linkOf(m_scanner.attribute("href"));
        else if (m_cell && isOneOf(name, {"br", "p", "div", "li"}))
            newLineInCell();
        else if (!m_cell)
            openBlock(name);
    }

    void openBlock(const std::string& name)
    {
        if (isOneOf(name, {"ul", "ol"})) {
            endBlock();
            ++m_depth;
        } else if (name == "li") {
            endBlock();
            m_prefix = std::string(2 * std::min(m_depth > 0 ? m_depth - 1 : 0, deepestList), ' ') + "- ";
        } else if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') {
            endBlock();
            m_prefix = std::string(static_cast<std::size_t>(name[1] - '0'), '#') + ' ';
        } else if (name == "dd") {
            endBlock();
            m_prefix = ": ";
        } else if (isOneOf(name, {"p", "div", "dt", "br", "section", "hr", "blockquote", "pre"})) {
            endBlock();
        }
    }

    void close()
    {
        const std::string& name = m_scanner.name();
        if (isOneOf(name, {"head", "title"})) {
            m_inHead = false;
        } else if (name == "table") {
            endRow();
            m_inTable = false;
            m_lines.emplace_back();
        } else if (isOneOf(name, {"td", "th"})) {
            endCell();
        } else if (isOneOf(name, {"tr", "thead", "tbody"})) {
            endRow();
        } else if (!m_cell) {
            if (isOneOf(name, {"ul", "ol"})) {
                endBlock();
                m_depth -= m_depth > 0 ? 1U : 0U;
            } else if (isOneOf(name, {"p", "div", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"})) {
                endBlock();
            }
        }
    }

    static std::string linkOf(std::string_view address)
    {
        const bool isWeb = address.substr(0, 8) == "https://" || address.substr(0, 7) == "http://";
        return isWeb && address.find_first_of(" ()<>|\\\n") == std::string_view::npos ? std::string(address) : std::string();
    }

    void newLineInCell()
    {
        std::string& text = m_cell->text;
        while (!text.empty() && text.back() == ' ')
            text.pop_back();
        if (!text.empty())
            text += '\n';
    }

    void startTable()
    {
        endRow();
        endBlock();
        m_inTable = true;
        m_isFirstRow = true;
        m_spans.clear();
        m_width = 0;
        m_lines.emplace_back();
    }

    void startCell(bool isHead)
    {
        endCell();
        m_cell.emplace();
        m_cell->isHead = isHead;
        m_cell->columns = spanOf(m_scanner.attribute("colspan"), mostColumns);
        m_cell->rows = spanOf(m_scanner.attribute("rowspan"), mostSpannedRows);
    }

    void endCell()
    {
        if (!m_cell)
            return;
        if (!m_keepsLineEnds)
            m_cell->text = std::string(trimmed(m_cell->text));
        if (m_row.size() < mostColumns)
            m_row.push_back(std::move(*m_cell));
        m_cell.reset();
    }

    /// The cells of the row and those that reach into it from above, in their columns.
    std::vector<Cell> laidOut()
    {
        std::vector<Cell> cells;
        auto next = m_row.begin();
        while ((next != m_row.end() || cells.size() < m_spans.size()) && cells.size() < mostColumns) {
            const std::size_t column = cells.size();
            if (column < m_spans.size() && m_spans[column].rows > 0) {
                --m_spans[column].rows;
                cells.push_back(m_spans[column].cell);
                continue;
            }
            if (next == m_row.end()) {
                cells.emplace_back();
                continue;
            }
            for (std::size_t i = 0; i < next->columns && cells.size() < mostColumns; ++i) {
                if (m_spans.size() <= cells.size())
                    m_spans.resize(cells.size() + 1);
                if (next->rows > 1 || m_spans[cells.size()].rows > 0)
                    m_spans[cells.size()] = {next->text.size() > longestRepeated ? Cell() : *next, next->rows - 1};
                cells.push_back(i == 0 ? *next : Cell());
            }
            ++next;
        }
        m_row.clear();
        while (cells.size() > 1 && cells.back().text.empty() && cells.size() > m_width && m_width > 0)
            cells.pop_back();    // spans beyond the table's edge
        return cells;
    }

    void endRow()
    {
        endCell();
        if (m_row.empty())
            return;
        const bool spansAll = m_row.size() == 1 && m_row.front().columns > 1 && m_row.front().columns >= m_width && !m_isFirstRow;
        const bool isHead = m_isFirstRow && m_row.front().isHead && (m_row.size() > 1 || m_row.front().columns == 1);
        const std::vector<Cell> cells = laidOut();
        std::string line = spansAll ? "| -- -- |" : "|";
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (spansAll)
                line += i == 1 ? " " + escaped(cells.front().text, true) + " |" : i == 0 ? "" : "  |";
            else
                line += " " + cellText(cells[i]) + " |";
        }
        m_tableBytes += line.size();
        m_lines.push_back(std::move(line));
        if (isHead) {
            std::string rule = "|";
            for (std::size_t i = 0; i < cells.size(); ++i)
                rule += "---|";
            m_lines.push_back(std::move(rule));
        }
        m_width = std::max(m_width, cells.size());
        m_isFirstRow = false;
    }

    std::string cellText(const Cell& cell) const
    {
        std::string text = escaped(cell.text, true);
        // Where the page is an export of this program, dashes in a cell are somebody's text.
        if (m_keepsLineEnds && !text.empty() && text.find_first_not_of("\\- ") == std::string::npos && text.front() != '\\')
            text.insert(0, "\\");
        return cell.link.empty() || text.empty() ? text : "[" + text + "](" + cell.link + ")";
    }

    void endBlock()
    {
        const std::string text(trimmed(m_block));
        m_block.clear();
        if (!text.empty()) {
            m_lines.push_back(m_prefix + escaped(text, false));
            if (m_prefix.empty())
                m_lines.emplace_back();
        }
        m_prefix.clear();
    }

    MarkupScanner m_scanner;
    bool m_keepsLineEnds;
    std::size_t m_mostTableBytes;
    std::size_t m_tableBytes = 0;
    std::vector<std::string> m_lines;
    std::string m_block, m_prefix;
    std::size_t m_depth = 0;
    std::optional<Cell> m_cell;
    std::vector<Cell> m_row;
    std::vector<Spanned> m_spans;
    std::size_t m_width = 0;
    bool m_inTable = false;
    bool m_inHead = false;
    bool m_isFirstRow = false;
};

}    // namespace

std::vector<std::string> markdownFromHtml(std::string_view html)
{
    return HtmlConverter(html).convert();
}

}    // namespace faultline
