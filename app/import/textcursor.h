#pragma once

#include "app/base/text.h"

#include <cstddef>
#include <optional>
#include <string_view>

namespace faultline {

inline bool isDigit(char c) { return c >= '0' && c <= '9'; }
inline bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
inline bool isLetter(char c) { return isUpper(c) || (c >= 'a' && c <= 'z'); }
inline bool isWordByte(char c) { return isDigit(c) || isLetter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

/// A place in a text that only moves forward when something was recognised.
class TextCursor {
public:
    explicit TextCursor(std::string_view text) : m_text(text) {}

    std::size_t at = 0;

    char peek(std::size_t ahead = 0) const { return at + ahead < m_text.size() ? m_text[at + ahead] : '\0'; }
    std::string_view rest() const { return at < m_text.size() ? m_text.substr(at) : std::string_view{}; }
    std::string_view from(std::size_t begin) const { return m_text.substr(begin, at - begin); }

    std::size_t blanks()
    {
        const std::size_t begin = at;
        while (true) {
            if (peek() == ' ' || peek() == '\t')
                ++at;
            else if (rest().substr(0, 2) == "\xC2\xA0")    // no-break space
                at += 2;
            else
                return at - begin;
        }
    }

    bool take(std::string_view literal)
    {
        if (rest().substr(0, literal.size()) != literal)
            return false;
        at += literal.size();
        return true;
    }

    /// A whole word in any case; a phrase that ends in a sign needs no end behind it.
    bool word(std::string_view phrase)
    {
        // Most words fail at their first letter: a timeline tries dozens at each place.
        if ((peek() | 0x20) != (phrase.front() | 0x20) || !startsWithIgnoringCase(rest(), phrase))
            return false;
        if (isLetter(phrase.back()) && isWordByte(peek(phrase.size())) && !isDigit(peek(phrase.size())))
            return false;
        at += phrase.size();
        return true;
    }

    std::string_view letters() const
    {
        std::size_t length = 0;
        while (isLetter(peek(length)))
            ++length;
        return rest().substr(0, length);
    }

    /// A number of `fewest` to `most` digits that no further digit follows.
    std::optional<int> number(std::size_t fewest, std::size_t most)
    {
        std::size_t length = 0;
        int value = 0;
        while (isDigit(peek(length)) && length <= most) {
            value = length < 9 ? value * 10 + (peek(length) - '0') : value;
            ++length;
        }
        if (length < fewest || length > most)
            return std::nullopt;
        at += length;
        return value;
    }

    bool dash() { return take("-") || take("\xE2\x80\x93") || take("\xE2\x80\x94"); }    // also en and em dash

private:
    std::string_view m_text;
};

}    // namespace faultline
