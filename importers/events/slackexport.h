#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// A member of a Slack export (channel/2024-04-22.json: the messages of a day; channels.json; integration_logs.json; users.json) or
/// an answer of conversations.history. Messages are events at their exact `ts`; members join and leave unread; channels are events
/// at their creation; users tell no moment.
EventFormat slackExport();

}    // namespace faultline
