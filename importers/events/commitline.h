#pragma once

#include <optional>
#include <string_view>

namespace faultline {

/// "* | commit 4e3bafb" as --graph draws it, without the drawing.
std::string_view withoutGraph(std::string_view line);

std::string_view firstWordOf(std::string_view text);

/// The hash of "commit 4e3bafb... (HEAD -> main)".
std::optional<std::string_view> commitOf(std::string_view line);

/// A commit of one line: hash and date in front, in either order, with blanks, tabs or brackets around them.
struct OneLine {
    std::string_view hash, date, references, text;
    bool hashFirst = false;
};
std::optional<OneLine> oneLineOf(std::string_view line);

/// Fields between tabs: the hash, a date, then more.
bool isTabbedCommit(std::string_view line);

}    // namespace faultline
