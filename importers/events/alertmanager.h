#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Alertmanager's webhooks (version 4) and the alerts of its API: one interval an alert, joined by fingerprint and start.
EventFormat alertmanagerAlerts();

}    // namespace faultline
