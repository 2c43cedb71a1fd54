#include "app/query/adaptiveroutes.h"

#include <algorithm>

namespace faultline {

void AdaptiveRoutes::add(std::uint32_t path, std::uint64_t count)
{
    for (const std::uint32_t key : m_index.keysOf(path))
        m_counts[key] += count;
}

bool AdaptiveRoutes::keepsValues(std::uint32_t path, std::uint64_t count) const
{
    const auto keys = m_index.keysOf(path);
    return isHot(count) || std::any_of(keys.begin(), keys.end(), [this](std::uint32_t key) { return isHot(m_counts[key]); });
}

void AdaptiveRoutes::appendRow(std::uint32_t path, std::string_view text, std::uint64_t count, std::string& row) const
{
    if (isHot(count) || text.empty() || text.front() != '/') {
        row.append(text);
        return;
    }
    std::vector<RouteSegment> segments;
    m_templates.split(text, segments);
    const auto keys = m_index.keysOf(path);
    const std::uint32_t* key = keys.begin();
    for (const RouteSegment& segment : segments) {
        const bool hasKey = segment.isShaped() && key != keys.end();
        const bool keeps = !segment.isShaped() || (hasKey && isHot(m_counts[*key]));
        key += hasKey ? 1 : 0;
        row += '/';
        row.append(keeps ? segment.literal : segment.shape);
        if (!keeps)
            row.append(segment.suffix);
    }
    if (text.back() == '/')
        row += '/';
}

}    // namespace faultline
