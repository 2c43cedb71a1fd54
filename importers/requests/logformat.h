#pragma once

#include "app/base/result.h"
#include "app/model/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What a variable of a log format fills. The order is the order of filling: the first that has a value for a field wins, so a
/// raw request target comes before a decoded path and $body_bytes_sent before $bytes_sent.
enum class LogValue : std::uint8_t {
    TimeEpochSeconds,    ///< $msec "1713900598.123", %{sec}t
    TimeEpochMillis,     ///< %{msec}t
    TimeEpochMicros,     ///< %{usec}t
    TimeMillisFraction,  ///< %{msec_frac}t, three digits behind another time
    TimeMicrosFraction,
    TimeIso,
    TimeAccessLog,
    TimeStrftime,        ///< %{%d/%b/%Y %T}t; `argument` is the format
    RequestUri,
    RequestLine,
    Path,
    Query,               ///< $args, or %q with its '?'
    Method,
    Protocol,
    FinalStatus,
    Status,
    BodyBytes,           ///< "-" is 0
    AllBytes,
    BytesIn,
    DurationMicros,      ///< before the coarser ones: Apache's %T is whole seconds
    DurationMillis,
    DurationSeconds,
    UpstreamSeconds,
    UpstreamStatus,
    UpstreamAddr,
    Client,
    ForwardedFor,        ///< the client only when no other variable tells it, else kept in rest
    User,
    Host,
    ServerName,
    UserAgent,
    Referer,
    TraceId,
    TerminationFlags,
    Other,               ///< kept in rest as name=value
    Ignored              ///< known and without a field: $connection, $gzip_ratio
};

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
