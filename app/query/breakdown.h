#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/filter.h"
#include "app/query/windowtime.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"    // g++ 12 takes the scoped name Bytes for a shadow
enum class BreakdownSort : std::uint8_t { Count, Duration, Bytes, Errors, Change };
#pragma GCC diagnostic pop

struct BreakdownRequest {
    RecordKind kind = RecordKind::Request;
    std::string by = "path";                   ///< a field name, "route" or "source"
    TimeRange window;
    std::optional<TimeRange> baseline;
    Filter filter;
    WindowTime windowTime = WindowTime::Written;
    BreakdownSort sort = BreakdownSort::Count;
    std::size_t top = 20;                      ///< 0 = all
};

/// One value. Numbers that the records do not carry are absent (nullopt), never 0.
struct BreakdownRow {
    std::string value;
    std::string route;                         ///< by route: the template that the row is of; `value` may keep values of it
    bool isAbsent = false;                     ///< the row of records without the field
    std::uint64_t count = 0;
    double share = 0;                          ///< of all records in the window, 0..1
    double ratePerSecond = 0;
    std::uint64_t errors = 0;                  ///< status >= 500, or severity error and worse
    std::optional<std::uint64_t> abandoned;    ///< status 499, 460 or 0; requests only
    std::optional<double> durationSumSeconds;
    std::optional<double> p50Ms, p95Ms, p99Ms; ///< nearest-rank, exact
    std::optional<std::int64_t> bytes;
    // With a baseline only:
    std::uint64_t baselineCount = 0;
    double baselineRatePerSecond = 0;
    std::optional<double> ratio;               ///< of rates; nullopt when the baseline is 0 (then the value is new)
    double changePerSecond = 0;                ///< difference of rates
    double gain = 0;                           ///< signed log-likelihood ratio of counts, docs/architecture.md
};

struct Breakdown {
    std::vector<BreakdownRow> rows;
    std::uint64_t records = 0;                 ///< in the window and filter
    std::uint64_t baselineRecords = 0;
    std::uint64_t values = 0;                  ///< distinct values before `top` cut them
    TimeRange window;                          ///< bounded: the range of the data where the request was open
    std::optional<TimeRange> baseline;
};

/// Scans the columns that the request names, on the pool. Duration percentiles are exact for the rows returned.
/// `by == "route"`: rows are URL templates, and every exact path with at least 1 % of the window's records is a row of its own.
Result<Breakdown> breakdown(SegmentReader& reader, const FilterContext& context, const BreakdownRequest& request,
                            const TaskControl& control = {});

}    // namespace faultline
