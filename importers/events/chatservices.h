#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// A channel of Discord as DiscordChatExporter writes it.
EventFormat discordExport();
/// Messages of Microsoft Teams: a list of chatMessage of the Graph API, with replies where they were asked for.
EventFormat teamsMessages();

}    // namespace faultline
