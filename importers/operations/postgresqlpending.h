#pragma once

#include "importers/operations/postgresqlprefix.h"
#include "importers/operations/postgresqlrecords.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Entries of a text log whose lines are still coming: DETAIL, STATEMENT and the rest follow as lines of their own, which may
/// be mixed with those of other processes.
class PostgresPending {
public:
    /// A line with a level: begins an entry, or adds DETAIL, HINT ... to that of its process.
    void add(const PostgresLine& line, const RecordTime& time, RecordSink& sink);
    /// A line that goes on with the one before it (behind a line end in the message).
    void goOn(std::string_view text, RecordSink& sink);
    /// The same for the latest entry of a process; `glue` is what stood between the pieces.
    void goOn(std::string_view pid, std::string_view text, std::string_view glue, RecordSink& sink);
    /// Gives out everything.
    void finish(RecordSink& sink);

private:
    struct Entry;
    struct Deleter {
        void operator()(Entry* entry) const;
    };
    using Pointer = std::unique_ptr<Entry, Deleter>;

    void begin(const PostgresLine& line, const RecordTime& time, RecordSink& sink);
    void release(std::size_t index, RecordSink& sink);
    Entry* entryOf(std::string_view pid);
    static void append(Entry& entry, std::string_view text, std::string_view glue, RecordSink& sink);

    PostgresRecords m_records;
    std::vector<Pointer> m_pending;    ///< oldest first
    std::vector<Pointer> m_free;
    Entry* m_latest = nullptr;    ///< whose line was the last one
};

}    // namespace faultline
