#pragma once

#include "app/import/importer.h"

namespace faultline {

/// OTLP metrics as JSON: ExportMetricsServiceRequest, one document or one a line (the collector's file exporter).
std::unique_ptr<Importer> otlpMetrics();

}    // namespace faultline
