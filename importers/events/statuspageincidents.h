#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Statuspage's API v2 (incidents.json, scheduled-maintenances.json, summary.json): one event an update at display_at, which is
/// when it is said to have been true; created_at is later for incidents that were written down afterwards. A maintenance is an
/// interval besides its updates.
EventFormat statuspageIncidents();

}    // namespace faultline
