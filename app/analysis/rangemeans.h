#pragma once

#include "app/analysis/valuegrid.h"

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// Sums that give the mean of any range of steps in no time, gaps left out.
class RangeMeans {
public:
    explicit RangeMeans(std::span<const double> values) : m_sums(values.size() + 1, 0), m_counts(values.size() + 1, 0)
    {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool isValue = std::isfinite(values[i]);
            m_sums[i + 1] = m_sums[i] + (isValue ? values[i] : 0);
            m_counts[i + 1] = m_counts[i] + (isValue ? 1U : 0U);
        }
    }
    std::size_t count(IndexRange range) const { return m_counts[range.end] - m_counts[range.begin]; }
    double mean(IndexRange range) const { return (m_sums[range.end] - m_sums[range.begin]) / static_cast<double>(count(range)); }

private:
    std::vector<double> m_sums;
    std::vector<std::size_t> m_counts;
};

}    // namespace faultline
