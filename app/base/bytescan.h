#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace faultline {

/// Bytes compared sixteen at a time, for texts whose next delimiter is a few bytes away: there a call of memchr costs more than
/// the search. Without SSE2 the same is done byte by byte.
class ByteBlock {
public:
    static constexpr std::ptrdiff_t size = 16;

#if defined(__SSE2__)
    /// Of the 16 bytes from `at` on.
    explicit ByteBlock(const char* at) : m_bytes(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at))) {}
    /// Bit i is set where byte i is `c`.
    std::uint32_t equal(char c) const { return bits(_mm_cmpeq_epi8(m_bytes, _mm_set1_epi8(c))); }
    /// The same for two characters that differ in bit 5 only, such as '{' and '['; `c` is the one that has it.
    std::uint32_t equalEitherCase(char c) const { return bits(_mm_cmpeq_epi8(_mm_or_si128(m_bytes, _mm_set1_epi8(0x20)), _mm_set1_epi8(c))); }

private:
    static std::uint32_t bits(__m128i matches) { return static_cast<std::uint32_t>(_mm_movemask_epi8(matches)); }
    __m128i m_bytes;
#else
    explicit ByteBlock(const char* at) : m_at(at) {}
    std::uint32_t equal(char c) const { return bits([this, c](std::ptrdiff_t i) { return m_at[i] == c; }); }
    std::uint32_t equalEitherCase(char c) const { return bits([this, c](std::ptrdiff_t i) { return (m_at[i] | 0x20) == c; }); }

private:
    template <typename Matches>
    static std::uint32_t bits(Matches matches)
    {
        std::uint32_t found = 0;
        for (std::ptrdiff_t i = 0; i < size; ++i)
            found |= static_cast<std::uint32_t>(matches(i)) << i;
        return found;
    }
    const char* m_at;
#endif
};

/// The first `c` from `at` on, or `end`.
inline const char* findByte(const char* at, const char* end, char c)
{
    for (; end - at >= ByteBlock::size; at += ByteBlock::size) {
        if (const std::uint32_t found = ByteBlock(at).equal(c); found != 0)
            return at + std::countr_zero(found);
    }
    while (at != end && *at != c)
        ++at;
    return at;
}

}    // namespace faultline
