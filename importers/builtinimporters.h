#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Every format this program opens, special before generic (the order decides between equal confidences).
ImporterList builtinImporters();

}    // namespace faultline
