#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Grafana annotations (GET /api/annotations): regions, instants, and the states of alerts as intervals from alerting to
/// normal.
EventFormat grafanaAnnotations();

}    // namespace faultline
