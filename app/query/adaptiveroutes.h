#pragma once

#include "app/query/route.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace faultline {

/// URL templates that keep what a window is full of: a path or a segment value with at least 1 % of the records (and 5 of
/// them) stands as it is written, everything else by its shape.
class AdaptiveRoutes {
public:
    explicit AdaptiveRoutes(std::uint64_t records) : m_records(records) {}

    void add(std::string_view path, std::uint64_t count);    ///< every path once, before the first rowOf()
    void appendRow(std::string_view path, std::uint64_t count, std::string& row);

private:
    bool isHot(std::uint64_t count) const { return count >= 5 && count >= m_records / 100 + (m_records % 100 != 0 ? 1 : 0); }

    std::uint64_t m_records;
    std::unordered_map<std::uint64_t, std::uint64_t> m_countOfSegment;    ///< by hash of the template before it and its text
    std::vector<RouteSegment> m_segments;
};

}    // namespace faultline
