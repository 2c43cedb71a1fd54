#include "app/query/adaptiveroutes.h"

#include <functional>

namespace faultline {
namespace {

std::uint64_t mixed(std::uint64_t hash, std::string_view text)
{
    // The odd constant is 2^64 divided by the golden ratio.
    hash ^= std::hash<std::string_view>()(text) + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
    return hash * 0x9e3779b97f4a7c15ULL;
}

/// Calls take(segment, hash of the static template before it and of its text) for each segment.
template <typename Take>
void forEachKey(const std::vector<RouteSegment>& segments, Take take)
{
    std::uint64_t prefix = 0;
    for (const RouteSegment& segment : segments) {
        take(segment, segment.isShaped() ? mixed(prefix, segment.literal) : 0);
        prefix = mixed(prefix, segment.isShaped() ? segment.shape : segment.literal);
    }
}

}    // namespace

void AdaptiveRoutes::add(std::string_view path, std::uint64_t count)
{
    if (count == 0)
        return;
    splitRoute(path, m_segments);
    forEachKey(m_segments, [&](const RouteSegment& segment, std::uint64_t key) {
        if (segment.isShaped())
            m_countOfSegment[key] += count;
    });
}

void AdaptiveRoutes::appendRow(std::string_view path, std::uint64_t count, std::string& row)
{
    if (isHot(count) || path.empty() || path.front() != '/') {
        row.append(path);
        return;
    }
    splitRoute(path, m_segments);
    forEachKey(m_segments, [&](const RouteSegment& segment, std::uint64_t key) {
        row += '/';
        const bool keeps = !segment.isShaped() || [&] {
            const auto known = m_countOfSegment.find(key);
            return known != m_countOfSegment.end() && isHot(known->second);
        }();
        row.append(keeps ? segment.literal : segment.shape);
        if (!keeps)
            row.append(segment.suffix);
    });
    if (path.back() == '/')
        row += '/';
}

}    // namespace faultline
