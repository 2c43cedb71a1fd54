#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Mattermost's bulk export (import.jsonl): posts, their replies and direct posts are events; the lines for teams, channels, users
/// and emoji tell no moment.
EventFormat mattermostExport();

}    // namespace faultline
