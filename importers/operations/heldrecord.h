#pragma once

#include "app/model/recordsink.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

/// A log line or an event that waits for the lines that go on with it (a backtrace, a second sentence). For readers of ordered
/// lines.
class HeldRecord {
public:
    /// Holds the line being read; the one before it must have been released.
    void begin(const LogLine& line, RecordSink& sink);
    void begin(Event event, RecordSink& sink);
    /// Adds a line without a stamp of its own, or rejects it when there is nothing that it could go on with.
    void goOn(std::string_view text, RecordSink& sink);
    /// Gives out what is held, if anything is.
    void release(RecordSink& sink);

private:
    static constexpr std::size_t longestText = std::size_t{1} << 20;

    enum class Kind : std::uint8_t { None, LogLine, Event } m_kind = Kind::None;
    std::uint64_t m_lineNumber = 0;
    Event m_event;
    LogLine m_line;
    std::string m_text;
    std::array<std::string, 8> m_kept;    ///< the texts of m_line
};

}    // namespace faultline
