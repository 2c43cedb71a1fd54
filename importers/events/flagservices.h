#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Events of an Unleash server.
EventFormat unleashEvents();
/// Flagsmith's audit log.
EventFormat flagsmithAudit();
/// Statsig's audit log.
EventFormat statsigAudit();

}    // namespace faultline
