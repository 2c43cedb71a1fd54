#pragma once

#include "app/model/record.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

/// What a variable of a log format, a column, a JSON member or a named group fills. The order is the order of filling for log
/// formats: the first that has a value for a field wins, so a raw request target comes before a decoded path and
/// $body_bytes_sent before $bytes_sent. Tables of other formats are in their own order.
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
    DurationNanos,
    DurationMicros,      ///< before the coarser ones: Apache's %T is whole seconds
    DurationMillis,
    DurationSeconds,
    DurationText,        ///< "1.2ms", "0.123s", "1m2.5s": number and unit
    UpstreamNanos,
    UpstreamMillis,
    UpstreamSeconds,     ///< also nginx's lists
    UpstreamStatus,      ///< also nginx's lists
    UpstreamAddr,
    Client,
    ClientAndPort,       ///< "192.0.2.1:2817", "[2001:db8::1]:443"
    ForwardedFor,        ///< the client only when no other variable tells it, else kept in rest
    User,
    Host,
    ServerName,
    UserAgent,
    Referer,
    TraceId,
    TerminationFlags,
    Other,               ///< kept in rest as name=value
    Ignored,             ///< known and without a field: $connection, $gzip_ratio
    AnyTime,             ///< JSON and named groups: ISO, epoch, access log and other stamps
    EndTime              ///< the same, of the end of the request: it gives the duration
};

/// "" and "-": the usual way of saying that there is none.
inline bool isAbsentLogValue(std::string_view text)
{
    return text.empty() || text == "-";
}

/// Puts a text into the field of `value` unless that is filled already; times and Other are not for it. False: a number was
/// expected and this is none that fits.
bool applyLogValue(LogValue value, std::string_view text, Request& record);

/// A status, 0..999, also written as 200.0.
std::optional<std::int64_t> statusFrom(std::string_view text);
/// A count that is not negative, also written as 12.0.
std::optional<std::int64_t> countFrom(std::string_view text);
/// A decimal number of units that is not negative, in ns; also "9.2e-05".
std::optional<std::int64_t> durationFrom(std::string_view text, std::int64_t nanosecondsPerUnit);
/// "1.2ms", "150\u00b5s", "1m2.5s", "0.123s", "3600.5 ms": as Go, protocol buffers and people write durations; in ns.
std::optional<std::int64_t> durationFromText(std::string_view text);

/// From one instant to a later one in ns; absent when it is not later or beyond what fits.
std::int64_t elapsedBetween(Timestamp begin, Timestamp end);

/// "192.0.2.1:2817" -> "192.0.2.1", "[2001:db8::1]:443" -> "2001:db8::1"; a bare address stays.
std::string_view withoutPort(std::string_view address);

}    // namespace faultline
