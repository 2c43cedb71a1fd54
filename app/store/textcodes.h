#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Texts to dense codes and back: an open-addressing table over one arena. Used for the dictionary of a batch and, with the
/// hashes of the batch handed on, for the dictionary of the case.
///
/// Looking up one text costs three cache misses one after the other (slot, entry, text). The functions on many texts do each of
/// these steps for all of them before the next, so that the misses overlap; that is what makes the import fast.
class TextCodes {
public:
    static constexpr std::uint32_t none = 0xffffffffU;
    static constexpr std::size_t mostAtOnce = 1024;

    static std::uint64_t hashOf(std::string_view text);

    /// The code of `text`, made when it is new.
    std::uint32_t add(std::string_view text, std::uint64_t hash);
    std::uint32_t add(std::string_view text) { return add(text, hashOf(text)); }
    /// `none` when it is not known.
    std::uint32_t find(std::string_view text, std::uint64_t hash) const;

    /// codes[i] = add(texts[i]); a text without data is `none`. At most mostAtOnce texts.
    void addAll(std::span<const std::string_view> texts, std::uint32_t* codes);
    /// codes[i] = find(texts[i]) for the texts [first, first + count) of another table. At most mostAtOnce.
    void findAll(const TextCodes& texts, std::uint32_t first, std::size_t count, std::uint32_t* codes) const;

    std::uint32_t size() const { return static_cast<std::uint32_t>(m_entries.size()); }
    std::string_view at(std::uint32_t code) const
    {
        const Entry& entry = m_entries[code];
        return std::string_view(m_arena).substr(entry.offset, entry.length);
    }
    std::uint64_t hashAt(std::uint32_t code) const { return m_entries[code].hash; }
    std::size_t memory() const
    {
        return m_arena.capacity() + m_entries.capacity() * sizeof(Entry) + m_slots.capacity() * sizeof(Slot);
    }

private:
    struct Entry {
        std::uint64_t hash = 0;
        std::uint64_t offset = 0;
        std::uint32_t length = 0;
    };
    struct Slot {
        std::uint32_t tag = 0;     ///< upper half of the hash
        std::uint32_t code = 0;    ///< code + 1; 0 = free
    };
    std::size_t firstSlot(std::uint64_t hash) const { return hash & (m_slots.size() - 1); }
    void grow(std::size_t entries);

    std::string m_arena;
    std::vector<Entry> m_entries;
    std::vector<Slot> m_slots;    // size is a power of two, at most half full
};

}    // namespace faultline
