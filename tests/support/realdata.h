#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace faultline::test {

/// A real log that is not part of the project, decompressed; nothing when it is not on this machine. The folder is named by
/// FAULTLINE_SHARED_DATA, else it is "../shared/data" beside the sources.
std::optional<std::string> realData(std::string_view path);

}    // namespace faultline::test
