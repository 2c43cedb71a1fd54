#pragma once

#include "app/import/importer.h"

namespace faultline {

/// VictoriaMetrics /api/v1/export: an object a line with metric, values and timestamps (milliseconds).
std::unique_ptr<Importer> victoriaMetricsExport();

}    // namespace faultline
