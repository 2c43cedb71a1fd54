#pragma once

#include "app/model/record.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

/// Fills method, path, query, protocol and (absolute URL, CONNECT) host from a request line as the server wrote it.
///
/// The text stays byte for byte as written, escapes included (`\x22`, `\"`): a filter then matches what grep finds in the log,
/// and the control bytes of a binary request never come to life. A text that is no request line becomes the path as a whole;
/// "-" and "" leave everything absent.
void applyRequestLine(std::string_view text, Request& record);

/// Splits a request target at its first '?'; takes the host out of an absolute URL unless the record has one.
void applyRequestTarget(std::string_view target, Request& record);

/// nginx's $upstream_response_time: "0.004, 0.120 : 0.030" in seconds, comma = retry, colon = internal redirect, "-" = not
/// sent. The sum in ns; nothing when no number is in it or the text is anything else.
std::optional<std::int64_t> sumOfSecondsList(std::string_view text);

/// The last status of nginx's $upstream_status list "502, 200": what the client's answer was made of.
std::optional<std::int64_t> lastOfStatusList(std::string_view text);

/// The view, or an absent one for "-" and "".
inline std::string_view unlessDash(std::string_view text)
{
    return text.empty() || text == "-" ? std::string_view() : text;
}

}    // namespace faultline
