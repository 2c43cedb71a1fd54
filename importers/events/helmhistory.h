#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// Releases by helm history and helm list -o json: each revision is a deploy at the time it was made.
EventFormat helmHistory();

/// "Helm hub-1.2.3 (revision 3)", or "Helm rollback to ..." where the description says so.
std::string helmTitle(std::string_view chart, std::string_view revision, std::string_view description);

}    // namespace faultline
