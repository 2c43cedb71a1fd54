#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// ECS services: their deployments and service events.
EventFormat ecsServices();
/// CodeDeploy deployments.
EventFormat codeDeploy();
/// AWS Health events.
EventFormat awsHealth();

}    // namespace faultline
