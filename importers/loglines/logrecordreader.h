#pragma once

#include "app/import/importer.h"
#include "importers/loglines/loglayout.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace faultline {

/// What one kind of log knows about its records.
class LogGrammar {
public:
    virtual ~LogGrammar() = default;
    /// Whether a record begins with the line, and what it says. Views into the line.
    virtual bool head(std::string_view line, LogHead& head) = 0;
    virtual bool isComment(std::string_view) const { return false; }
    /// The record is whole: line.text has all of its lines. False when it went to the sink as a record of another kind.
    virtual bool complete(LogHead&, RecordSink&) { return true; }
};

/// Holds a record back until the line that begins the next one. A record has at most 5,000 lines and 256 KiB of text; what
/// is beyond belongs to it and is left out of its text, with an issue.
class LogRecordReader final : public RecordReader {
public:
    LogRecordReader(const ReaderContext& context, std::unique_ptr<LogGrammar> grammar)
        : m_times(context.time), m_grammar(std::move(grammar))
    {
    }
    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { release(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    struct Record {
        std::string text;    ///< the head line
        LogHead head;
    };
    void begin(Record& record, RecordSink& sink);
    void add(std::string_view text, RecordSink& sink);
    void release(RecordSink& sink);

    TimeResolver m_times;
    std::unique_ptr<LogGrammar> m_grammar;
    std::array<Record, 2> m_records;    ///< the held one and the one being tried
    std::size_t m_held = 0;
    std::uint64_t m_line = 0;           ///< of the held record's head; 0 = none is held
    std::string m_more;                 ///< its text when there are further lines
    std::size_t m_lines = 0;
    bool m_hasMore = false;
    bool m_isRefused = false;           ///< the last head had an impossible time: its further lines go with it
};

}    // namespace faultline
