#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace faultline {

/// What a reader of lines knows of each series, by the text that names it. Neighbouring lines are often of one series, and
/// scrapes name their series in one order: what followed the last time is tried before it is looked up.
template <typename Entry>
class SeriesCache {
public:
    explicit SeriesCache(std::size_t most = 1'000'000) : m_most(most) {}

    /// nullptr when it is new.
    Entry* find(std::string_view key)
    {
        if (m_last != nullptr) {
            if (m_last->first == key)
                return &m_last->second.entry;
            if (Node* const next = m_last->second.next; next != nullptr && next->first == key) {
                m_last = next;
                return &next->second.entry;
            }
        }
        const auto found = m_nodes.find(key);
        return found == m_nodes.end() ? nullptr : remember(*found);
    }

    /// nullptr when there are too many.
    Entry* add(std::string_view key, Entry entry)
    {
        if (m_nodes.size() >= m_most)
            return nullptr;
        return remember(*m_nodes.insert_or_assign(std::string(key), Value{std::move(entry), nullptr}).first);
    }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    struct Value;
    using Node = std::pair<const std::string, Value>;    // nodes of the map stay where they are
    struct Value {
        Entry entry;
        Node* next;    ///< what followed the last time
    };

    Entry* remember(Node& node)
    {
        if (m_last != nullptr)
            m_last->second.next = &node;
        m_last = &node;
        return &node.second.entry;
    }

    std::unordered_map<std::string, Value, Hash, std::equal_to<>> m_nodes;
    std::size_t m_most;
    Node* m_last = nullptr;
};

inline constexpr std::string_view tooManySeries = "More than 1,000,000 series in one source; a label holds something other than names";
inline constexpr std::string_view noTimestamp =
    "The sample has no time: a page of metrics says what was counted, not when it was read. Export with times instead";

}    // namespace faultline
