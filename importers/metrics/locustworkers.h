#pragma once

#include "app/import/importer.h"

namespace faultline {

/// What Locust's workers report to the master, an object a line: requests by endpoint and second, users, response times.
std::unique_ptr<Importer> locustWorkers();

}    // namespace faultline
