#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Summaries of load tests that hold no times (ab -e, hey, Locust's statistics and failures): known, and refused with the reason.
std::unique_ptr<Importer> timelessSummary();

}    // namespace faultline
