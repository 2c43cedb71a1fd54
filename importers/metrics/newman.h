#pragma once

#include "app/import/importer.h"

namespace faultline {

/// A run of a Postman collection: the report of newman's JSON reporter, or the results that Postman's collection runner exports.
/// Both hold the time of the run and how long each request took, but no time of a request.
std::unique_ptr<Importer> newmanReport();

}    // namespace faultline
