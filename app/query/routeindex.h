#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

class UrlTemplates;

/// The templates of many paths, worked out once: which path has which template, and which values ("42" in /users/42)
/// it holds. Numbers instead of texts, so that grouping again touches no path.
class RouteIndex {
public:
    static constexpr std::uint32_t mostKeysOfAPath = 64;    ///< bounds the memory for absurd paths
    using TextAt = std::function<std::string_view(std::uint32_t path)>;

    /// The texts must outlive the index, the templates need not. Works on the pool.
    RouteIndex(std::uint32_t paths, const TextAt& textAt, const UrlTemplates& templates);
    RouteIndex(RouteIndex&&) = default;    // no copies: texts point into the index

    std::uint32_t routes() const { return static_cast<std::uint32_t>(m_routeTexts.size()); }
    std::uint32_t keys() const { return m_keys; }
    std::uint32_t routeOf(std::uint32_t path) const { return m_routeOfPath[path]; }
    std::string_view textOf(std::uint32_t route) const { return m_routeTexts[route]; }

    /// The values in a path: equal numbers are the same value behind the same template.
    struct Keys {
        const std::uint32_t* first;
        const std::uint32_t* last;
        const std::uint32_t* begin() const { return first; }
        const std::uint32_t* end() const { return last; }
    };
    Keys keysOf(std::uint32_t path) const
    {
        return {m_keysOfPaths.data() + m_keyBegins[path], m_keysOfPaths.data() + m_keyBegins[path + 1]};
    }

private:
    std::vector<std::uint32_t> m_routeOfPath;
    std::vector<std::uint32_t> m_keyBegins;      ///< by path, and one more
    std::vector<std::uint32_t> m_keysOfPaths;
    std::vector<std::string_view> m_routeTexts;  ///< of the paths or of m_ownTexts
    std::deque<std::string> m_ownTexts;
    std::uint32_t m_keys = 0;
};

}    // namespace faultline
