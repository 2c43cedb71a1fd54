#include "importers/requests/quotedtokens.h"

#include <algorithm>
#include <cstring>

namespace faultline {

namespace {

constexpr std::size_t npos = std::string_view::npos;

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

std::size_t find(std::string_view line, char wanted, std::size_t from)
{
    if (from >= line.size())
        return npos;
    const void* found = std::memchr(line.data() + from, wanted, line.size() - from);
    return found == nullptr ? npos : static_cast<std::size_t>(static_cast<const char*>(found) - line.data());
}

bool isEscaped(std::string_view line, std::size_t begin, std::size_t quote)
{
    std::size_t backslashes = 0;
    while (quote - backslashes > begin && line[quote - backslashes - 1] == '\\')
        ++backslashes;
    return backslashes % 2 == 1;
}

/// The quote that ends the text which begins at `begin`.
std::size_t endOfQuoted(std::string_view line, std::size_t begin, QuotedTokens::Escapes escapes)
{
    for (std::size_t at = find(line, '"', begin); at != npos; at = find(line, '"', at + 1)) {
        const bool isLast = at + 1 == line.size();
        if (escapes == QuotedTokens::Escapes::Doubled && !isLast && line[at + 1] == '"') {
            ++at;
            continue;
        }
        if (isLast || isBlank(line[at + 1])) {
            if (escapes == QuotedTokens::Escapes::Doubled || !isEscaped(line, begin, at))
                return at;
        }
    }
    return npos;
}

std::size_t endOfWord(std::string_view line, std::size_t from)
{
    while (from < line.size() && !isBlank(line[from]))
        ++from;
    return from;
}

}    // namespace

void QuotedTokens::split(std::string_view line, Brackets brackets, Escapes escapes)
{
    m_count = 0;
    m_torn = false;
    m_length = line.size();
    std::size_t at = 0;
    while (m_count < most) {
        while (at < line.size() && isBlank(line[at]))
            ++at;
        if (at == line.size())
            return;
        m_begins[m_count] = at;
        const bool quoted = line[at] == '"';
        const bool bracketed = brackets == Brackets::Texts && line[at] == '[';
        m_quoted[m_count] = quoted;
        if (!quoted && !bracketed) {
            const std::size_t end = endOfWord(line, at);
            m_tokens[m_count++] = line.substr(at, end - at);
            at = end;
            continue;
        }
        const std::size_t close = quoted ? endOfQuoted(line, at + 1, escapes) : find(line, ']', at + 1);
        m_torn = close == npos;
        m_tokens[m_count++] = line.substr(at + 1, m_torn ? npos : close - at - 1);
        at = m_torn ? line.size() : close + 1;
    }
}

}    // namespace faultline
