#include "app/query/routeindex.h"

#include "app/base/parallel.h"
#include "app/query/urltemplates.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace faultline {
namespace {

constexpr std::uint32_t pathsPerTask = 8192;
constexpr std::uint32_t plain = std::numeric_limits<std::uint32_t>::max();    // the template is the path as it is

std::uint64_t mixed(std::uint64_t hash, std::string_view text)
{
    // The odd constant is 2^64 divided by the golden ratio.
    hash ^= std::hash<std::string_view>()(text) + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
    return hash * 0x9e3779b97f4a7c15ULL;
}

/// What one task finds in its paths; the numbers are its own.
struct Found {
    std::unordered_map<std::string, std::uint32_t> routeOfText;
    std::vector<std::uint32_t> routes;       // by path
    std::vector<std::uint32_t> keyCounts;    // by path
    std::vector<std::uint64_t> keys;         // hash of the template before the segment and of its text
    std::vector<RouteSegment> segments;
    std::string text;

    void add(std::string_view path, const UrlTemplates& templates)
    {
        text.clear();
        templates.split(path, segments);
        appendTemplate(path, segments, text);
        const auto next = static_cast<std::uint32_t>(routeOfText.size());
        routes.push_back(text == path ? plain : routeOfText.try_emplace(text, next).first->second);
        std::uint64_t prefix = 0;
        std::uint32_t count = 0;
        for (const RouteSegment& segment : segments) {
            if (segment.isShaped() && count < RouteIndex::mostKeysOfAPath) {
                keys.push_back(mixed(prefix, segment.literal));
                ++count;
            }
            prefix = mixed(prefix, segment.isShaped() ? segment.shape : segment.literal);
        }
        keyCounts.push_back(count);
    }
};

}    // namespace

RouteIndex::RouteIndex(std::uint32_t paths, const TextAt& textAt, const UrlTemplates& templates) : m_routeOfPath(paths)
{
    const std::size_t tasks = (std::size_t{paths} + pathsPerTask - 1) / pathsPerTask;
    const auto endOf = [paths](std::size_t task) {
        return static_cast<std::uint32_t>(std::min<std::size_t>(paths, (task + 1) * pathsPerTask));
    };
    std::vector<Found> found(tasks);
    parallelFor(tasks, [&](std::size_t task) {
        for (auto path = static_cast<std::uint32_t>(task * pathsPerTask); path < endOf(task); ++path)
            found[task].add(textAt(path), templates);
    });

    std::unordered_map<std::string_view, std::uint32_t> routeOfText;
    std::unordered_map<std::uint64_t, std::uint32_t> numberOfKey;
    std::vector<std::vector<std::uint32_t>> routesOfTask(tasks);
    m_keyBegins.reserve(std::size_t{paths} + 1);
    m_keyBegins.push_back(0);
    for (std::size_t task = 0; task < tasks; ++task) {
        routesOfTask[task].resize(found[task].routeOfText.size());
        for (const auto& [text, number] : found[task].routeOfText) {
            const auto next = static_cast<std::uint32_t>(m_routeTexts.size());
            auto known = routeOfText.find(text);
            if (known == routeOfText.end()) {
                m_routeTexts.emplace_back(m_ownTexts.emplace_back(text));
                known = routeOfText.emplace(m_routeTexts.back(), next).first;
            }
            routesOfTask[task][number] = known->second;
        }
        for (const std::uint64_t key : found[task].keys)
            m_keysOfPaths.push_back(numberOfKey.try_emplace(key, static_cast<std::uint32_t>(numberOfKey.size())).first->second);
        for (const std::uint32_t count : found[task].keyCounts)
            m_keyBegins.push_back(m_keyBegins.back() + count);
    }
    m_keys = static_cast<std::uint32_t>(numberOfKey.size());

    // A path that is its own template joins the paths whose template reads the same; else it is a route by itself.
    parallelFor(tasks, [&](std::size_t task) {
        for (auto path = static_cast<std::uint32_t>(task * pathsPerTask); path < endOf(task); ++path) {
            std::uint32_t& route = m_routeOfPath[path];
            route = found[task].routes[path - task * pathsPerTask];
            if (route != plain) {
                route = routesOfTask[task][route];
            } else if (!routeOfText.empty()) {
                const auto known = routeOfText.find(textAt(path));
                route = known == routeOfText.end() ? plain : known->second;
            }
        }
    });
    for (std::uint32_t path = 0; path < paths; ++path) {
        if (m_routeOfPath[path] != plain)
            continue;
        m_routeOfPath[path] = static_cast<std::uint32_t>(m_routeTexts.size());
        m_routeTexts.push_back(textAt(path));
    }
}

}    // namespace faultline
