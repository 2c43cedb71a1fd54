#pragma once

#include "app/base/characterset.h"
#include "app/import/linepairs.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace faultline {

/// Takes parts from the front of a text. Nothing is taken when the part is not there.
inline bool takeLiteral(std::string_view& text, std::string_view literal)
{
    if (!hasPrefix(text, literal))
        return false;
    text.remove_prefix(literal.size());
    return true;
}

/// Up to `end`, which is taken too; everything when it does not come.
inline std::string_view takeUntil(std::string_view& text, std::string_view end)
{
    const std::size_t at = text.find(end);
    const std::string_view taken = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
    return taken;
}

inline void skipBlanks(std::string_view& text)
{
    static constexpr CharacterSet blanks(" \t\n");
    text = blanks.skippedIn(text);
}

/// Up to the next blank or tab, which stays.
inline std::string_view takeWord(std::string_view& text)
{
    const std::string_view word = lineBlanks.before(text);
    text.remove_prefix(word.size());
    return word;
}

/// The longest front of `characters`; empty when there is none.
inline std::string_view takeCharacters(std::string_view& text, const CharacterSet& characters)
{
    const std::string_view taken = characters.frontOf(text);
    text.remove_prefix(taken.size());
    return taken;
}

inline std::string_view takeDigits(std::string_view& text)
{
    std::size_t length = 0;
    while (length < text.size() && text[length] >= '0' && text[length] <= '9')
        ++length;
    const std::string_view taken = text.substr(0, length);
    text.remove_prefix(length);
    return taken;
}

inline bool containsText(std::string_view text, std::string_view needle)
{
    return text.find(needle) != std::string_view::npos;
}

/// "" becomes an absent text.
inline std::string_view absentWhenEmpty(std::string_view text)
{
    return text.empty() ? std::string_view{} : text;
}

}    // namespace faultline
