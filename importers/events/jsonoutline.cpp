#include "importers/events/eventdocument.h"

namespace faultline {

namespace {

constexpr std::size_t deepestMember = 8;
constexpr std::size_t deepestNesting = 64;
constexpr std::size_t mostRoots = 64;    // lines of a log of JSON objects that are looked at

/// Names the members of a JSON text one by one by their dotted paths.
class OutlineScanner {
public:
    explicit OutlineScanner(std::string_view text) : m_text(text) { }

    /// The path of the next member; "" at the end.
    std::string_view next()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c == '{' || c == '[')
                open(c);
            else if (c == '}' || c == ']')
                close();
            else if (c == '"' && readString() && isMember())
                return m_path;
            if (m_roots > mostRoots)
                break;
        }
        return {};
    }

private:
    void open(char bracket)
    {
        m_levels.push_back({m_path.size(), bracket == '{'});
        m_roots += m_levels.size() == 1 ? 1U : 0U;
    }

    void close()
    {
        if (m_levels.empty())
            return;
        // Back to the member that holds this value; its list may have further elements.
        m_path.resize(m_levels.back().base);
        m_levels.pop_back();
    }

    bool readString()
    {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"')
            m_at += m_text[m_at] == '\\' ? 2U : 1U;
        if (m_at >= m_text.size()) {
            m_at = m_text.size();
            return false;
        }
        m_string = m_text.substr(begin, m_at++ - begin);
        return true;
    }

    bool isMember()
    {
        const std::size_t colon = m_text.find_first_not_of(" \t\r\n", m_at);
        if (colon == std::string_view::npos || m_text[colon] != ':' || m_levels.empty() || !m_levels.back().isObject)
            return false;
        m_at = colon + 1;
        m_path.resize(m_levels.back().base);
        if (m_levels.size() > deepestMember)
            return false;
        if (!m_path.empty())
            m_path += '.';
        m_path += m_string;
        return true;
    }

    struct Level {
        std::size_t base;    // length of the path of what holds it
        bool isObject;
    };
    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_roots = 0;
    std::vector<Level> m_levels;
    std::string m_path;
    std::string_view m_string;
};

}    // namespace

std::string completedJson(std::string_view cut)
{
    std::string open, openThere;
    std::size_t there = 0;
    for (std::size_t at = 0; at < cut.size(); ++at) {
        const char c = cut[at];
        if (c == '"') {
            for (++at; at < cut.size() && cut[at] != '"'; ++at)
                at += cut[at] == '\\' ? 1U : 0U;
        } else if (c == '{' || c == '[') {
            open += c;
            if (open.size() > deepestNesting)
                return {};
        } else if (c == '}' || c == ']') {
            if (open.empty() || (open.back() == '{') != (c == '}'))
                break;
            open.pop_back();
            const bool endsEntry = c == '}' && !open.empty() && open.back() == '[';
            if (endsEntry && (there == 0 || open.size() <= openThere.size())) {
                there = at + 1;
                openThere = open;
            }
        }
    }
    std::string text(cut.substr(0, there));
    for (auto bracket = openThere.rbegin(); bracket != openThere.rend(); ++bracket)
        text += *bracket == '{' ? '}' : ']';
    return text;
}

std::vector<bool> heldJsonPaths(std::string_view text, const std::vector<std::string_view>& paths)
{
    std::vector<bool> held(paths.size());
    std::size_t missing = paths.size();
    OutlineScanner scanner(text);
    for (std::string_view path = scanner.next(); !path.empty() && missing > 0; path = scanner.next()) {
        for (std::size_t i = 0; i < paths.size(); ++i) {
            if (held[i] || path.size() != paths[i].size() || path != paths[i])
                continue;
            held[i] = true;
            --missing;
        }
    }
    return held;
}

}    // namespace faultline
