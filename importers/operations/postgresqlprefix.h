#pragma once

#include "app/import/writtentime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A line of a stderr log taken apart: what log_line_prefix wrote, the level, and the text behind it.
struct PostgresLine {
    std::optional<WrittenTime> time;
    std::string_view pid, user, database, app, client, sqlState, backendType, commandTag, queryId;
    std::string_view level;
    std::string_view text;
};

/// A log_line_prefix setting, compiled: "%m [%p] %q%u@%d ".
class PostgresPrefix {
public:
    /// Nothing when it has no time (%m, %t or %n) or an escape that does not exist.
    static std::optional<PostgresPrefix> compile(std::string_view setting);
    std::optional<PostgresLine> match(std::string_view line) const;

private:
    struct Element {
        char escape = 0;    ///< 0 = literal text
        bool isPadded = false;
        std::string literal;
    };
    struct Matching;
    bool matchFrom(Matching& matching, std::size_t element, std::size_t at) const;
    bool matchTextual(Matching& matching, std::size_t element, std::size_t at) const;

    std::vector<Element> m_elements;
};

/// Any usual prefix without knowing it: a time in front, [pid], user=, db=, app=, client= or user@db, up to the level.
std::optional<PostgresLine> matchUsualPostgresPrefix(std::string_view line);

}    // namespace faultline
