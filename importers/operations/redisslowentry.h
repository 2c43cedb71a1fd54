#pragma once

#include "app/model/record.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// One entry of Redis' slow log, whichever notation it had.
struct RedisSlowEntry {
    std::int64_t seconds = absent;    ///< since 1970, when the command had run
    std::int64_t micros = absent;
    std::vector<std::string> arguments;
    std::string client, name;

    void clear();
    bool isComplete() const { return seconds != absent && micros != absent && !arguments.empty(); }
};

/// Splits "SET user:5 \"two words\"" as a shell would; quotes as redis-cli writes them.
std::vector<std::string> splitRedisCommand(std::string_view text);

/// "user:1234:cart" -> "user:?:cart": what keys of one kind have in common.
std::string redisKeyShape(std::string_view key);

/// The key that a command is about; empty for commands without one.
std::string_view redisKeyOf(const std::vector<std::string>& arguments);

}    // namespace faultline
