#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// GitHub's deployments and their statuses, as the REST API lists them and as webhooks deliver them: one event a deployment,
/// from its first sign of work to its success or failure.
EventFormat githubDeployments();

}    // namespace faultline
