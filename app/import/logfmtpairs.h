#pragma once

#include "app/base/bytescan.h"

#include <cstddef>
#include <string_view>

namespace faultline {

/// Steps over the key=value pairs of a text in place. Words without '=' are stepped over; a value in quotes goes on to the quote
/// that no backslash precedes, or to the end of a torn text.
class LogfmtPairs {
public:
    explicit LogfmtPairs(std::string_view text) : m_at(text.data()), m_end(text.data() + text.size()) {}

    /// False at the end.
    bool next()
    {
        while (m_at != m_end) {
            if (*m_at == ' ' || *m_at == '\t') {
                ++m_at;
                continue;
            }
            const char* const begin = m_at;
            while (m_at != m_end && *m_at != '=' && *m_at != ' ' && *m_at != '"')
                ++m_at;
            m_key = {begin, static_cast<std::size_t>(m_at - begin)};
            if (m_at != m_end && *m_at == '=' && m_at != begin) {
                ++m_at;
                readValue();
                return true;
            }
            m_at = findByte(m_at, m_end, ' ');
        }
        return false;
    }
    std::string_view key() const { return m_key; }
    std::string_view value() const { return m_value; }    ///< without quotes, escapes as written

private:
    void readValue()
    {
        if (m_at != m_end && *m_at == '\'' && readSingleQuoted())
            return;
        const bool isQuoted = m_at != m_end && *m_at == '"';
        const char* const begin = isQuoted ? ++m_at : m_at;
        if (isQuoted) {
            while (m_at != m_end && *m_at != '"')
                m_at += *m_at == '\\' && m_end - m_at > 1 ? 2 : 1;
        } else {
            m_at = findByte(m_at, m_end, ' ');
        }
        m_value = {begin, static_cast<std::size_t>(m_at - begin)};
        if (isQuoted && m_at != m_end)
            ++m_at;
    }

    /// lograge's error='text with "quotes"': up to the quote that a blank or the end follows; false when there is none.
    bool readSingleQuoted()
    {
        const char* const begin = m_at + 1;
        for (const char* quote = findByte(begin, m_end, '\''); quote != m_end; quote = findByte(quote + 1, m_end, '\'')) {
            if (quote + 1 != m_end && quote[1] != ' ')
                continue;
            m_value = {begin, static_cast<std::size_t>(quote - begin)};
            m_at = quote + 1;
            return true;
        }
        return false;
    }

    const char* m_at;
    const char* m_end;
    std::string_view m_key, m_value;
};

}    // namespace faultline
