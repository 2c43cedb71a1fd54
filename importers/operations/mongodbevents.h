#pragma once

#include "app/model/event.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

/// A log entry as JSON text, member by member.
struct MongoDbEntry {
    std::int64_t id = 0;
    std::string_view severity;
    std::string_view component;
    std::string_view context;
    std::string_view message;
    std::string_view attributes;
};

/// The event that an entry stands for (election, restart, crash, config, slow-network), without its time; or nothing.
std::optional<Event> mongoDbEventOf(const MongoDbEntry& entry);

}    // namespace faultline
