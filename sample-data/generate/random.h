#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace faultline::samples {

/// A small generator (xorshift64*) that gives the same numbers on every machine and library.
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed * 0x9e3779b97f4a7c15ULL + 0x2545f4914f6cdd1dULL) {}

    std::uint64_t next()
    {
        m_state ^= m_state >> 12U;
        m_state ^= m_state << 25U;
        m_state ^= m_state >> 27U;
        return m_state * 0x2545f4914f6cdd1dULL;
    }
    double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }                 ///< [0, 1)
    double between(double low, double high) { return low + (high - low) * unit(); }
    std::int64_t whole(std::int64_t low, std::int64_t high)                                  ///< both included
    {
        return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(double probability) { return unit() < probability; }
    double exponential(double mean) { return -mean * std::log(1.0 - unit()); }
    double logNormal(double median, double sigma)
    {
        const double normal = std::sqrt(-2.0 * std::log(1.0 - unit())) * std::cos(6.283185307179586 * unit());
        return median * std::exp(sigma * normal);
    }
    /// An index with probability proportional to its weight; `cumulative` is the running sum of the weights.
    std::size_t pick(const std::vector<double>& cumulative)
    {
        const double target = unit() * cumulative.back();
        std::size_t low = 0;
        std::size_t high = cumulative.size() - 1;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (cumulative[middle] > target)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

private:
    std::uint64_t m_state;
};

}    // namespace faultline::samples
