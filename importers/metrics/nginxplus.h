#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Status documents of NGINX Plus (its old status module and the API gathered into one object), one a line or one a file.
std::unique_ptr<Importer> nginxPlusStatus();

}    // namespace faultline
