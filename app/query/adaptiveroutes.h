#pragma once

#include "app/query/routeindex.h"
#include "app/query/urltemplates.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// URL templates that keep what a window is full of: a path or a segment value with at least 1 % of the records (and 5 of
/// them) stands as it is written, everything else as the templates have it.
class AdaptiveRoutes {
public:
    /// The index must be of these templates.
    AdaptiveRoutes(const RouteIndex& index, const UrlTemplates& templates, std::uint64_t records)
        : m_index(index), m_templates(templates), m_records(records), m_counts(index.keys())
    {
    }

    void add(std::uint32_t path, std::uint64_t count);    ///< every path once, before the others
    bool keepsValues(std::uint32_t path, std::uint64_t count) const;    ///< false: its row is the route of the index
    void appendRow(std::uint32_t path, std::string_view text, std::uint64_t count, std::string& row) const;

private:
    bool isHot(std::uint64_t count) const { return count >= 5 && count >= m_records / 100 + (m_records % 100 != 0 ? 1 : 0); }

    const RouteIndex& m_index;
    const UrlTemplates& m_templates;
    std::uint64_t m_records;
    std::vector<std::uint64_t> m_counts;    ///< by key of the index
};

}    // namespace faultline
