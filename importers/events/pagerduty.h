#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// PagerDuty log entries, incidents and version 3 webhooks: an incident from its trigger to its resolution, and what people did
/// in between.
EventFormat pagerDuty();

}    // namespace faultline
