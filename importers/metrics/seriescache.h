#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace faultline {

/// What a reader of lines knows of each series, by the text that names it. Neighbouring lines are often of one series.
template <typename Entry>
class SeriesCache {
public:
    explicit SeriesCache(std::size_t most = 1'000'000) : m_most(most) {}

    /// nullptr when it is new.
    Entry* find(std::string_view key)
    {
        if (m_last != nullptr && key == m_lastKey)
            return m_last;
        const auto found = m_entries.find(key);
        return found == m_entries.end() ? nullptr : remember(*found);
    }

    /// nullptr when there are too many.
    Entry* add(std::string_view key, Entry entry)
    {
        if (m_entries.size() >= m_most)
            return nullptr;
        return remember(*m_entries.insert_or_assign(std::string(key), std::move(entry)).first);
    }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Map = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

    Entry* remember(typename Map::value_type& entry)
    {
        m_lastKey = entry.first;    // nodes stay where they are
        m_last = &entry.second;
        return m_last;
    }

    Map m_entries;
    std::size_t m_most;
    std::string_view m_lastKey;
    Entry* m_last = nullptr;
};

inline constexpr std::string_view tooManySeries = "More than 1,000,000 series in one source; a label holds something other than names";
inline constexpr std::string_view noTimestamp =
    "The sample has no time: a page of metrics says what was counted, not when it was read. Export with times instead";

}    // namespace faultline
