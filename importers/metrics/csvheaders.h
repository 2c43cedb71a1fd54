#pragma once

#include <cstdint>
#include <string_view>

namespace faultline {

/// What a column of a delimited file becomes.
enum class CsvRole : std::uint8_t {
    Unused, Time, Date, OtherTime, Value, Label, SeriesName,
    Method, Path, Query, RequestLine, Status, Duration, BytesOut, BytesIn, Host, ClientIp, User, UserAgent, Referer, Protocol,
    TraceId, UpstreamAddr, Text, Severity, Component
};

/// Role that a header, or a dotted key by its last parts, names by itself: "request_uri" is a path, "http.elapsed" a duration.
CsvRole roleOfHeader(std::string_view header);
/// The word for --map: "time", "value", "status"; "" for what cannot be chosen.
std::string_view wordOfRole(CsvRole role);
bool isTimeHeader(std::string_view header);
/// "time" and its synonyms; not a time of something, as "created_at" and "session.time" are.
bool isPlainTimeHeader(std::string_view header);
/// Numbers that tell series apart rather than being measured: a port, a shard, a status.
bool isIdentifierHeader(std::string_view header);
/// A field of a request, from its method to its upstream.
inline bool isRequestRole(CsvRole role) { return role >= CsvRole::Method && role <= CsvRole::UpstreamAddr; }

}    // namespace faultline
