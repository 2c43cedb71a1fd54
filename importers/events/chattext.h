#pragma once

#include "app/model/event.h"

#include <string>
#include <string_view>

namespace faultline {

/// The text of a Slack message as people see it: "<@U12|ada>", "<#C12|general>", "<https://x|label>", "<!here>", "&amp;". The first
/// address goes into `link` when given.
std::string plainSlackText(std::string_view text, std::string* link = nullptr);

/// Title and body of a chat message: its first line, and the whole where that is not all.
void setMessage(Event& event, std::string text);

}    // namespace faultline
