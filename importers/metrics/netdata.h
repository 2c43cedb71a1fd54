#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Netdata's data API (format=json, jsonwrap) and allmetrics in JSON.
std::unique_ptr<Importer> netdataJson();

}    // namespace faultline
