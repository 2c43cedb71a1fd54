#pragma once

#include "app/import/importer.h"

namespace faultline {

/// "metric.path 12.5 1713900598": the plaintext protocol of Carbon, tags as name;tag=value.
std::unique_ptr<Importer> graphitePlaintext();
/// Graphite's render API with format=json: targets with [value, seconds] pairs.
std::unique_ptr<Importer> graphiteJson();

}    // namespace faultline
