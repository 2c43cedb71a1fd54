#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Events of a MongoDB Atlas or Ops Manager project: scaling, elections, alerts, people.
EventFormat atlasEvents();

}    // namespace faultline
