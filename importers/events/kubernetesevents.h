#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Kubernetes events: lists of kubectl and of the API, both generations, and watch streams. A repeated event is one interval
/// with its count.
EventFormat kubernetesEvents();

}    // namespace faultline
