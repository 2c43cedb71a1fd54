#pragma once

#include "app/model/record.h"

#include <string_view>

namespace faultline {

/// A severity as programs write it: "WARN", "warning", "err", "critical", "notice", and the numbers 10 to 60 of bunyan and pino.
Severity severityOf(std::string_view word);

}    // namespace faultline
