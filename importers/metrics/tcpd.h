#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Series of the Turing Change Point Dataset: one JSON object with a time column and one list of values a dimension.
std::unique_ptr<Importer> turingChangePointSeries();

}    // namespace faultline
