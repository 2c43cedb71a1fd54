#pragma once

#include "app/import/writtentime.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

/// A line of the text log taken apart.
struct MongoDbTextLine {
    WrittenTime time;
    std::string_view level;        ///< F E W I D D1..D5, empty before 3.0
    std::string_view component;    ///< empty before 3.0 and when it is "-"
    std::string_view context;      ///< the thread: conn12, initandlisten; empty when none is written
    std::string_view message;
};

/// Nothing when no stamp is in front.
std::optional<MongoDbTextLine> parseMongoDbTextLine(std::string_view text);

/// "connection accepted from 192.0.2.5:57498 #1 (2 connections now open)" and its counterparts.
struct MongoDbConnectionLine {
    enum class Kind : std::uint8_t { Accepted, Ended, Refused } kind = Kind::Accepted;
    std::string_view remote;             ///< address and port
    std::string_view number;             ///< Accepted: of its thread, "1" for conn1
    std::optional<std::int64_t> open;    ///< connections now open
};
std::optional<MongoDbConnectionLine> parseMongoDbConnectionLine(std::string_view message);

/// Kind of the event that a message stands for (restart, election, crash, config), or empty.
std::string_view mongoDbEventKindOf(std::string_view message);

}    // namespace faultline
