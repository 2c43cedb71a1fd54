#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace faultline {

/// Bytes to look for. The members of std::string_view with the same meaning call memchr for every byte they pass; here it is one
/// look into a table. Keep sets constexpr, so that the table is made by the compiler.
class CharacterSet {
public:
    static constexpr std::size_t npos = std::string_view::npos;

    constexpr explicit CharacterSet(std::string_view members)
    {
        for (const char c : members)
            m_isMember[static_cast<unsigned char>(c)] = true;
    }
    constexpr bool contains(char c) const { return m_isMember[static_cast<unsigned char>(c)]; }

    /// Where the first member stands from `from` on; npos when there is none.
    constexpr std::size_t firstIn(std::string_view text, std::size_t from = 0) const { return find<true>(text, from); }
    /// The first byte that is no member; npos when all are.
    constexpr std::size_t firstNotIn(std::string_view text, std::size_t from = 0) const { return find<false>(text, from); }
    /// The last member before `end`; npos when there is none.
    constexpr std::size_t lastIn(std::string_view text, std::size_t end = npos) const
    {
        for (std::size_t i = end < text.size() ? end : text.size(); i > 0; --i) {
            if (contains(text[i - 1]))
                return i - 1;
        }
        return npos;
    }
    constexpr bool holdsAllOf(std::string_view text) const { return firstNotIn(text) == npos; }
    constexpr bool isIn(std::string_view text) const { return firstIn(text) != npos; }

    /// `text` without the members at its front.
    constexpr std::string_view skippedIn(std::string_view text) const
    {
        const std::size_t begin = firstNotIn(text);
        return text.substr(begin == npos ? text.size() : begin);
    }
    /// The front of `text` up to the first member.
    constexpr std::string_view before(std::string_view text) const { return text.substr(0, firstIn(text)); }
    /// The members at the front of `text`.
    constexpr std::string_view frontOf(std::string_view text) const { return text.substr(0, firstNotIn(text)); }

private:
    template <bool isMember>
    constexpr std::size_t find(std::string_view text, std::size_t from) const
    {
        for (std::size_t i = from; i < text.size(); ++i) {
            if (contains(text[i]) == isMember)
                return i;
        }
        return npos;
    }

    std::array<bool, 256> m_isMember{};
};

/// starts_with() for literals: the size is known when compiling, so no call is made, and the first letter mostly decides.
inline bool hasPrefix(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && (prefix.empty() || (text.front() == prefix.front() && text.compare(0, prefix.size(), prefix) == 0));
}

/// Between words of one line.
inline constexpr CharacterSet lineBlanks(" \t");
inline constexpr CharacterSet decimalDigits("0123456789");

}    // namespace faultline
