#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// How the objects of GitHub's REST API and the parts of its webhooks become events. "^" is the payload of the webhook around a
/// part.
const std::vector<EventMapping>& gitHubObjects();
/// Payloads that are told by themselves and not by a part: pushes, tags, reviews of deployments, commit statuses.
const std::vector<EventMapping>& gitHubPayloads();
/// An issue that an action other than "opened" tells of: reopened, edited, labeled ...
const EventMapping& changedGitHubIssue();

}    // namespace faultline
