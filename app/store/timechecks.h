#pragma once

#include "app/base/timestamp.h"
#include "app/model/source.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace faultline {

/// Watches the times of a source in file order for what a reader of charts must know: clock jumps and gaps.
class TimeChecks {
public:
    void observe(std::int64_t ns, std::uint64_t line)
    {
        if (m_seen != 0) {
            const std::int64_t step = stepFrom(m_previous, ns);
            if (step < -tolerance)
                noteBackwards(step, line);
            else if (step > 0)
                noteStep(ns, step, line);
        }
        ++m_seen;
        m_previous = ns;
    }

    /// Issue rows: "time-goes-backwards" (more than a second), "gap" (more than ten times the usual spacing and a minute).
    std::vector<Issue> issues() const;

private:
    /// Kept in range: absurd stamps lie more than 292 years apart.
    static std::int64_t stepFrom(std::int64_t from, std::int64_t to)
    {
        std::int64_t step = 0;
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        return __builtin_sub_overflow(to, from, &step) ? (to < from ? -most : most) : step;
    }
    static constexpr std::int64_t tolerance = 1'000'000'000;
    struct Gap {
        std::int64_t length = 0;
        std::int64_t begin = 0;
        std::int64_t end = 0;
        std::uint64_t line = 0;
    };
    /// Upper end of the power of two that holds the step at this share of all: at most twice that step.
    std::int64_t stepAtShare(double share) const;
    void noteBackwards(std::int64_t step, std::uint64_t line);
    void noteStep(std::int64_t ns, std::int64_t step, std::uint64_t line);

    std::uint64_t m_seen = 0;
    std::int64_t m_previous = 0;
    std::uint64_t m_backwards = 0;
    std::uint64_t m_firstBackwardsLine = 0;
    std::int64_t m_largestBackwards = 0;
    std::array<std::uint64_t, 64> m_stepsByMagnitude{};    // index = floor(log2(step))
    std::uint64_t m_steps = 0;
    std::vector<Gap> m_longest;                            // at most ten, unordered
    std::int64_t m_shortestKept = 0;
};

}    // namespace faultline
