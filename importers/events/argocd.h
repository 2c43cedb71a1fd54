#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Argo CD applications: the history of their syncs, and the operation that runs or failed.
EventFormat argoCdApplications();

}    // namespace faultline
