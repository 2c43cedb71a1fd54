#pragma once

#include "app/import/importer.h"

namespace faultline {

/// JMeter results as CSV (JTL): labels, codes, elapsed milliseconds from the start of each sample. Also Taurus and Apiritif.
std::unique_ptr<Importer> jmeterCsv();
/// "vegeta encode --to csv": twelve columns without a header.
std::unique_ptr<Importer> vegetaCsv();
/// "ab -g": a gnuplot table of every request, tab separated.
std::unique_ptr<Importer> apacheBenchTable();

}    // namespace faultline
