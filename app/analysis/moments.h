#pragma once

#include "app/analysis/seriescandidate.h"
#include "app/analysis/unusual.h"

#include <string>
#include <vector>

namespace faultline {

struct MomentsRequest {
    TimeRange window;                           ///< which moments are told; what is usual is always learned from the whole case
    std::vector<SeriesSubject> subjects;        ///< empty: every imported series and what is measured of all records
    Filter filter;                              ///< of the requests
    WindowTime windowTime = WindowTime::Arrival;
    double least = 2;                           ///< score A(t) from which a moment is told
};

/// A moment when a series differs from what it was around it: worth a look, and perhaps an entry of the timeline.
struct MomentRow {
    SeriesSubject subject;
    std::string name;
    std::string unit;
    TimeRange span;                             ///< of a spike until it is half gone; of a shift of level one step
    UnusualKind kind = UnusualKind::Spike;
    bool isRise = true;
    double score = 0;                           ///< mean over four scales of ln(1 + |z|)
    double before = 0;                          ///< median of what came before
    double after = 0;                           ///< the peak of a spike, the median after a shift
    std::string sentence;
};

struct Moments {
    std::vector<MomentRow> rows;                ///< by time, then by score
    Nanoseconds step{0};                        ///< of records; an imported series that is rarer keeps its own
    std::size_t quiet = 0;                      ///< series without a moment of that score
    std::size_t tooShort = 0;                   ///< series with fewer than fifty known steps
    std::vector<std::string> notes;
};

/// Spikes and shifts of level of every series over the whole case; a daily and a weekly season are taken out. The same moments whatever the window.
Result<Moments> moments(Database& database, SegmentReader& reader, const FilterContext& context, const MomentsRequest& request,
                        const TaskControl& control = {});

}    // namespace faultline
