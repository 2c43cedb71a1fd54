#pragma once

#include "app/model/evidence.h"
#include "app/model/hypothesis.h"
#include "app/model/timelineentry.h"

#include <string>
#include <string_view>

namespace faultline {

/// Without what tells who it was or lets somebody in: network and e-mail addresses, passwords, tokens and keys, the values of URL
/// parameters. Names of hosts, services and paths stay, because a postmortem is about them.
std::string redacted(std::string_view text);
TimelineEntry redacted(TimelineEntry entry);    ///< and without its owner
Evidence redacted(Evidence evidence);
Hypothesis redacted(Hypothesis hypothesis);    ///< and its evidence

}    // namespace faultline
