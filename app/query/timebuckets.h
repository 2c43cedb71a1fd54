#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <limits>

namespace faultline {

/// Equal steps of time that touch a window, aligned to multiples of the step in UTC.
struct TimeBuckets {
    std::int64_t begin = 0;     ///< of the first one, nanoseconds
    std::int64_t step = 1;
    std::size_t count = 0;

    /// Usage errors: a step of nothing, more than `most` buckets, a bucket that begins before time does.
    static Result<TimeBuckets> of(TimeRange window, Nanoseconds step, std::size_t most);

    Timestamp timeOf(std::size_t bucket) const { return timestampFrom(begin + static_cast<std::int64_t>(bucket) * step); }
    TimeRange range() const;    ///< the window widened to whole buckets
};

/// A step that a person reads easily: 1, 2, 5, 10, 15, 20, 30 of a unit; the finest from `smallest` on that cuts the window into
/// at most `mostBuckets`. Days are taken whole, in powers of two.
Nanoseconds roundStep(TimeRange window, std::size_t mostBuckets, Nanoseconds smallest = std::chrono::milliseconds(1));

/// The bucket of a time. Neighbours mostly share one, and divisions are slow.
class BucketCursor {
public:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    explicit BucketCursor(const TimeBuckets& buckets) : m_buckets(buckets), m_step(static_cast<std::uint64_t>(buckets.step)) {}
    std::size_t of(std::int64_t time)
    {
        if (time < m_buckets.begin)
            return none;
        const std::uint64_t offset = static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(m_buckets.begin);
        if (offset - m_begin >= m_step) {
            m_bucket = offset / m_step;
            m_begin = m_bucket * m_step;
        }
        return m_bucket < m_buckets.count ? m_bucket : none;
    }

private:
    const TimeBuckets& m_buckets;
    std::uint64_t m_step;
    std::uint64_t m_bucket = 0;
    std::uint64_t m_begin = 0;
};

}    // namespace faultline
