#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// LaunchDarkly's audit log (GET /api/v2/auditlog): the time a flag was on in an environment as one interval, every other change
/// as an instant.
EventFormat launchDarklyAudit();

}    // namespace faultline
