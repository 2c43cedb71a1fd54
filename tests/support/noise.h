#pragma once

#include <cstdint>

namespace faultline::test {

/// Numbers that are the same on every machine (splitmix64).
class Noise {
public:
    explicit Noise(std::uint64_t seed) : m_state(seed) {}
    double next()    ///< [0, 1)
    {
        m_state += 0x9E3779B97F4A7C15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return static_cast<double>((z ^ (z >> 31U)) >> 11U) / 9007199254740992.0;
    }
    double around() { return next() + next() + next() + next() - 2; }    ///< around 0, deviation 0.577

private:
    std::uint64_t m_state;
};

}    // namespace faultline::test
