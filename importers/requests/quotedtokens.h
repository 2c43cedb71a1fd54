#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace faultline {

/// Cuts a line of words, "quoted texts" and, when asked for, [bracketed texts] that blanks stand between: the logs of AWS
/// balancers and S3, Envoy, W3C extended logs.
class QuotedTokens {
public:
    static constexpr std::size_t most = 128;

    enum class Brackets { Words, Texts };
    enum class Escapes {
        Backslash,    ///< \" is part of the text
        Doubled       ///< "" is part of the text
    };

    /// A quote ends its text only where a blank or the end follows: several servers write agents with bare quotes in them.
    void split(std::string_view line, Brackets brackets = Brackets::Words, Escapes escapes = Escapes::Backslash);

    std::size_t size() const { return m_count; }
    /// Without quotes or brackets, escapes as written; data() is nullptr behind the last.
    std::string_view operator[](std::size_t index) const { return index < m_count ? m_tokens[index] : std::string_view(); }
    bool wasQuoted(std::size_t index) const { return index < m_count && m_quoted[index]; }
    /// Where a token stands in its line, its quote included; the size of the line behind the last.
    std::size_t beginOf(std::size_t index) const { return index < m_count ? m_begins[index] : m_length; }
    /// The last text is not closed: the line was cut.
    bool isTorn() const { return m_torn; }

private:
    std::array<std::string_view, most> m_tokens;
    std::array<std::size_t, most> m_begins{};
    std::array<bool, most> m_quoted{};
    std::size_t m_count = 0;
    std::size_t m_length = 0;
    bool m_torn = false;
};

}    // namespace faultline
