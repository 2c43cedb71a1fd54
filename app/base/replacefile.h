#pragma once

#include "app/base/result.h"

#include <string>
#include <string_view>

namespace faultline {

/// Writes the file beside its place, syncs it and puts it there in one step: afterwards the path holds the old content or the
/// new one, never a part. An existing file keeps its permissions; a device or pipe is written directly.
Result<void> replaceFile(const std::string& path, std::string_view content);

}    // namespace faultline
