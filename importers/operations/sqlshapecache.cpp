#include "importers/operations/sqlshapecache.h"

#include "importers/operations/shapehash.h"

#include <functional>

namespace faultline {

namespace {

enum class Sign : unsigned char { Other, Digit, Word, Quote, Backslash, Dollar, Hash, Dash, Slash };

constexpr std::array<Sign, 256> signs = [] {
    std::array<Sign, 256> table{};
    for (unsigned byte = 0; byte < 256; ++byte) {
        const bool isLetter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte >= 0x80;
        table[byte] = isLetter ? Sign::Word : byte >= '0' && byte <= '9' ? Sign::Digit : Sign::Other;
    }
    table['\''] = table['"'] = table['`'] = Sign::Quote;
    table['\\'] = Sign::Backslash;
    table['$'] = Sign::Dollar;
    table['#'] = Sign::Hash;
    table['-'] = Sign::Dash;
    table['/'] = Sign::Slash;
    return table;
}();

Sign signOf(char c)
{
    return signs[static_cast<unsigned char>(c)];
}

}    // namespace

bool makeSqlSkeleton(std::string_view statement, std::string& skeleton)
{
    skeleton.resize(statement.size());
    char* out = skeleton.data();
    const char* const end = statement.data() + statement.size();
    char open = '\0';            // the quote that is open
    bool isInWord = false;       // digits of names stay
    for (const char* at = statement.data(); at != end; ++at) {
        if (open == '\'' && *at != '\'' && *at != '\\')
            continue;
        const char next = at + 1 != end ? at[1] : '\0';
        const Sign sign = signOf(*at);
        switch (sign) {
        case Sign::Digit:
            if (!isInWord && open == '\0') {
                *out++ = '0';
                while (at + 1 != end && signOf(at[1]) == Sign::Digit)
                    ++at;
                isInWord = true;
                continue;
            }
            break;
        case Sign::Quote:
            if (open == '\0')
                open = *at;
            else if (open == *at)    // a doubled one opens again
                open = '\0';
            break;
        case Sign::Backslash:
        case Sign::Hash: return false;
        case Sign::Dollar:
            if (signOf(next) != Sign::Digit)
                return false;
            break;
        case Sign::Dash:
            if (next == '-')
                return false;
            break;
        case Sign::Slash:
            if (next == '*')
                return false;
            break;
        case Sign::Other:
        case Sign::Word: break;
        }
        *out++ = *at;
        isInWord = sign == Sign::Word || sign == Sign::Digit || sign == Sign::Dollar;
    }
    skeleton.resize(static_cast<std::size_t>(out - skeleton.data()));
    return true;
}

const SqlShapeCache::Entry& SqlShapeCache::of(std::string_view statement)
{
    const std::string_view key = makeSqlSkeleton(statement, m_skeleton) ? m_skeleton : statement;
    Entry& entry = m_entries[std::hash<std::string_view>{}(key) % m_entries.size()];
    if (entry.hashText.empty() || entry.statement != key) {
        entry.statement.assign(key);
        entry.shape = sqlShapeOf(statement, m_dialect);
        entry.hashText = shapeHashText(entry.shape.hash);
    }
    return entry;
}

}    // namespace faultline
