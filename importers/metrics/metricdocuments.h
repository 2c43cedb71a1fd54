#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Metric documents of OpenSearch and Elasticsearch: OpenTelemetry data points as Data Prepper stores them, and documents of
/// Metricbeat's kind with @timestamp and numbers anywhere; a list, a search answer, or one a line.
std::unique_ptr<Importer> metricDocuments();

}    // namespace faultline
