#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Locust's _stats_history.csv: a line a second and endpoint with rates, users and percentiles.
std::unique_ptr<Importer> locustHistory();
/// Siege's log of whole runs (siege.log), a line a run.
std::unique_ptr<Importer> siegeLog();

}    // namespace faultline
