#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Graphite's events (GET /events/get_data): instants in seconds since 1970.
EventFormat graphiteEvents();

}    // namespace faultline
