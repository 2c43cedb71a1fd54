#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Answers of Datadog: GET /api/v1/query (point lists) and POST /api/v2/query/timeseries (times and a row of values a series).
std::unique_ptr<Importer> datadogQuery();

}    // namespace faultline
