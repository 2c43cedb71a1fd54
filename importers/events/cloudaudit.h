#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// AWS CloudTrail: records of trails, entries of lookup-events.
EventFormat awsCloudTrail();
/// Google Cloud audit logs; the first and the last entry of an operation are one interval.
EventFormat googleCloudAudit();
/// Azure's activity log as the API lists it and as it is archived; the start and the end of an operation are one interval.
EventFormat azureActivity();
/// Microsoft 365's unified audit log and Entra's directory audits.
EventFormat microsoft365Audit();
/// Audit log of a Kubernetes API server.
EventFormat kubernetesAudit();

}    // namespace faultline
