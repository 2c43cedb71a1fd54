#pragma once

#include "app/import/importer.h"

namespace faultline {

/// InfluxDB line protocol; the unit of the times by magnitude.
std::unique_ptr<Importer> influxLineProtocol();
/// Annotated CSV of InfluxDB 2 and 3: tables with #datatype, #group and #default, or without.
std::unique_ptr<Importer> influxAnnotatedCsv();
/// Answers of InfluxDB 1: results, series, columns and values.
std::unique_ptr<Importer> influxQuery();

}    // namespace faultline
