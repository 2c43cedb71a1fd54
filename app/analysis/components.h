#pragma once

#include "app/analysis/componentrank.h"
#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/model/series.h"
#include "app/store/database.h"
#include "app/store/segmentreader.h"

#include <cstddef>
#include <string>
#include <vector>

namespace faultline {

struct ComponentsRequest {
    TimeRange window;
    std::string label;                          ///< of imported series, whose values are the components; empty: componentLabelOf()
    std::string metric;                         ///< only series of this name; empty: all
    std::vector<Dependency> calls;
    std::string symptom;                        ///< the component that people complained about
    std::vector<TimeRange> incidents;           ///< left out of baselines
    ComponentOrder order = ComponentOrder::Strongest;
};

struct Components {
    std::string label;                          ///< as used
    std::vector<RankedComponent> rows;
    std::size_t series = 0;                     ///< that were looked at
    std::size_t tooShort = 0;                   ///< of them: under 20 values before the window or under three in it
    std::size_t unnamed = 0;                    ///< series without the label
    std::vector<std::string> notes;
};

/// Which service, pod or host left its baseline, by its imported series: see Deviation and rankComponents(). A Usage error when no label names components.
Result<Components> components(Database& database, SegmentReader& reader, const ComponentsRequest& request, const TaskControl& control = {});

/// The label that tells components apart: a usual name (service, pod, host ...) that half of the series carry, with two values or more; "" = none.
std::string componentLabelOf(const std::vector<SeriesInfo>& series);

}    // namespace faultline
