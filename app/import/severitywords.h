#pragma once

#include "app/model/record.h"

#include <optional>
#include <string_view>

namespace faultline {

/// The severity that a word of a log means, in any case: "warning", "SEVERE", "crit", "debug2". Nothing for other words.
/// Ranges are those of the OpenTelemetry log data model: syslog's critical and alert are errors, emergency is fatal;
/// Python's CRITICAL and everybody's FATAL and PANIC are fatal.
std::optional<Severity> severityOfWord(std::string_view word);

/// "I", "W", "E", "F", "D", "V", "T", "C" of glog, Android, .NET and others.
std::optional<Severity> severityOfLetter(char letter);

/// Of syslog's numbers: 0 emergency ... 7 debug.
Severity severityOfSyslog(int level);

/// A cell or a member as programs write it: a word, or 10 to 60 of bunyan and pino.
Severity severityOf(std::string_view text);

}    // namespace faultline
