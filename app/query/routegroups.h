#pragma once

#include "app/query/routeindex.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

struct RoutedPath {
    static constexpr std::uint32_t noCode = std::numeric_limits<std::uint32_t>::max();

    std::string_view text;
    std::uint32_t code = noCode;     ///< of the dictionary
    bool isAbsent = false;
    std::uint64_t count = 0;
};

/// Paths by template, or as they are where they or values in them are hot: see AdaptiveRoutes.
class RouteGroups {
public:
    /// The texts of the paths must outlive the groups. `records`: what a hot path has its share of.
    RouteGroups(const Dictionary& dictionary, const UrlTemplates& templates, const std::vector<RoutedPath>& paths, std::uint64_t records);
    RouteGroups(const RouteGroups&) = delete;
    RouteGroups& operator=(const RouteGroups&) = delete;

    std::uint32_t groupOf(std::uint32_t path) const { return m_groupOf[path]; }
    const std::vector<std::string_view>& texts() const { return m_texts; }    ///< by group, "" for the absent one; held by the groups
    const std::vector<std::string_view>& routes() const { return m_routes; }  ///< by group: the template it is of, whose values it may keep

private:
    std::uint32_t newGroup(std::string_view text, std::string_view route);

    std::shared_ptr<const RouteIndex> m_index;
    std::vector<std::uint32_t> m_groupOf;
    std::vector<std::string_view> m_texts, m_routes;
    std::deque<std::string> m_ownTexts;
};

}    // namespace faultline
