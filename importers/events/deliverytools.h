#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Executions of Spinnaker pipelines.
EventFormat spinnakerExecutions();
/// Octopus Deploy's events.
EventFormat octopusEvents();

}    // namespace faultline
