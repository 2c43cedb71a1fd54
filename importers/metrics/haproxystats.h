#pragma once

#include "app/import/importer.h"

namespace faultline {

/// HAProxy's statistics as CSV ("show stat", ;csv) with a column of times before or behind its own, as collectors add one.
/// A single page without times is refused: it says what was counted, not when.
std::unique_ptr<Importer> haproxyStats();

}    // namespace faultline
