#pragma once

#include "app/model/event.h"

#include <map>
#include <string>
#include <string_view>

namespace faultline {

/// Names by the ids of users and channels.
using ChatNames = std::map<std::string, std::string, std::less<>>;

/// The text of a Slack message as people see it: "<@U12|ada>", "<#C12|general>", "<https://x|label>", "<!here>", "&amp;". The first
/// address goes into `link`.
std::string plainSlackText(std::string_view text, const ChatNames& names, std::string& link);

/// Title and body of a chat message: its first line, and the whole where that is not all.
void setMessage(Event& event, std::string text);

}    // namespace faultline
