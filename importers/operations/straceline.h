#pragma once

#include "app/model/time.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

/// A line of strace: who, when, and what follows. Views into the line.
struct StraceLine {
    enum class Stamp : std::uint8_t { Epoch, NoDate };
    enum class Kind : std::uint8_t { Call, Unfinished, Resumed, Notice };    ///< Notice: "--- SIGCHLD ... ---", "+++ exited with 0 +++"
    Stamp stamp = Stamp::Epoch;
    Kind kind = Kind::Call;
    std::optional<Timestamp> time;    ///< with Stamp::Epoch
    std::string_view pid;             ///< empty: not written (no -f)
    std::string_view name;            ///< of the call
    std::string_view text;            ///< of Resumed what stands behind "resumed>", else all of it without the time spent
    std::int64_t spentNs;             ///< "<0.000264>" of -T; absent when not written
};

/// Nothing when the line is none of strace, or has no stamp.
std::optional<StraceLine> parseStraceLine(std::string_view line);

/// What a call came to: "3", "-1 ENOENT (No such file or directory)"; empty when it does not say.
std::string_view straceResult(std::string_view call);

/// The file that a call is about: a path in its first arguments, or what -y tells of its descriptor. Empty: none is written.
std::string_view straceTarget(std::string_view call);

}    // namespace faultline
