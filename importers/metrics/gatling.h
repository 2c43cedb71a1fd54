#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Gatling simulation.log in its text forms (1 to 3.11): requests, groups and users, tab separated, epoch milliseconds.
std::unique_ptr<Importer> gatlingLog();

}    // namespace faultline
