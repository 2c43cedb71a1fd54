#pragma once

#include "app/base/bytescan.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace faultline {

/// Finds the brackets of JSON that stand outside its texts, 64 bytes at a time; not for importers.
class JsonBrackets {
public:
    /// `at` is outside a text.
    JsonBrackets(const char* at, const char* end) : m_at(at), m_end(end) {}

    /// The next of { [ ] }; nullptr when there is none.
    const char* next()
    {
        while (m_found == 0) {
            if (m_at == m_end)
                return nullptr;
            readBlock();
        }
        const char* const bracket = m_block + std::countr_zero(m_found);
        m_found &= m_found - 1;
        return bracket;
    }

private:
    static constexpr std::size_t blockSize = 64;

    void readBlock()
    {
        const std::size_t size = std::min(blockSize, static_cast<std::size_t>(m_end - m_at));
        char padded[blockSize];
        const char* bytes = m_at;
        if (size < blockSize) {
            std::memset(padded, ' ', blockSize);
            std::memcpy(padded, m_at, size);
            bytes = padded;
        }
        m_block = m_at;
        m_at += size;
        std::uint64_t quotes = 0, escapes = 0, brackets = 0;
        for (std::size_t i = 0; i < blockSize; i += static_cast<std::size_t>(ByteBlock::size)) {
            const ByteBlock block(bytes + i);
            quotes |= std::uint64_t{block.equal('"')} << i;
            escapes |= std::uint64_t{block.equal('\\')} << i;
            brackets |= std::uint64_t{block.equalEitherCase('{') | block.equalEitherCase('}')} << i;
        }
        const bool wasEscaped = m_isEscaped;
        if (escapes != 0 || wasEscaped)
            quotes &= ~escapedBy(escapes);
        // Bit by bit the parity of the quotes up to there: 1 inside a text.
        std::uint64_t inText = quotes;
        for (unsigned shift = 1; shift < blockSize; shift *= 2)
            inText ^= inText << shift;
        inText ^= m_inText ? ~std::uint64_t{0} : 0;
        if ((escapes & ~inText) != 0) {    // outside a text a backslash is damage and escapes nothing
            m_isEscaped = wasEscaped;
            readSlowly(bytes, brackets);
            return;
        }
        m_inText = (inText >> (blockSize - 1)) != 0;
        m_found = brackets & ~inText;
    }

    /// The bytes that stand behind a backslash which none escapes itself.
    std::uint64_t escapedBy(std::uint64_t escapes)
    {
        std::uint64_t escaped = m_isEscaped ? 1U : 0U;
        m_isEscaped = false;
        for (std::uint64_t left = escapes & ~escaped; left != 0;) {
            const std::uint64_t next = (left & (~left + 1)) << 1U;
            m_isEscaped = next == 0;    // the first byte of the next block
            escaped |= next;
            left &= left - 1;
            left &= ~next;
        }
        return escaped;
    }

    void readSlowly(const char* bytes, std::uint64_t brackets)
    {
        for (std::size_t i = 0; i < blockSize; ++i) {
            if (m_isEscaped)
                m_isEscaped = false;
            else if (bytes[i] == '"')
                m_inText = !m_inText;
            else if (m_inText)
                m_isEscaped = bytes[i] == '\\';
            else
                m_found |= brackets & (std::uint64_t{1} << i);
        }
    }

    const char* m_at;
    const char* m_end;
    const char* m_block = nullptr;
    std::uint64_t m_found = 0;
    bool m_inText = false;
    bool m_isEscaped = false;
};

}    // namespace faultline
