#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace faultline {

/// Words of a log message and the kind of event that it stands for.
struct EventWords {
    std::string_view part, kind;
};

/// Entries whose words are looked for in every message, all in one pass: only where two letters begin an entry is more compared.
/// Words have two letters or more.
template <std::size_t count>
class EventWordTable {
public:
    constexpr explicit EventWordTable(const std::array<EventWords, count>& entries) : m_entries(entries)
    {
        for (const EventWords& entry : entries)
            m_isStart[pairOf(entry.part[0], entry.part[1])] = true;
    }

    /// The kind of the first entry whose words stand in the message; empty when none does.
    std::string_view kindIn(std::string_view message) const
    {
        std::size_t found = count;
        for (std::size_t at = 0; at + 1 < message.size(); ++at) {
            if (!m_isStart[pairOf(message[at], message[at + 1])])
                continue;
            for (std::size_t i = 0; i < found; ++i) {
                if (message.compare(at, m_entries[i].part.size(), m_entries[i].part) == 0)
                    found = i;
            }
        }
        return found < count ? m_entries[found].kind : std::string_view();
    }

private:
    static constexpr std::size_t pairOf(char first, char second)
    {
        return (static_cast<unsigned char>(first) * 37U + static_cast<unsigned char>(second)) % 1024U;
    }

    std::array<EventWords, count> m_entries;
    std::array<bool, 1024> m_isStart{};
};

}    // namespace faultline
