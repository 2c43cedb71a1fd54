#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// docker events --format json, one object a line.
EventFormat dockerEvents();

}    // namespace faultline
