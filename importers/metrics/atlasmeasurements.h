#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Measurements of a process by the API of MongoDB Atlas, Ops Manager or Cloud Manager; also "atlas metrics processes -o json".
std::unique_ptr<Importer> atlasMeasurements();

}    // namespace faultline
