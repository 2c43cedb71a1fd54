#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/base/timezone.h"
#include "app/model/time.h"
#include "app/store/database.h"

#include <cstdint>
#include <optional>

namespace faultline {

/// How the stored instants of a source move when its zone or its clock offset changes.
struct TimeMapping {
    TimeZone oldZone;
    TimeZone newZone;
    Nanoseconds oldClock{0};
    Nanoseconds newClock{0};

    struct Mapped {
        std::int64_t utc = 0;
        std::int64_t local = 0;    ///< the wall clock, only for basis SourceZone
        bool inGap = false;        ///< the new zone skips that wall clock
    };
    /// Nothing when the result leaves the range of Timestamp. `knownLocal`: the wall clock as it was written, kept for rows
    /// that fell into a gap of the old zone, where it cannot be computed back.
    std::optional<Mapped> map(std::int64_t utc, TimeBasis basis, std::optional<std::int64_t> knownLocal = {}) const;
};

/// Rewrites every stored time of one source inside the caller's transaction and sets the source's first and last.
Result<void> rewriteSourceTimes(Database& database, std::int64_t sourceId, const TimeMapping& mapping,
                                const TaskControl& control);

}    // namespace faultline
