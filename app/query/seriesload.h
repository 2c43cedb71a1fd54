#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/seriespyramid.h"
#include "app/store/database.h"

#include <memory>

namespace faultline {

enum class SeriesDetail : std::uint8_t {
    Samples,    ///< 25 bytes a sample
    Summary     ///< 2 bytes a sample, read without ever holding more than a few blocks
};

/// The samples of a series in a window, ready to be drawn.
Result<std::shared_ptr<const SeriesPyramid>> loadSeries(Database& database, const SeriesInfo& series, TimeRange window,
                                                        SeriesDetail detail, const TaskControl& control = {});

}    // namespace faultline
