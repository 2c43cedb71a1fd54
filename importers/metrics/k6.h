#pragma once

#include "app/import/importer.h"

namespace faultline {

/// "k6 run --out json": a Metric or a Point a line.
std::unique_ptr<Importer> k6Json();
/// "k6 run --out csv": metric_name, timestamp, metric_value and tags.
std::unique_ptr<Importer> k6Csv();

}    // namespace faultline
