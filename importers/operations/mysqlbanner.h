#pragma once

#include <string_view>

namespace faultline {

/// The three lines that the server puts into its slow and general logs when it opens them: "mysqld, Version: ... started
/// with:", "Tcp port: 3306  Unix socket: ...", "Time                 Id Command    Argument".
bool isMySqlBanner(std::string_view line);

}    // namespace faultline
