#pragma once

#include <QString>

#include <optional>
#include <string>
#include <string_view>

namespace faultline::test {

/// Where real files are that are no part of the project: named by FAULTLINE_SHARED_DATA, else "../shared/data" beside the sources.
QString realDataFolder();

/// The bytes of a file, decompressed; nothing when there is none, or it cannot be read.
std::optional<std::string> fileText(const std::string& path);

/// One of them, decompressed; nothing when it is not on this machine.
std::optional<std::string> realData(std::string_view path);

}    // namespace faultline::test
