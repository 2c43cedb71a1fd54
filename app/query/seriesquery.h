#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/model/series.h"
#include "app/store/database.h"

#include <cstdint>
#include <vector>

namespace faultline {

/// Samples of a window, reduced so that a chart of them looks as if nothing had been left out.
struct SeriesValues {
    SeriesInfo series;
    TimeRange window;                ///< bounded: the range of the samples where the request was open
    std::vector<Sample> samples;     ///< in time order; NaN stands where the source wrote a gap or samples are missing
    std::uint64_t samplesInWindow = 0;
};

/// The samples of a series in a window. When there are more than `points`, the window is cut into points / 4 buckets and of
/// each the first, smallest, largest and last sample stay. Where two neighbours are more than three steps apart a NaN sample
/// is put between them, one step after the first: a line must not bridge it. `points` = 0: all.
Result<SeriesValues> seriesValues(Database& database, std::int64_t seriesId, TimeRange window, std::size_t points,
                                  const TaskControl& control = {});

/// The reduction by itself. `step` 0: no gaps are found, only those written as NaN are kept.
std::vector<Sample> reducedSamples(const std::vector<Sample>& samples, TimeRange window, Nanoseconds step, std::size_t points);

}    // namespace faultline
