#include "importers/timelines/markdowntext.h"

#include "app/base/text.h"
#include "app/import/markup.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t longestInline = 64 * 1024;
constexpr int deepest = 16;    // nested emphasis and links

bool isPunctuation(char c)
{
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}
bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\0'; }

class InlineReader {
public:
    InlineReader(std::string_view text, std::string* link, int depth) : m_text(text), m_link(link), m_depth(depth) {}

    std::string read()
    {
        while (m_at < m_text.size()) {
            if (!escape() && !reference() && !code() && !linkOrImage() && !angle() && !emphasis())
                m_out += m_text[m_at++];
        }
        return std::move(m_out);
    }

private:
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    std::string inner(std::string_view text)
    {
        return m_depth >= deepest ? std::string(text) : InlineReader(text, m_link, m_depth + 1).read();
    }

    bool escape()
    {
        if (peek() != '\\' || !isPunctuation(peek(1)))
            return false;
        m_out += peek(1);
        m_at += 2;
        return true;
    }

    bool reference()
    {
        std::string_view rest = m_text.substr(m_at);
        if (!takeCharacterReference(rest, m_out))
            return false;
        m_at = m_text.size() - rest.size();
        return true;
    }

    bool code()
    {
        if (peek() != '`')
            return false;
        std::size_t fence = 0;
        while (peek(fence) == '`')
            ++fence;
        std::size_t at = m_at + fence;
        while (at < m_text.size()) {
            std::size_t run = 0;
            while (at + run < m_text.size() && m_text[at + run] == '`')
                ++run;
            if (run == fence) {
                std::string_view content = m_text.substr(m_at + fence, at - m_at - fence);
                const bool padded = content.size() > 2 && content.front() == ' ' && content.back() == ' '
                                    && content.find_first_not_of(' ') != std::string_view::npos;
                m_out += padded ? content.substr(1, content.size() - 2) : content;
                m_at = at + fence;
                return true;
            }
            at += std::max<std::size_t>(run, 1);
        }
        m_out.append(fence, '`');
        m_at += fence;
        return true;
    }

    bool linkOrImage()
    {
        const std::size_t open = m_at + (peek() == '!' && peek(1) == '[' ? 1 : 0);
        if (open >= m_text.size() || m_text[open] != '[')
            return false;
        int depth = 0;
        std::size_t close = open;
        for (; close < m_text.size(); ++close) {
            if (m_text[close] == '\\')
                ++close;
            else if (m_text[close] == '[')
                ++depth;
            else if (m_text[close] == ']' && --depth == 0)
                break;
        }
        if (close + 1 >= m_text.size() || m_text[close + 1] != '(')
            return false;
        const std::size_t end = m_text.find(')', close);
        if (end == std::string_view::npos)
            return false;
        const std::string_view target = trimmed(m_text.substr(close + 2, end - close - 2));
        if (m_link != nullptr && m_link->empty())
            *m_link = std::string(target.substr(0, target.find(' ')));
        m_out += inner(m_text.substr(open + 1, close - open - 1));
        m_at = end + 1;
        return true;
    }

    bool angle()
    {
        if (peek() != '<')
            return false;
        const std::size_t end = m_text.find('>', m_at);
        if (end == std::string_view::npos)
            return false;
        const std::string_view content = m_text.substr(m_at + 1, end - m_at - 1);
        const bool isBreak = equalsIgnoringCase(content, "br") || equalsIgnoringCase(content, "br/") || equalsIgnoringCase(content, "br /");
        const bool isLink = content.find("://") != std::string_view::npos && content.find(' ') == std::string_view::npos;
        if (!isBreak && !isLink)
            return false;
        m_out += isBreak ? std::string_view("\n") : content;
        if (isLink && m_link != nullptr && m_link->empty())
            *m_link = std::string(content);
        m_at = end + 1;
        return true;
    }

    bool emphasis()
    {
        const char mark = peek();
        if (mark != '*' && mark != '_' && !(mark == '~' && peek(1) == '~'))
            return false;
        std::size_t run = 0;
        while (peek(run) == mark)
            ++run;
        const bool insideWord = m_at > 0 && isAlphanumeric(m_text[m_at - 1]);
        if (isBlank(peek(run)) || run > 3 || (mark == '_' && insideWord)) {
            m_out.append(run, mark);
            m_at += run;
            return true;
        }
        const std::string closing(run, mark);
        for (std::size_t at = m_text.find(closing, m_at + run); at != std::string_view::npos; at = m_text.find(closing, at + 1)) {
            const char after = at + run < m_text.size() ? m_text[at + run] : '\0';
            const bool closes = !isBlank(m_text[at - 1]) && m_text[at - 1] != '\\' && after != mark && (mark != '_' || !isAlphanumeric(after));
            if (!closes)
                continue;
            m_out += inner(m_text.substr(m_at + run, at - m_at - run));
            m_at = at + run;
            return true;
        }
        m_out.append(run, mark);
        m_at += run;
        return true;
    }

    std::string_view m_text;
    std::string* m_link;
    int m_depth;
    std::size_t m_at = 0;
    std::string m_out;
};

}    // namespace

std::string plainMarkdown(std::string_view text, std::string* link)
{
    if (text.size() > longestInline)
        return std::string(text);
    return InlineReader(text, link, 0).read();
}

std::vector<std::string> markdownCells(std::string_view line)
{
    line = trimmed(line);
    if (!line.empty() && line.front() == '|')
        line.remove_prefix(1);
    std::vector<std::string> cells;
    std::string cell;
    bool escaped = false;
    for (const char c : line) {
        if (c == '|' && escaped) {
            cell.back() = '|';
            escaped = false;
            continue;
        }
        if (c == '|') {
            cells.emplace_back(trimmed(cell));
            cell.clear();
            continue;
        }
        escaped = c == '\\' && !escaped;
        cell += c;
    }
    if (!trimmed(cell).empty())
        cells.emplace_back(trimmed(cell));
    return cells;
}

bool isDelimiterRow(std::string_view line)
{
    const std::string_view inner = trimmed(line);
    return inner.find('-') != std::string_view::npos && inner.find('|') != std::string_view::npos
           && inner.find_first_not_of("|-: \t") == std::string_view::npos;
}

}    // namespace faultline
