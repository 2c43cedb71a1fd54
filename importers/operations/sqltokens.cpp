#include "importers/operations/sqltokens.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::string_view operatorCharacters = "+-*/<>=~!@#%^&|";

/// What a byte can be, in one look: these questions are asked of every byte of every statement.
enum ByteClass : unsigned char { Other = 0, Digit = 1, WordStart = 2, DollarSign = 4, Blank = 8, Operator = 16 };

constexpr std::array<unsigned char, 256> byteClasses = [] {
    std::array<unsigned char, 256> classes{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        const bool isLetter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte >= 0x80;
        const bool isBlank = byte == ' ' || (byte >= '\t' && byte <= '\r');
        classes[byte] = isLetter ? WordStart : byte >= '0' && byte <= '9' ? Digit : isBlank ? Blank : Other;
    }
    classes['$'] = DollarSign;
    for (const char c : operatorCharacters)
        classes[static_cast<unsigned char>(c)] = Operator;
    return classes;
}();

bool isOf(char c, unsigned classes)
{
    return (byteClasses[static_cast<unsigned char>(c)] & classes) != 0;
}

bool isDigit(char c)
{
    return isOf(c, Digit);
}

bool isWordStart(char c)
{
    return isOf(c, WordStart);
}

bool isWordPart(char c)
{
    return isOf(c, WordStart | Digit | DollarSign);
}

bool isBlank(char c)
{
    return isOf(c, Blank);
}

}    // namespace

SqlToken SqlTokens::take(SqlTokenKind kind, std::size_t end)
{
    const SqlToken token{kind, m_text.substr(m_at, end - m_at)};
    m_at = end;
    return token;
}

void SqlTokens::skipBlockComment()
{
    int depth = 0;    // block comments nest in PostgreSQL
    while (m_at < m_text.size()) {
        const std::string_view two = m_text.substr(m_at, 2);
        if (two != "/*" && two != "*/") {
            ++m_at;
            continue;
        }
        m_at += 2;
        depth += two == "/*" ? 1 : -1;
        if (depth == 0)
            return;
    }
}

void SqlTokens::skipBlanksAndComments()
{
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        const char next = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
        if (isBlank(c))
            ++m_at;
        else if ((c == '-' && next == '-') || (m_isMySql && c == '#'))
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
        else if (c == '/' && next == '*')
            skipBlockComment();
        else
            return;
    }
}

/// Behind the closing quote of the string that opens at `at`; a doubled quote does not close it.
std::size_t SqlTokens::endOfString(std::size_t at, char escape) const
{
    const char quote = m_text[at++];
    while (at < m_text.size()) {
        if (m_text[at] == escape && escape != quote)
            at += 2;
        else if (m_text[at] != quote)
            ++at;
        else if (at + 1 < m_text.size() && m_text[at + 1] == quote)
            at += 2;
        else
            return at + 1;
    }
    return m_text.size();
}

std::size_t SqlTokens::endOfNumber() const
{
    std::size_t at = m_at;
    while (at < m_text.size() && (isWordPart(m_text[at]) || m_text[at] == '.')) {
        const bool isExponent = (m_text[at] == 'e' || m_text[at] == 'E') && at + 1 < m_text.size()
            && (m_text[at + 1] == '-' || m_text[at + 1] == '+');
        at += isExponent ? 2 : 1;
    }
    return at;
}

std::size_t SqlTokens::endOfOperator() const
{
    std::size_t end = m_at;
    bool mayEndInSign = false;
    while (end < m_text.size() && isOf(m_text[end], Operator)) {
        const std::string_view two = m_text.substr(end, 2);
        if (end > m_at && (two == "--" || two == "/*" || (m_isMySql && two.front() == '#')))
            break;
        mayEndInSign = mayEndInSign || std::string_view("~!@#%^&|").find(m_text[end]) != std::string_view::npos;
        ++end;
    }
    // "=-1" is "=" and "-": PostgreSQL's rule for operators that end in a sign.
    while (!mayEndInSign && end > m_at + 1 && (m_text[end - 1] == '-' || m_text[end - 1] == '+'))
        --end;
    return end;
}

/// $1, or $tag$ ... $tag$.
SqlToken SqlTokens::dollar()
{
    std::size_t at = m_at + 1;
    if (at < m_text.size() && isDigit(m_text[at])) {
        while (at < m_text.size() && isDigit(m_text[at]))
            ++at;
        return take(SqlTokenKind::Literal, at);
    }
    while (at < m_text.size() && isWordPart(m_text[at]) && m_text[at] != '$')
        ++at;
    if (at >= m_text.size() || m_text[at] != '$')
        return take(SqlTokenKind::Symbol, m_at + 1);
    const std::string_view tag = m_text.substr(m_at, at + 1 - m_at);
    const std::size_t close = m_text.find(tag, at + 1);
    return take(SqlTokenKind::Literal, close == std::string_view::npos ? m_text.size() : close + tag.size());
}

SqlToken SqlTokens::word()
{
    std::size_t at = m_at;
    while (at < m_text.size() && isWordPart(m_text[at]))
        ++at;
    const bool isPrefix = at - m_at == 1 && at < m_text.size() && m_text[at] == '\''
        && std::string_view("eEbBxXnN").find(m_text[m_at]) != std::string_view::npos;
    if (!isPrefix)
        return take(SqlTokenKind::Word, at);
    const bool hasEscapes = m_text[m_at] == 'e' || m_text[m_at] == 'E';
    return take(SqlTokenKind::Literal, endOfString(at, hasEscapes ? '\\' : '\''));
}

std::optional<SqlToken> SqlTokens::next()
{
    skipBlanksAndComments();
    if (m_at >= m_text.size())
        return std::nullopt;
    const char c = m_text[m_at];
    const char following = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
    if (isWordStart(c))
        return word();
    if (c == '\'' || (m_isMySql && c == '"'))
        return take(SqlTokenKind::Literal, endOfString(m_at, m_isMySql ? '\\' : c));
    if (c == '"' || c == '`')
        return take(SqlTokenKind::QuotedName, endOfString(m_at, c));
    if (isDigit(c) || (c == '.' && isDigit(following)))
        return take(SqlTokenKind::Literal, endOfNumber());
    if (c == '?')
        return take(SqlTokenKind::Literal, m_at + 1);
    if (c == '$')
        return dollar();
    if (c == ':' && following == ':')
        return take(SqlTokenKind::Symbol, m_at + 2);
    if (isOf(c, Operator))
        return take(SqlTokenKind::Symbol, endOfOperator());
    return take(SqlTokenKind::Symbol, m_at + 1);
}

std::string unquotedName(std::string_view quoted)
{
    if (quoted.size() < 2)
        return std::string(quoted);
    const char quote = quoted.front();
    const std::size_t length = quoted.back() == quote ? quoted.size() - 2 : quoted.size() - 1;
    const std::string_view inner = quoted.substr(1, length);
    std::string name;
    for (std::size_t i = 0; i < inner.size(); ++i) {
        name += inner[i];
        if (inner[i] == quote && i + 1 < inner.size() && inner[i + 1] == quote)
            ++i;
    }
    return name;
}

}    // namespace faultline
