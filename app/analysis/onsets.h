#pragma once

#include "app/analysis/onset.h"
#include "app/analysis/seriescandidate.h"

#include <string>
#include <vector>

namespace faultline {

struct OnsetsRequest {
    TimeRange window;
    std::vector<SeriesSubject> subjects;        ///< empty: every imported series and what is measured of all records
    Filter filter;                              ///< of the requests
    WindowTime windowTime = WindowTime::Arrival;
};

struct OnsetRow {
    SeriesSubject subject;
    std::string name;
    std::string unit;
    Timestamp time{};
    TimeRange interval;                         ///< where it may as well have begun
    double strength = 0;                        ///< the jump in spreads of the baseline
    double before = 0;
    double after = 0;
    bool isFall = false;
    std::size_t step = 0;                       ///< of the cascade; rows of one step overlap: no order is claimed among them
    std::string sentence;
};

struct Onsets {
    std::vector<OnsetRow> rows;                 ///< by step, then by time
    std::size_t quiet = 0;                      ///< series without a jump of four spreads, or with too few values
    std::vector<std::string> notes;
};

/// The first change of every series around a window, as an ordered cascade. First is not cause.
Result<Onsets> onsets(Database& database, SegmentReader& reader, const FilterContext& context, const OnsetsRequest& request,
                      const TaskControl& control = {});

}    // namespace faultline
