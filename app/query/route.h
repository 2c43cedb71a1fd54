#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// One segment of a path. Views into the path (and of constants): valid as long as the path is.
struct RouteSegment {
    std::string_view literal;    ///< as written
    std::string_view shape;      ///< "{id}"; empty for a word
    std::string_view suffix;     ///< ".png" when a shaped segment carries a known suffix
    bool isShaped() const { return !shape.empty(); }
};

/// The template of a path without its query string: "/users//42/a.png" -> "/users/{id}/a.png". Segments are percent-decoded
/// once for the decision; empty ones collapse; integers, UUIDs, hexadecimal numbers, ULIDs, tokens, e-mail addresses and ISO
/// dates become {id} {uuid} {hex} {ulid} {token} {email} {date}; a known file suffix is kept.
std::string routeOf(std::string_view path);
void appendRoute(std::string_view path, std::string& route);

/// The segments behind routeOf(), for templates that keep some of the values. `segments` is overwritten.
void splitRoute(std::string_view path, std::vector<RouteSegment>& segments);

/// True when `route` is the path itself, its template, or its template with some of the values kept.
bool pathHasRoute(std::string_view path, std::string_view route);

}    // namespace faultline
