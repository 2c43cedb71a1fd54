#pragma once

#include "app/base/bytescan.h"

#include <cstddef>
#include <string_view>

namespace faultline {

/// Steps over the key=value pairs of a text in place. A value in quotes goes on to the quote that no backslash escapes, or to the
/// end of a torn text.
class LogfmtPairs {
public:
    explicit LogfmtPairs(std::string_view text) : m_at(text.data()), m_end(text.data() + text.size()) {}

    /// To the next pair; words without '=' are stepped over. False at the end.
    bool next()
    {
        while (nextWord()) {
            if (m_hasValue)
                return true;
        }
        return false;
    }

    /// To the next pair or word without '='; that word, with whatever signs are in it, is the key then.
    bool nextWord()
    {
        while (m_at != m_end && (*m_at == ' ' || *m_at == '\t'))
            ++m_at;
        if (m_at == m_end)
            return false;
        const char* const begin = m_at;
        while (m_at != m_end && *m_at != '=' && *m_at != ' ' && *m_at != '"')
            ++m_at;
        m_hasValue = m_at != m_end && *m_at == '=' && m_at != begin;
        m_isQuoted = false;
        m_isTorn = false;
        if (m_hasValue) {
            m_key = {begin, static_cast<std::size_t>(m_at - begin)};
            ++m_at;
            readValue();
        } else {
            m_at = findByte(m_at, m_end, ' ');
            m_key = {begin, static_cast<std::size_t>(m_at - begin)};
        }
        return true;
    }

    std::string_view key() const { return m_key; }
    bool hasValue() const { return m_hasValue; }
    std::string_view value() const { return m_value; }    ///< without quotes, escapes as written
    bool isQuoted() const { return m_isQuoted; }          ///< in double quotes: a backslash escapes
    bool isTorn() const { return m_isTorn; }              ///< the closing quote is missing

private:
    void readValue()
    {
        if (m_at != m_end && *m_at == '\'' && readSingleQuoted())
            return;
        m_isQuoted = m_at != m_end && *m_at == '"';
        const char* const begin = m_isQuoted ? ++m_at : m_at;
        if (m_isQuoted)
            findClosingQuote(begin);
        else
            m_at = findByte(m_at, m_end, ' ');
        m_value = {begin, static_cast<std::size_t>(m_at - begin)};
        m_isTorn = m_isQuoted && m_at == m_end;
        if (m_isQuoted && m_at != m_end)
            ++m_at;
    }

    void findClosingQuote(const char* begin)
    {
        for (m_at = findByte(begin, m_end, '"'); m_at != m_end; m_at = findByte(m_at + 1, m_end, '"')) {
            const char* escapes = m_at;
            while (escapes != begin && escapes[-1] == '\\')
                --escapes;
            if ((m_at - escapes) % 2 == 0)
                return;
        }
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
    bool m_hasValue = false;
    bool m_isQuoted = false;
    bool m_isTorn = false;
};

}    // namespace faultline
