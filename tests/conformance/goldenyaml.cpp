#include "tests/conformance/goldenyaml.h"

#include "app/base/text.h"

#include <string>
#include <vector>

namespace faultline::test {

namespace {

using Json = nlohmann::ordered_json;

struct YamlLine {
    std::size_t indent = 0;
    std::string_view text;    ///< without indentation
};

class YamlReader {
public:
    explicit YamlReader(std::string_view text)
    {
        for (std::string_view line : split(text, '\n')) {
            const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
            m_lines.push_back({indent, line.substr(indent)});
        }
    }

    Json value(std::size_t indent)
    {
        skipBlank();
        if (m_at == m_lines.size() || m_lines[m_at].indent < indent)
            return nullptr;
        const YamlLine& line = m_lines[m_at];
        if (line.text.substr(0, 2) == "- ")
            return list(line.indent);
        return keyEnd(line.text) == std::string_view::npos ? nullptr : map(line.indent);
    }

private:
    void skipBlank()
    {
        while (m_at < m_lines.size() && (trimmed(m_lines[m_at].text).empty() || m_lines[m_at].text.front() == '#'))
            ++m_at;
    }

    /// Of "key: value" or "key:".
    static std::size_t keyEnd(std::string_view text)
    {
        const std::size_t colon = text.find(": ");
        if (colon != std::string_view::npos)
            return colon;
        return !text.empty() && text.back() == ':' ? text.size() - 1 : std::string_view::npos;
    }

    Json list(std::size_t indent)
    {
        Json result = Json::array();
        for (skipBlank(); m_at < m_lines.size() && m_lines[m_at].indent == indent && m_lines[m_at].text.substr(0, 2) == "- "; skipBlank()) {
            m_lines[m_at].indent += 2;    // the element stands behind the dash
            m_lines[m_at].text.remove_prefix(2);
            const bool isMap = keyEnd(m_lines[m_at].text) != std::string_view::npos && m_lines[m_at].text.front() != '"';
            result.push_back(isMap ? map(indent + 2) : scalar(m_lines[m_at].text, indent));
        }
        return result;
    }

    Json map(std::size_t indent)
    {
        Json result = Json::object();
        for (skipBlank(); m_at < m_lines.size() && m_lines[m_at].indent == indent; skipBlank()) {
            const std::string_view text = m_lines[m_at].text;
            const std::size_t end = keyEnd(text);
            if (end == std::string_view::npos)
                break;
            const std::string key(text.substr(0, end));
            const std::string_view rest = trimmed(text.substr(end + 1));
            if (!rest.empty()) {
                result[key] = scalar(rest, indent);
                continue;
            }
            ++m_at;
            skipBlank();
            const bool isListBelow = m_at < m_lines.size() && m_lines[m_at].indent == indent && m_lines[m_at].text.substr(0, 2) == "- ";
            result[key] = value(isListBelow ? indent : indent + 1);
        }
        return result;
    }

    /// A value that begins on this line; the next lines belong to it while they are further in.
    Json scalar(std::string_view first, std::size_t indent)
    {
        ++m_at;
        if (first == "{}" || first == "[]")
            return first == "{}" ? Json::object() : Json::array();
        if (first.front() == '|' || first.front() == '>')
            return block(first, indent);
        std::string text(first);
        while (m_at < m_lines.size() && m_lines[m_at].indent > indent && !trimmed(m_lines[m_at].text).empty())
            text.append(1, ' ').append(trimmed(m_lines[m_at++].text));
        if (text.size() >= 2 && text.front() == '"') {
            const Json quoted = Json::parse(text, nullptr, false);
            return quoted.is_string() ? quoted : Json(text);
        }
        if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') {
            std::string plain = text.substr(1, text.size() - 2);
            for (std::size_t at = plain.find("''"); at != std::string::npos; at = plain.find("''", at + 1))
                plain.erase(at, 1);
            return plain;
        }
        return text;
    }

    Json block(std::string_view head, std::size_t indent)
    {
        std::string text;
        std::size_t inner = 0;
        for (; m_at < m_lines.size(); ++m_at) {
            const YamlLine& line = m_lines[m_at];
            if (!line.text.empty() && line.indent <= indent)
                break;
            if (inner == 0 && !line.text.empty())
                inner = line.indent;
            text.append(line.indent > inner ? line.indent - inner : 0, ' ').append(line.text).append(1, '\n');
        }
        while (text.size() > 1 && text[text.size() - 2] == '\n')
            text.pop_back();
        if (head.size() > 1 && head.back() == '-' && !text.empty())
            text.pop_back();
        return text;
    }

    std::vector<YamlLine> m_lines;
    std::size_t m_at = 0;
};

}    // namespace

Json readGoldenYaml(std::string_view text)
{
    return YamlReader(text).value(0);
}

}    // namespace faultline::test
