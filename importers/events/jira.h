#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Jira issues: an issue from its creation to its resolution, its comments and, with a changelog, its changes of state.
EventFormat jiraIssues();
/// Requests of Jira Service Management.
EventFormat jiraServiceManagement();

}    // namespace faultline
