#pragma once

#include <cstdint>
#include <string_view>

namespace faultline {

/// The fields of a common or combined access log line as they stand in it; absent ones have data() == nullptr.
struct CombinedLine {
    std::string_view host;        ///< the virtual host of a vhost-prefixed or lighttpd line
    std::string_view client;
    std::string_view user;        ///< may hold blanks
    std::string_view time;        ///< between the brackets
    std::string_view request;     ///< between the quotes, escapes kept
    std::string_view referer;
    std::string_view agent;
    std::string_view traceId;     ///< a request id of 32 hexadecimal digits before the user, as BunkerWeb writes
    std::string_view tail;        ///< what follows, without outer blanks
    std::int64_t status = 0;      ///< absent for "-"
    std::int64_t bytes = 0;       ///< Apache's %b prints "-" for 0
    bool bytesAsDash = false;
    bool torn = false;            ///< cut inside the referer or agent: that text stands in the tail
};

enum class CombinedFault : std::uint8_t { None, NoTime, BadClient, BadRequest, BadStatus, BadBytes, Torn };
std::string_view codeOf(CombinedFault fault);
std::string_view reasonOf(CombinedFault fault);

/// Cuts a line into its fields without judging the time's digits.
CombinedFault splitCombinedLine(std::string_view line, CombinedLine& fields);

/// The end of a double-quoted text whose first byte is at `begin`: the quote that no odd run of backslashes precedes.
/// npos when it is not closed.
std::size_t closingQuote(std::string_view text, std::size_t begin);

}    // namespace faultline
