#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Runs and state versions of HCP Terraform and Terraform Enterprise: a run from plan or apply to its end.
EventFormat terraformRuns();

}    // namespace faultline
