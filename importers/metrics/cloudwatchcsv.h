#pragma once

#include "app/import/importer.h"

namespace faultline {

/// A metric graph of the CloudWatch console as CSV: rows that describe the columns, then a row a time in the zone that the
/// console showed, which the file does not tell.
std::unique_ptr<Importer> cloudWatchConsoleCsv();

}    // namespace faultline
