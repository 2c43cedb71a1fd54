#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/model/record.h"
#include "app/query/filter.h"
#include "app/store/segmentreader.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace faultline {

/// What is known of a request that somebody may have given up.
struct AskedRequest {
    Timestamp arrival{};
    std::int64_t durationNs = absent;
    std::int64_t status = absent;
    std::int64_t bytesOut = absent;
    std::uint64_t asker = 0;          ///< client address and exact path; 0 = not known
};

struct AskedRequests {
    std::vector<AskedRequest> requests;    ///< in no order
    bool isCut = false;                    ///< there are more than `most`
};

/// The requests that arrived in a window.
Result<AskedRequests> askedRequests(SegmentReader& reader, const FilterContext& context, TimeRange window, const Filter& filter, std::size_t most,
                                    const TaskControl& control = {});

}    // namespace faultline
