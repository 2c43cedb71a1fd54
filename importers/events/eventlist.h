#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Any JSON list or lines of objects with a time and a title or a kind.
EventFormat eventList();

}    // namespace faultline
