#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Molotov's report as Taurus records it: requests, scenarios and workers, an object a line.
std::unique_ptr<Importer> molotovReport();
/// "vegeta encode": a result a line with nanoseconds of latency.
std::unique_ptr<Importer> vegetaJson();

}    // namespace faultline
