#pragma once

#include "app/import/writtentime.h"

#include <optional>
#include <string_view>

namespace faultline {

/// The stamp at the front of a line of a MySQL or MariaDB log: "2024-04-23T19:29:58.123456Z" (5.7 and later),
/// "2024-04-23 21:29:58" (5.6, MariaDB) or "240423 21:29:58", "080401  0:08:01" (to 5.5, MariaDB); the last two are in the
/// server's zone. Years of two digits are 20xx. Takes it from `text`; untouched when there is none.
std::optional<WrittenTime> scanMySqlTime(std::string_view& text);

}    // namespace faultline
