#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// ServiceNow incidents, problems and changes by the Table API, with display values or without.
EventFormat serviceNow();

}    // namespace faultline
