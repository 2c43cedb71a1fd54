#include "app/import/markup.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace faultline {

namespace {

constexpr std::size_t longestReference = 10;
constexpr std::size_t longestName = 64;

bool isNameStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isNameByte(char c) { return isNameStart(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' || c == '.'; }

void appendUtf8(std::string& out, std::uint32_t code)
{
    const auto tail = [&](int shift) { out += static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0U | (code >> 6));
        tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0U | (code >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (code >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::optional<std::uint32_t> numericReference(std::string_view name)
{
    if (name.size() < 2 || name.front() != '#')
        return std::nullopt;
    const bool hexadecimal = name[1] == 'x' || name[1] == 'X';
    const std::string_view digits = name.substr(hexadecimal ? 2 : 1);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
    const bool valid = error == std::errc() && end == digits.data() + digits.size() && !digits.empty() && code != 0 && code <= 0x10FFFF
                       && (code < 0xD800 || code > 0xDFFF);
    return valid ? std::optional(code) : std::nullopt;
}

}    // namespace

bool takeCharacterReference(std::string_view& text, std::string& out)
{
    if (text.empty() || text.front() != '&')
        return false;
    const std::size_t end = text.substr(0, longestReference + 1).find(';');
    if (end == std::string_view::npos)
        return false;
    const std::string_view name = text.substr(1, end - 1);
    constexpr std::array<std::pair<std::string_view, std::string_view>, 10> named = {
        {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}, {"ndash", "\xE2\x80\x93"},
         {"mdash", "\xE2\x80\x94"}, {"rsquo", "\xE2\x80\x99"}, {"hellip", "\xE2\x80\xA6"}}};
    const auto known = std::find_if(named.begin(), named.end(), [&](const auto& one) { return one.first == name; });
    if (known != named.end()) {
        out += known->second;
    } else {
        const auto code = numericReference(name);
        if (!code)
            return false;
        appendUtf8(out, *code);
    }
    text.remove_prefix(end + 1);
    return true;
}

std::string withoutReferences(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        if (takeCharacterReference(text, out))
            continue;
        out += text.front();
        text.remove_prefix(1);
    }
    return out;
}

MarkupScanner::Part MarkupScanner::next()
{
    while (m_at < m_text.size()) {
        if (m_text[m_at] != '<') {
            const std::size_t end = std::min(m_text.find('<', m_at), m_text.size());
            m_inside = m_text.substr(m_at, end - m_at);
            m_isRaw = false;
            m_at = end;
            return Part::Text;
        }
        if (m_text.substr(m_at, 9) == "<![CDATA[") {
            const std::size_t end = std::min(m_text.find("]]>", m_at), m_text.size());
            m_inside = m_text.substr(m_at + 9, end - std::min(end, m_at + 9));
            m_isRaw = true;
            m_at = std::min(end + 3, m_text.size());
            return Part::Text;
        }
        if (passOver())
            continue;
        return tag();
    }
    return Part::End;
}

/// Comments, declarations and instructions.
bool MarkupScanner::passOver()
{
    const char sign = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
    if (sign != '!' && sign != '?')
        return false;
    const bool isComment = m_text.substr(m_at, 4) == "<!--";
    const std::size_t end = isComment ? m_text.find("-->", m_at + 4) : m_text.find('>', m_at);
    m_at = end == std::string_view::npos ? m_text.size() : end + (isComment ? 3 : 1);
    return true;
}

MarkupScanner::Part MarkupScanner::tag()
{
    const bool isClose = m_at + 1 < m_text.size() && m_text[m_at + 1] == '/';
    std::size_t at = m_at + (isClose ? 2 : 1);
    if (at >= m_text.size() || !isNameStart(m_text[at])) {    // "5 < 6"
        m_inside = m_text.substr(m_at++, 1);
        m_isRaw = true;
        return Part::Text;
    }
    m_name.clear();
    for (; at < m_text.size() && isNameByte(m_text[at]); ++at) {
        if (m_name.size() < longestName)
            m_name += static_cast<char>(m_text[at] >= 'A' && m_text[at] <= 'Z' ? m_text[at] - 'A' + 'a' : m_text[at]);
    }
    const std::size_t begin = at;
    char quote = '\0';
    for (; at < m_text.size() && (quote != '\0' || m_text[at] != '>'); ++at) {
        if (quote != '\0')
            quote = m_text[at] == quote ? '\0' : quote;
        else if (m_text[at] == '"' || m_text[at] == '\'')
            quote = m_text[at];
    }
    m_inside = m_text.substr(begin, at - begin);
    m_isEmpty = !isClose && !m_inside.empty() && m_inside.back() == '/';
    m_at = std::min(at + 1, m_text.size());
    if (!isClose && !m_isEmpty && (m_name == "script" || m_name == "style"))
        passContent();
    return isClose ? Part::Close : Part::Open;
}

/// Up to the closing tag, which comes next.
void MarkupScanner::passContent()
{
    for (std::size_t at = m_text.find("</", m_at); at != std::string_view::npos; at = m_text.find("</", at + 2)) {
        if (startsWithIgnoringCase(m_text.substr(at + 2), m_name)) {
            m_at = at;
            return;
        }
    }
    m_at = m_text.size();
}

std::string MarkupScanner::attribute(std::string_view name) const
{
    std::string_view rest = m_inside;
    while (!rest.empty()) {
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n/"), rest.size()));
        const std::size_t end = std::min(rest.find_first_of(" \t\r\n=/"), rest.size());
        const std::string_view key = rest.substr(0, end);
        rest.remove_prefix(end);
        std::string_view value;
        if (std::string_view behind = trimmed(rest); !behind.empty() && behind.front() == '=') {
            behind = trimmed(behind.substr(1));
            const bool isQuoted = !behind.empty() && (behind.front() == '"' || behind.front() == '\'');
            const std::size_t close = isQuoted ? behind.find(behind.front(), 1) : behind.find_first_of(" \t\r\n");
            value = behind.substr(isQuoted ? 1 : 0, close == std::string_view::npos ? close : close - (isQuoted ? 1 : 0));
            rest = close == std::string_view::npos ? std::string_view{} : behind.substr(close + 1);
        } else if (key.empty()) {
            break;
        }
        if (equalsIgnoringCase(key, name))
            return withoutReferences(value);
    }
    return {};
}

std::string MarkupScanner::text() const { return m_isRaw ? std::string(m_inside) : withoutReferences(m_inside); }

}    // namespace faultline
