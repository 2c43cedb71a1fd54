#pragma once

#include "tests/support/noise.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace faultline::evaluate {

/// Distributions of our own: the library's differ between implementations, these make the same cases everywhere.
class RandomNumbers {
public:
    explicit RandomNumbers(std::uint64_t seed) : m_noise(seed) {}

    double uniform() { return m_noise.next(); }    // [0, 1)
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(uniform() * static_cast<double>(count)); }
    std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }

    /// Sum of twelve uniform numbers less 6: mean 0, deviation 1, never beyond 6.
    double normal()
    {
        double sum = -6;
        for (int i = 0; i < 12; ++i)
            sum += uniform();
        return sum;
    }
    double exponential() { return -std::log(1 - uniform()); }
    double weibull(double shape) { return std::pow(exponential(), 1 / shape); }
    double logNormal(double sigma) { return std::exp(sigma * normal()); }
    double poisson(double mean)
    {
        if (mean > 60)
            return std::floor(std::fmax(0.0, mean + std::sqrt(mean) * normal()) + 0.5);
        const double limit = std::exp(-mean);
        double product = uniform();
        double count = 0;
        for (; product > limit; ++count)
            product *= uniform();
        return count;
    }

private:
    test::Noise m_noise;
};

}    // namespace faultline::evaluate
