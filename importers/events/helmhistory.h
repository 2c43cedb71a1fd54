#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Releases by helm history and helm list -o json: each revision is a deploy at the time it was made.
EventFormat helmHistory();

}    // namespace faultline
