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
    std::string_view pid, host, user, database, app, client, sqlState, backendType, commandTag, queryId;
    std::string_view level;
    std::string_view text;
};

/// "LOG:  text" from `at` on: the level and what stands behind it; false when no level of PostgreSQL's stands there.
bool readPostgresLevel(std::string_view line, std::size_t at, PostgresLine& result);
/// The host of "10.0.0.5(51234)".
std::string_view postgresHostOf(std::string_view client);

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

/// Any usual prefix without knowing it: a time (in front, or behind the client's address), [pid], user=, db=, app=, client= or
/// user@db, address(port), up to the level.
std::optional<PostgresLine> matchUsualPostgresPrefix(std::string_view line);
/// The same without a time, where a collector has its own in front.
std::optional<PostgresLine> matchTimelessPostgresPrefix(std::string_view line);

}    // namespace faultline
