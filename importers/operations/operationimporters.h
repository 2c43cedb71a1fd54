#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Adds the formats of this folder.
void addOperationImporters(ImporterList& list);

}    // namespace faultline
