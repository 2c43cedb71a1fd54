#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Adds the formats of this folder.
void addEventImporters(ImporterList& list);

}    // namespace faultline
