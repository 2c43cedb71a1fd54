#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// What GitHub sends and lists: webhooks of any kind, releases, workflow runs and jobs, checks, commit statuses, deployments,
/// and recorded exchanges with its API.
EventFormat githubEvents();

}    // namespace faultline
