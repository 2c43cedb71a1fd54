#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// GitLab's deployments, pipelines, jobs and releases as the REST API lists them, and its webhooks.
EventFormat gitlab();

}    // namespace faultline
