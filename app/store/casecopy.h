#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/store/database.h"

#include <string>

namespace faultline {

/// Writes the case into a new file as it is at this moment, also while an import goes on: what that has not finished is discarded
/// when the copy is opened. Overwrites nothing, and leaves nothing when it fails or is stopped.
Result<void> copyCase(Database& from, const std::string& to, const TaskControl& control = {});

}    // namespace faultline
