#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Azure Monitor metrics: answers of the REST API and of "az monitor metrics list", one or a list of them.
std::unique_ptr<Importer> azureMonitor();

}    // namespace faultline
