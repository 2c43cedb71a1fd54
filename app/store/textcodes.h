#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Texts to dense codes and back: an open-addressing table over one arena. Used for the dictionary of a batch and, with the
/// hashes of the batch handed on, for the dictionary of the case.
class TextCodes {
public:
    static constexpr std::uint32_t none = 0xffffffffU;

    static std::uint64_t hashOf(std::string_view text);

    /// The code of `text`, made when it is new.
    std::uint32_t add(std::string_view text, std::uint64_t hash);
    std::uint32_t add(std::string_view text) { return add(text, hashOf(text)); }
    /// `none` when it is not known.
    std::uint32_t find(std::string_view text, std::uint64_t hash) const;

    std::uint32_t size() const { return static_cast<std::uint32_t>(m_ends.size()); }
    std::string_view at(std::uint32_t code) const
    {
        const std::size_t begin = code == 0 ? 0 : m_ends[code - 1];
        return std::string_view(m_arena).substr(begin, m_ends[code] - begin);
    }
    std::uint64_t hashAt(std::uint32_t code) const { return m_hashes[code]; }
    std::size_t memory() const { return m_arena.capacity() + m_ends.capacity() * 16 + m_slots.capacity() * 4; }
    void clear();

private:
    void grow();
    std::string m_arena;
    std::vector<std::size_t> m_ends;
    std::vector<std::uint64_t> m_hashes;
    std::vector<std::uint32_t> m_slots;    // code + 1; 0 = free; size is a power of two
};

}    // namespace faultline
