#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Tsung's statistics with its JSON backend: a dump of all counters every few seconds, often without the closing brackets.
std::unique_ptr<Importer> tsungJson();

}    // namespace faultline
