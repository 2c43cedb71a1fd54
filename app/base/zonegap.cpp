#include "app/base/zonegap.h"

namespace faultline {

LocalTime wallClockInGap(const TimeZone& zone, Timestamp utc)
{
    // It was read with the offset before the gap.
    for (const auto before : {std::chrono::hours(3), std::chrono::hours(25)}) {
        const LocalTime local{utc.time_since_epoch() + zone.offsetAt(utc - before)};
        const auto resolved = zone.resolve(local);
        if (resolved.kind == TimeZone::LocalKind::Gap && resolved.utc == utc)
            return local;
    }
    return LocalTime{utc.time_since_epoch() + zone.offsetAt(utc)};
}

}    // namespace faultline
