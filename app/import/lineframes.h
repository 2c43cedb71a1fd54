#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

/// One frame around one line. The peel functions advance `text` to what is inside; on failure it is untouched.
struct Frame {
    bool isPartial = false;    ///< the line goes on in the next frame of the same stream
    bool isError = false;      ///< stderr
};

/// {"log":"text\n","stream":"stdout","time":"..."}; the text is decoded into `decoded`.
bool peelDockerJson(std::string_view& text, Frame& frame, std::string& decoded);
/// 2024-04-23T19:29:58.123456789Z stdout F text
bool peelCri(std::string_view& text, Frame& frame);
/// <30>Apr 23 19:29:58 host app[pid]: text, also with an ISO stamp (rsyslog). PRI and host may be missing, before key=value pairs
/// also all but the PRI. PostgreSQL's
/// "[5-1] " goes too; its later pieces come out with a leading tab, built in `decoded`.
bool peelSyslogRfc3164(std::string_view& text, std::string& decoded);
/// <30>1 2024-04-23T19:29:58Z host app pid mid [sd] text; PRI may be missing.
bool peelSyslogRfc5424(std::string_view& text);
/// 2024-04-23T19:29:58.123456789Z text; `fractionDigits` tells it from the stamps of most programs.
bool peelKubectlTimestamp(std::string_view& text, std::size_t& fractionDigits);
/// [pod/name/container] text
bool peelKubectlPrefix(std::string_view& text);
/// "web-1  | text", "web_1  | text", the name coloured or not: docker compose logs and up.
bool peelComposePrefix(std::string_view& text);

}    // namespace faultline
