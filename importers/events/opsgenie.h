#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Opsgenie alerts from their creation to their end, and logs of alerts.
EventFormat opsgenie();

}    // namespace faultline
