#include "app/store/textcodes.h"

#include <algorithm>
#include <cstring>

namespace faultline {

namespace {

constexpr std::uint64_t mixA = 0x9e3779b97f4a7c15ULL;
constexpr std::uint64_t mixB = 0xbf58476d1ce4e5b9ULL;
constexpr std::size_t firstSlots = 256;

std::uint64_t load64(const char* data)
{
    std::uint64_t value;
    std::memcpy(&value, data, 8);
    return value;
}

/// The two halves of a 128-bit product folded together: one multiplication mixes 16 bytes.
std::uint64_t fold(std::uint64_t left, std::uint64_t right)
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(left) * right;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

}    // namespace

std::uint64_t TextCodes::hashOf(std::string_view text)
{
    const char* data = text.data();
    std::size_t left = text.size();
    std::uint64_t hash = mixA ^ left;
    while (left > 16) {
        hash = fold(load64(data) ^ hash, load64(data + 8) ^ mixB);
        data += 16;
        left -= 16;
    }
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (left >= 8) {
        low = load64(data);
        high = load64(data + left - 8);
    } else if (left >= 4) {
        std::uint32_t first;
        std::uint32_t last;
        std::memcpy(&first, data, 4);
        std::memcpy(&last, data + left - 4, 4);
        low = first;
        high = last;
    } else if (left > 0) {
        low = static_cast<unsigned char>(data[0]);
        high = (static_cast<std::uint64_t>(static_cast<unsigned char>(data[left / 2])) << 8U)
            | static_cast<unsigned char>(data[left - 1]);
    }
    return fold(low ^ hash ^ mixA, high ^ mixB ^ (hash << 1U));
}

std::uint32_t TextCodes::find(std::string_view text, std::uint64_t hash) const
{
    if (m_slots.empty())
        return none;
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
        if (m_slots[slot] == 0)
            return none;
        const std::uint32_t code = m_slots[slot] - 1;
        if (m_hashes[code] == hash && at(code) == text)
            return code;
    }
}

std::uint32_t TextCodes::add(std::string_view text, std::uint64_t hash)
{
    if (m_slots.size() < (m_ends.size() + 1) * 2)
        grow();
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = hash & mask;
    for (; m_slots[slot] != 0; slot = (slot + 1) & mask) {
        const std::uint32_t code = m_slots[slot] - 1;
        if (m_hashes[code] == hash && at(code) == text)
            return code;
    }
    m_arena += text;
    m_ends.push_back(m_arena.size());
    m_hashes.push_back(hash);
    m_slots[slot] = size();
    return size() - 1;
}

void TextCodes::grow()
{
    m_slots.assign(std::max(firstSlots, m_slots.size() * 2), 0);
    const std::size_t mask = m_slots.size() - 1;
    for (std::uint32_t code = 0; code < size(); ++code) {
        std::size_t slot = m_hashes[code] & mask;
        while (m_slots[slot] != 0)
            slot = (slot + 1) & mask;
        m_slots[slot] = code + 1;
    }
}

void TextCodes::clear()
{
    m_arena.clear();
    m_ends.clear();
    m_hashes.clear();
    std::fill(m_slots.begin(), m_slots.end(), 0);
}

}    // namespace faultline
