#pragma once

#include "app/base/result.h"
#include "app/model/time.h"
#include "importers/requests/logvalue.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

enum class LogEscape : std::uint8_t { Default, Json, None };

/// A variable with the literal text that stands before it.
struct LogVariable {
    std::string literal;
    LogValue value = LogValue::Ignored;
    std::string name;        ///< as written, for rest and messages
    std::string argument;
};

/// A compiled nginx log_format or Apache LogFormat.
struct LogFormat {
    std::vector<LogVariable> variables;    ///< in written order
    std::string tail;                      ///< literal behind the last one
    std::vector<std::size_t> order;        ///< indexes into `variables` in the order of filling
    std::vector<std::string> unknown;      ///< names that no list of variables knows
    LogEscape escape = LogEscape::Default;
    Anchor anchor = Anchor::Unknown;
};

/// The text as a person pastes it: a whole directive, its quoted strings, or the format alone.
Result<LogFormat> compileNginxLogFormat(std::string_view text);
Result<LogFormat> compileApacheLogFormat(std::string_view text);

/// Which of the two a text is: nginx when it is a log_format directive or holds a $variable outside an Apache directive.
bool isNginxLogFormat(std::string_view text);

/// The last step of both: refuses formats without time or that cannot be taken apart, and fixes the order of filling.
Result<LogFormat> finishedLogFormat(LogFormat format);
Error logFormatError(std::string why);

/// Reads the quoted string at the front of `text`, with the backslash escapes of both servers, and advances behind it.
/// False, nothing moved, when there is none.
bool takeQuotedString(std::string_view& text, std::string& value);
std::string withoutEscapes(std::string_view text);

}    // namespace faultline
