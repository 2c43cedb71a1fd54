#pragma once

#include <string_view>
#include <vector>

namespace faultline {

/// One segment of a path. Views into the path (and of constants): valid as long as the path is.
struct RouteSegment {
    std::string_view literal;    ///< as written
    std::string_view shape;      ///< what stands for it, "{id}"; empty for a word
    std::string_view suffix;     ///< ".png" when a shaped segment carries a known suffix
    bool isShaped() const { return !shape.empty(); }
};

/// A path without its query string, judged by shape alone: segments are percent-decoded once for the decision; empty ones are left
/// out; integers, UUIDs, hexadecimal numbers, ULIDs, tokens, e-mail addresses and ISO dates are {id} {uuid} {hex} {ulid} {token}
/// {email} {date}; a known file suffix is kept. `segments` is overwritten. UrlTemplates makes templates of it.
void splitRoute(std::string_view path, std::vector<RouteSegment>& segments);

}    // namespace faultline
