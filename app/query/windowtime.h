#pragma once

#include <cstdint>

namespace faultline {

/// Which moment puts a record into a window: the stamp as written, or the start or end derived from anchor and duration.
enum class WindowTime : std::uint8_t { Written, Arrival, Completion };

}    // namespace faultline
