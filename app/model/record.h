#pragma once

#include "app/model/time.h"

#include <cstdint>
#include <limits>
#include <string_view>

namespace faultline {

/// What one line of a source can become. The names of kinds and fields are the words of the filter language, the SQL
/// tables and the command line.
enum class RecordKind : std::uint8_t { Request, Operation, LogLine };
inline constexpr int recordKindCount = 3;
std::string_view nameOf(RecordKind kind);    ///< "request", "operation", "logline"
bool fromName(std::string_view name, RecordKind& value);

/// An absent integer. Absent text is a string_view whose data() is nullptr; "" is present and empty.
inline constexpr std::int64_t absent = std::numeric_limits<std::int64_t>::min();

/// OpenTelemetry's six severity ranges.
enum class Severity : std::uint8_t { Unknown, Trace, Debug, Info, Warn, Error, Fatal };
std::string_view nameOf(Severity severity);    ///< "unknown", "trace", ... "fatal"
bool fromName(std::string_view name, Severity& value);

/// One HTTP request as a server or balancer logged it. Views live until the sink call returns.
struct Request {
    RecordTime time;                       ///< as written; the source's anchor says which end it marks
    std::string_view method;
    std::string_view path;                 ///< exact path as written, without the query string
    std::string_view query;                ///< after '?', absent when there was no '?'
    std::string_view protocol;
    std::string_view host;
    std::string_view clientIp;
    std::string_view user;
    std::string_view userAgent;
    std::string_view referer;
    std::string_view upstreamAddr;
    std::string_view terminationFlags;     ///< HAProxy, Envoy
    std::string_view traceId;
    std::string_view rest;                 ///< trailing text that no field claims
    std::int64_t status = absent;          ///< 0 is "client left before any response"
    std::int64_t bytesOut = absent;
    std::int64_t bytesIn = absent;
    std::int64_t durationNs = absent;
    std::int64_t upstreamDurationNs = absent;
    std::int64_t upstreamStatus = absent;
};

/// One database operation: a slow query, a timed statement, a lock wait.
struct Operation {
    RecordTime time;
    std::string_view op;                   ///< find, aggregate, INSERT ...
    std::string_view target;               ///< database.collection or table
    std::string_view shapeHash;            ///< query shape: the server's hash or ours of the text without literals
    std::string_view plan;
    std::string_view app;
    std::string_view client;
    std::string_view text;                 ///< statement or command, may be long
    Severity severity = Severity::Unknown;
    std::int64_t durationNs = absent;
    std::int64_t docsExamined = absent;
    std::int64_t keysExamined = absent;
    std::int64_t rows = absent;
    std::int64_t responseBytes = absent;
    std::int64_t lockWaitNs = absent;
};

/// A line of a program's log that is neither of the above.
struct LogLine {
    RecordTime time;
    std::string_view component;            ///< program, logger or subsystem that wrote it
    std::string_view text;                 ///< its message; may have several lines
    std::string_view host;                 ///< machine, pod or device that wrote it
    std::string_view process;              ///< process id as written
    std::string_view thread;
    std::string_view user;
    std::string_view clientIp;             ///< peer that the line is about
    std::string_view traceId;
    std::string_view rest;                 ///< whatever else it says: key=value pairs, values with blanks in quotes
    Severity severity = Severity::Unknown;
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"    // g++ 12 takes the scoped names LocalTime and Nanoseconds for shadows
/// Fields of all kinds. Order is stable: the number is stored in the case file; new fields go to the end.
enum class Field : std::uint8_t {
    Time, TimeBasis, Line,
    Method, Path, Query, Protocol, Host, ClientIp, User, UserAgent, Referer, UpstreamAddr, TerminationFlags, TraceId, Rest,
    Status, BytesOut, BytesIn, Duration, UpstreamDuration, UpstreamStatus,
    Op, Target, ShapeHash, Plan, App, Client, Text, Severity, DocsExamined, KeysExamined, Rows, ResponseBytes, LockWait,
    Component, LocalTime, Process, Thread
};
inline constexpr int fieldCount = static_cast<int>(Field::Thread) + 1;

enum class FieldType : std::uint8_t {
    Dictionary,   ///< text that repeats: codes into the case's dictionary of that field
    Text,         ///< text that does not repeat: compressed as it is
    Integer,
    Nanoseconds,  ///< a duration
    Bytes,
    Time          ///< an instant
};
#pragma GCC diagnostic pop

struct FieldInfo {
    Field field;
    std::string_view name;      ///< filter, SQL column, --by, JSON: "client_ip", "duration_ns"
    FieldType type;
    unsigned kinds;             ///< bit mask 1 << RecordKind
    std::string_view title;     ///< "Client address"
};

const FieldInfo& infoOf(Field field);
/// By name; also the short forms users type: "duration" = duration_ns, "bytes" = bytes_out or response_bytes by kind.
const FieldInfo* findField(RecordKind kind, std::string_view name);
inline bool has(const FieldInfo& info, RecordKind kind) { return (info.kinds >> static_cast<unsigned>(kind)) & 1U; }

}    // namespace faultline
