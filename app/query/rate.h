#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/breakdown.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline {

struct RateRequest {
    RecordKind kind = RecordKind::Request;
    TimeRange window;
    std::optional<Nanoseconds> step;    ///< default: a round step that gives at most 300 buckets
    std::string by;                     ///< "" = one line
    std::size_t top = 5;                ///< lines when `by` is given; the others are summed as "(other)"
    Filter filter;
    WindowTime windowTime = WindowTime::Written;
};

struct RateLine {
    std::string value;
    bool isAbsent = false;
    bool isOther = false;
    std::vector<std::uint64_t> counts;  ///< one a bucket
    std::uint64_t total = 0;
};

struct Rate {
    Timestamp begin{};                  ///< start of the first bucket, a multiple of step in UTC
    Nanoseconds step{0};
    std::size_t buckets = 0;
    std::vector<RateLine> lines;
};

Result<Rate> rate(SegmentReader& reader, const FilterContext& context, const RateRequest& request, const TaskControl& control = {});

}    // namespace faultline
