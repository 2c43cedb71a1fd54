#include "app/query/routegroups.h"

#include "app/query/adaptiveroutes.h"

#include <algorithm>
#include <unordered_map>

namespace faultline {
namespace {

constexpr std::uint32_t leastShareOfDictionary = 8;    // an eighth of its values among the paths, or all their templates do not pay
constexpr std::uint32_t noGroup = std::numeric_limits<std::uint32_t>::max();

/// The templates of the whole dictionary, kept with it, where enough of it is among the paths; else those of the paths.
std::shared_ptr<const RouteIndex> routeIndex(const Dictionary& dictionary, const UrlTemplates& templates, const std::vector<RoutedPath>& paths,
                                             std::vector<std::uint32_t>& numbers)
{
    const auto count = static_cast<std::uint32_t>(paths.size());
    const std::uint32_t values = dictionary.size();
    const bool isKept = count >= values / leastShareOfDictionary
        && std::all_of(paths.begin(), paths.end(), [](const RoutedPath& path) { return path.code != RoutedPath::noCode; });
    numbers.resize(count);
    for (std::uint32_t path = 0; path < count; ++path)
        numbers[path] = isKept ? paths[path].code : path;
    if (!isKept)
        return std::make_shared<const RouteIndex>(count, [&paths](std::uint32_t path) { return paths[path].text; }, templates);
    return dictionary.derived<RouteIndex>([&] { return RouteIndex(values, [&dictionary](std::uint32_t code) { return dictionary.at(code); }, templates); });
}

}    // namespace

RouteGroups::RouteGroups(const Dictionary& dictionary, const UrlTemplates& templates, const std::vector<RoutedPath>& paths,
                         std::uint64_t records)
    : m_groupOf(paths.size(), noGroup)
{
    std::vector<std::uint32_t> numbers;
    m_index = routeIndex(dictionary, templates, paths, numbers);
    AdaptiveRoutes routes(*m_index, templates, records);
    for (std::uint32_t path = 0; path < paths.size(); ++path) {
        if (!paths[path].isAbsent)
            routes.add(numbers[path], paths[path].count);
    }
    std::unordered_map<std::string_view, std::uint32_t> groupOfText;
    std::string text;
    for (std::uint32_t path = 0; path < paths.size(); ++path) {
        const RoutedPath& routed = paths[path];
        if (routed.isAbsent || !routes.keepsValues(numbers[path], routed.count))
            continue;
        text.clear();
        routes.appendRow(numbers[path], routed.text, routed.count, text);
        auto known = groupOfText.find(text);
        if (known == groupOfText.end()) {
            const std::string_view own = m_ownTexts.emplace_back(text);
            known = groupOfText.emplace(own, newGroup(own, m_index->textOf(m_index->routeOf(numbers[path])))).first;
        }
        m_groupOf[path] = known->second;
    }
    std::vector<std::uint32_t> groupOfRoute(m_index->routes(), noGroup);
    for (std::uint32_t path = 0; path < paths.size(); ++path) {
        if (m_groupOf[path] != noGroup)
            continue;
        if (paths[path].isAbsent) {
            m_groupOf[path] = newGroup({}, {});
            continue;
        }
        std::uint32_t& group = groupOfRoute[m_index->routeOf(numbers[path])];
        if (group == noGroup) {
            const std::string_view route = m_index->textOf(m_index->routeOf(numbers[path]));
            const auto known = groupOfText.find(route);
            group = known != groupOfText.end() ? known->second : newGroup(route, route);
        }
        m_groupOf[path] = group;
    }
}

std::uint32_t RouteGroups::newGroup(std::string_view text, std::string_view route)
{
    m_routes.push_back(route);
    m_texts.push_back(text);
    return static_cast<std::uint32_t>(m_texts.size() - 1);
}

}    // namespace faultline
