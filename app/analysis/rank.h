#pragma once

#include "app/analysis/lag.h"
#include "app/analysis/seriescandidate.h"

#include <string>
#include <vector>

namespace faultline {

struct RankRequest {
    SeriesSubject target;
    std::vector<TimeRange> windows;                  ///< one or several incidents
    std::vector<std::string> among;                  ///< empty: rankedAmong()
    Nanoseconds mostLag{std::chrono::minutes(30)};
    std::vector<TimeRange> incidents;                ///< left out of baselines, beside the windows themselves
    Filter filter;                                   ///< of the requests
    WindowTime windowTime = WindowTime::Arrival;
    std::size_t mostValues = 10'000;                 ///< of a field
    std::size_t top = 30;                            ///< rows in the answer; 0 = all
};

/// "series" (imported), "records" (all requests, operations, lines) and the fields whose values are laid beside a target when none are named.
std::vector<std::string> rankedAmong();

/// A candidate in one window.
struct RankWindow {
    Lag lag;
    Nanoseconds step{0};                             ///< of the common grid: leads of `lag` are in these
    Deviation deviation;                             ///< how far the candidate left its baseline
};

struct RankRow {
    SeriesSubject subject;
    std::string name;
    std::string unit;
    std::vector<RankWindow> windows;                 ///< in the order of the request; rho is empty where the candidate has no place
    double score = 0;                                ///< mean of |rho| over the windows
    std::size_t hits = 0;                            ///< windows where hardly any earlier stretch fits as well
    std::vector<std::string> same;                   ///< names of candidates that are this one in other words
    std::string sentence;

    bool isUnusual() const { return hits > 0; }
};

struct Ranking {
    std::vector<RankRow> rows;                       ///< those that earlier stretches equal last; by score, equal ones by subject
    std::string target;
    std::vector<TimeRange> windows;                  ///< as used: short ones are widened
    std::size_t candidates = 0;
    std::size_t constant = 0;                        ///< candidates that do not move in any window
    std::size_t tooShort = 0;                        ///< candidates with fewer than 20 steps in common with the target
    std::vector<std::string> notes;                  ///< what it did otherwise than asked, and what it cannot say
};

/// What moves with a chosen series, and which of the two is first. Moving together is no proof of a cause.
Result<Ranking> rank(Database& database, SegmentReader& reader, const FilterContext& context, const RankRequest& request,
                     const TaskControl& control = {});

}    // namespace faultline
