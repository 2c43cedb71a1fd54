#pragma once

#include "app/model/event.h"

#include <string_view>

namespace faultline {

/// False for what shows trouble instead of making it: alerts, saturation, crashes, elections, status posts, rows written by hand.
bool isChangeKind(std::string_view kind);

/// The kind is a change and it lasts: a flag, a maintenance; not the minutes that a deploy takes.
bool isState(const Event& event);

/// What changed, for telling changes of the same thing: the flag, else the service and its environment; "" = not known. Holds the kind.
std::string changedThing(const Event& event);

}    // namespace faultline
