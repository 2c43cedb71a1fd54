#pragma once

#include "app/base/timestamp.h"
#include "app/model/evidence.h"
#include "ui/chartspec.h"

#include <vector>

namespace faultline {

class CaseSession;

/// What an entry made on the chart rests on: the records or series of its visible lines in the window. A chart of many lines gives
/// its first ones.
std::vector<Evidence> evidenceOfChart(const CaseSession& session, const ChartSpec& chart, const TimeRange& window);

}    // namespace faultline
