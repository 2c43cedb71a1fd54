#pragma once

#include "app/import/writtentime.h"
#include "app/model/recordsink.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What a key of a structured log line usually means.
enum class LineRole : std::uint8_t {
    Time, Date, Offset, Level, Text, Stack, Component, Host, Process, Thread, User, ClientIp, TraceId, EpochSeconds, EpochNanoseconds, Rest
};
inline constexpr std::size_t lineRoleCount = static_cast<std::size_t>(LineRole::Rest);

/// How loggers write their level.
enum class LevelNumbers : std::uint8_t { Bunyan, Syslog };

/// Collects the pairs of one structured line (JSON, logfmt, a row of an export) and turns them into a log line. Dotted keys
/// are members of objects: "log.level". Of several keys with one meaning the more usual wins, the others go to `rest`.
class KeyedLine {
public:
    void clear();
    /// `isText` false: written as a number, a list or true and false.
    void add(std::string_view key, std::string_view value, bool isText);

    bool has(LineRole role) const { return m_ranks[static_cast<std::size_t>(role)] != noRank; }
    const std::string& textOf(LineRole role) const { return m_values[static_cast<std::size_t>(role)]; }
    std::optional<WrittenTime> time() const;
    /// Valid until the next clear() or add(). The time is the caller's.
    LogLine logLine();

    static LineRole roleOf(std::string_view key);

private:
    static constexpr std::uint8_t noRank = 255;
    bool addInner(std::string_view text);
    std::optional<WrittenTime> timeOfParts() const;
    Severity severity() const;
    void keepInRest(std::string_view key, std::string_view value);

    std::array<std::string, lineRoleCount> m_values;
    std::array<std::string, lineRoleCount> m_keys;
    std::array<std::uint8_t, lineRoleCount> m_ranks{};
    std::string m_rest;
    std::string m_text;
    bool m_isInside = false;    ///< the members of an object in a text are being added
    bool m_hasTextLevel = false;
    bool m_hasSyslogLevel = false;
};

/// Adds every member of a JSON object, members of members as "outer.inner" down to four levels. False when it is not one
/// complete object.
bool addMembers(std::string_view object, KeyedLine& line);

/// Pairs that many lines share: read once, added to each.
class SharedPairs {
public:
    void clear() { m_count = 0; }
    void add(std::string_view key, std::string_view value, bool isText);
    void addTo(KeyedLine& line) const;

private:
    struct Pair {
        std::string key, value;
        bool isText = false;
    };
    std::vector<Pair> m_pairs;    ///< those behind the count are kept for their buffers
    std::size_t m_count = 0;
};
bool addMembers(std::string_view object, SharedPairs& pairs);

}    // namespace faultline
