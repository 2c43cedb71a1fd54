#include "app/store/textcodes.h"

#include <algorithm>
#include <array>
#include <bit>
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
    std::uint64_t hash = mixA ^ (left * mixB);
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
    return fold(low ^ hash, high ^ mixB ^ (hash << 1U));
}

std::uint32_t TextCodes::find(std::string_view text, std::uint64_t hash) const
{
    if (m_slots.empty())
        return none;
    const std::size_t mask = m_slots.size() - 1;
    const auto tag = static_cast<std::uint32_t>(hash >> 32U);
    for (std::size_t slot = firstSlot(hash); m_slots[slot].code != 0; slot = (slot + 1) & mask) {
        const std::uint32_t code = m_slots[slot].code - 1;
        if (m_slots[slot].tag == tag && m_entries[code].hash == hash && at(code) == text)
            return code;
    }
    return none;
}

std::uint32_t TextCodes::add(std::string_view text, std::uint64_t hash)
{
    grow(m_entries.size() + 1);
    const std::size_t mask = m_slots.size() - 1;
    const auto tag = static_cast<std::uint32_t>(hash >> 32U);
    std::size_t slot = firstSlot(hash);
    for (; m_slots[slot].code != 0; slot = (slot + 1) & mask) {
        const std::uint32_t code = m_slots[slot].code - 1;
        if (m_slots[slot].tag == tag && m_entries[code].hash == hash && at(code) == text)
            return code;
    }
    m_entries.push_back({hash, m_arena.size(), static_cast<std::uint32_t>(text.size())});
    m_arena += text;
    m_slots[slot] = {tag, size()};
    return size() - 1;
}

void TextCodes::addAll(std::span<const std::string_view> texts, std::uint32_t* codes)
{
    std::array<std::uint64_t, mostAtOnce> hashes;
    std::array<std::uint32_t, mostAtOnce> candidates;
    grow(m_entries.size() + texts.size());    // no rehash while candidates are held
    for (std::size_t index = 0; index < texts.size(); ++index) {
        hashes[index] = hashOf(texts[index]);
        __builtin_prefetch(&m_slots[firstSlot(hashes[index])]);
    }
    for (std::size_t index = 0; index < texts.size(); ++index) {
        const Slot slot = m_slots[firstSlot(hashes[index])];
        candidates[index] = slot.code != 0 && slot.tag == static_cast<std::uint32_t>(hashes[index] >> 32U) ? slot.code - 1 : none;
        if (candidates[index] != none)
            __builtin_prefetch(&m_entries[candidates[index]]);
    }
    for (std::size_t index = 0; index < texts.size(); ++index) {
        if (candidates[index] != none)
            __builtin_prefetch(m_arena.data() + m_entries[candidates[index]].offset);
    }
    for (std::size_t index = 0; index < texts.size(); ++index) {
        const std::string_view text = texts[index];
        const std::uint32_t candidate = candidates[index];
        if (text.data() == nullptr)
            codes[index] = none;
        else if (candidate != none && m_entries[candidate].hash == hashes[index] && at(candidate) == text)
            codes[index] = candidate;
        else
            codes[index] = add(text, hashes[index]);
    }
}

void TextCodes::findAll(const TextCodes& texts, std::uint32_t first, std::size_t count, std::uint32_t* codes) const
{
    std::fill_n(codes, count, none);
    if (m_slots.empty())
        return;
    for (std::size_t index = 0; index < count; ++index)
        __builtin_prefetch(&m_slots[firstSlot(texts.hashAt(first + static_cast<std::uint32_t>(index)))]);
    for (std::size_t index = 0; index < count; ++index) {
        const std::uint64_t hash = texts.hashAt(first + static_cast<std::uint32_t>(index));
        const Slot slot = m_slots[firstSlot(hash)];
        if (slot.code != 0 && slot.tag == static_cast<std::uint32_t>(hash >> 32U)) {
            codes[index] = slot.code - 1;
            __builtin_prefetch(&m_entries[slot.code - 1]);
        }
    }
    for (std::size_t index = 0; index < count; ++index) {
        if (codes[index] != none)
            __builtin_prefetch(m_arena.data() + m_entries[codes[index]].offset);
    }
    for (std::size_t index = 0; index < count; ++index) {
        const auto code = first + static_cast<std::uint32_t>(index);
        const std::uint64_t hash = texts.hashAt(code);
        const std::uint32_t candidate = codes[index];
        if (candidate == none || m_entries[candidate].hash != hash || at(candidate) != texts.at(code))
            codes[index] = find(texts.at(code), hash);
    }
}

void TextCodes::grow(std::size_t entries)
{
    if (m_slots.size() >= entries * 2)
        return;
    m_slots.assign(std::max(firstSlots, std::bit_ceil(entries * 4)), {});
    const std::size_t mask = m_slots.size() - 1;
    for (std::uint32_t code = 0; code < size(); ++code) {
        std::size_t slot = firstSlot(m_entries[code].hash);
        while (m_slots[slot].code != 0)
            slot = (slot + 1) & mask;
        m_slots[slot] = {static_cast<std::uint32_t>(m_entries[code].hash >> 32U), code + 1};
    }
}

}    // namespace faultline
