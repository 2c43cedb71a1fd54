#pragma once

#include "app/base/timestamp.h"

namespace faultline {

/// From one instant to another; what does not fit into 64 bits (more than 292 years) is the largest or smallest there is.
inline Nanoseconds distance(Timestamp from, Timestamp to)
{
    std::int64_t length = 0;
    if (!__builtin_sub_overflow(nanosecondsOf(to), nanosecondsOf(from), &length))
        return Nanoseconds(length);
    return to > from ? Nanoseconds::max() : Nanoseconds::min();
}

/// Whether two instants are no further apart than `limit`, whichever is first.
inline bool isWithin(Timestamp one, Timestamp other, Nanoseconds limit)
{
    const Nanoseconds length = one < other ? distance(one, other) : distance(other, one);
    return length <= limit;
}

}    // namespace faultline
