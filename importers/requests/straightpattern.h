#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace faultline {

/// Regular expressions without alternatives: literals and classes, repeated or not, one behind another, and groups around them,
/// as in "(\S+) \[([^\]]+)\] (\d+)". Followed byte by byte, by RE2's rules (the leftmost way, repetitions as long as they can
/// be). Text is valid UTF-8.
class StraightPattern {
public:
    /// `pattern` in RE2's syntax; nothing when it is not of this kind.
    static std::optional<StraightPattern> compile(std::string_view pattern);

    /// Whether the pattern matches at the front of `text`; the groups by number, 0 the whole. False says nothing about matches
    /// further behind, nor about patterns that go back too often.
    bool matchesFront(std::string_view text, std::vector<std::string_view>& groups) const;

private:
    friend class StraightPatternParser;
    friend class StraightPatternRun;
    using ByteTable = std::array<bool, 256>;
    enum class Kind : unsigned char { Bytes, Open, Close, End };
    struct Step {
        Kind kind = Kind::Bytes;
        std::size_t group = 0;    ///< of Open and Close
        std::size_t least = 1;
        std::size_t most = 1;
        bool isLazy = false;
        bool isSettled = true;    ///< what may follow begins with no byte of its own: as much as it can take is right
        bool mayEnd = true;       ///< nothing need follow
        ByteTable bytes{};
        ByteTable next{};         ///< what may follow begins with these
    };
    void settle();

    std::vector<Step> m_steps;
    std::size_t m_groups = 0;
};

}    // namespace faultline
