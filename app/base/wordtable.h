#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace faultline {

/// Entries found by a word of theirs: its length and three of its letters name a slot, so that a look costs one comparison and
/// mostly none. Keep tables constexpr, so that they are made by the compiler. Of equal words the first counts.
template <typename Entry, std::size_t count>
class WordTable {
public:
    constexpr WordTable(const std::array<Entry, count>& entries, std::string_view Entry::* word) : m_entries(entries), m_word(word)
    {
        static_assert(count < 65'535);
        for (std::size_t i = 0; i < count; ++i) {
            std::size_t slot = slotOf(m_entries[i].*word);
            while (m_slots[slot] != 0)
                slot = (slot + 1) % slotCount;
            m_slots[slot] = static_cast<std::uint16_t>(i + 1);
        }
    }

    /// nullptr when no entry has the word.
    constexpr const Entry* find(std::string_view word) const
    {
        for (std::size_t slot = slotOf(word); m_slots[slot] != 0; slot = (slot + 1) % slotCount) {
            const Entry& entry = m_entries[m_slots[slot] - 1U];
            if (entry.*m_word == word)
                return &entry;
        }
        return nullptr;
    }

private:
    static constexpr std::size_t slotCount = std::bit_ceil(count * 4);

    static constexpr std::size_t slotOf(std::string_view word)
    {
        const std::size_t size = word.size();
        if (size == 0)
            return 0;
        const auto letter = [word](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(word[i])); };
        const std::uint32_t mixed = letter(0) | letter(size / 2) << 8U | letter(size - 1) << 16U | static_cast<std::uint32_t>(size) << 24U;
        return (mixed * 0x9E3779B1U) >> (33 - std::bit_width(slotCount));
    }

    std::array<Entry, count> m_entries;
    std::string_view Entry::* m_word;
    std::array<std::uint16_t, slotCount> m_slots{};
};

}    // namespace faultline
