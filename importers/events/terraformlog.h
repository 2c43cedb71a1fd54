#pragma once

#include "importers/events/eventformat.h"

namespace faultline {

/// terraform plan and apply -json, one message a line: a resource from the start to the end of its change.
EventFormat terraformLog();

}    // namespace faultline
