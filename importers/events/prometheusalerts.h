#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Prometheus /api/v1/alerts and /api/v1/rules, also as Grafana serves them: each alert that is pending or firing.
EventFormat prometheusAlerts();

}    // namespace faultline
