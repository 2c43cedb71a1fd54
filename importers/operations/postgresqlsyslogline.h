#pragma once

#include "app/import/writtentime.h"

#include <optional>
#include <string_view>

namespace faultline {

/// A line in the frame of syslog (RFC 3164, RFC 5424, an ISO stamp in front) or of Heroku's logplex.
struct PostgresSyslogLine {
    WrittenTime time;
    std::string_view host;       ///< empty: not written
    std::string_view program;    ///< postgres, postgresql; another program's name
    std::string_view pid;
    int piece = 0;               ///< of "[5-2] "; 0 = not numbered
    std::string_view text;       ///< behind all of that

    bool isPostgres() const { return program.starts_with("postgres"); }
};

std::optional<PostgresSyslogLine> parsePostgresSyslogLine(std::string_view line);

}    // namespace faultline
