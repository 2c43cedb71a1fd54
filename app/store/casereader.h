#pragma once

#include "app/base/result.h"
#include "app/model/event.h"
#include "app/model/evidence.h"
#include "app/model/hypothesis.h"
#include "app/model/savedwindow.h"
#include "app/model/series.h"
#include "app/model/source.h"
#include "app/model/timelineentry.h"
#include "app/store/database.h"
#include "app/store/seriesblocks.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

struct RecordCounts {
    std::uint64_t requests = 0;
    std::uint64_t operations = 0;
    std::uint64_t logLines = 0;
    std::uint64_t samples = 0;
    std::uint64_t series = 0;
    std::uint64_t events = 0;
    std::uint64_t timelineEntries = 0;
    std::uint64_t issues = 0;
};

/// One entry of the append-only change log.
struct Change {
    std::int64_t seq = 0;
    Timestamp at{};
    std::string who;
    std::string what;
    std::string before;
    std::string after;
};

/// Where a block of samples lies in time, and the block itself as it is stored.
struct SeriesBlockSpan {
    std::int64_t id = 0;
    Timestamp first{};
    Timestamp last{};
};
struct StoredSeriesBlock {
    std::uint64_t samples = 0;
    SeriesBlock block;
};

/// Read-only lookups of everything small. Only finished imports are seen. Rows with values out of range (a damaged or hostile
/// case) are left out and counted by unreadableRows().
class CaseReader {
public:
    explicit CaseReader(Database& database) : m_database(database) {}

    Result<std::vector<Source>> sources();
    Result<std::optional<Source>> source(std::int64_t id);
    Result<RecordCounts> counts();
    Result<std::optional<TimeRange>> range();    ///< of all finished sources; end is one past the last instant
    Result<std::vector<Issue>> issues(std::optional<std::int64_t> sourceId = {});
    Result<std::vector<SeriesInfo>> series();
    Result<std::vector<Sample>> samples(std::int64_t seriesId, TimeRange range);    ///< in time order
    Result<std::vector<SeriesBlockSpan>> seriesBlocks(std::int64_t seriesId);    ///< by first time
    Result<StoredSeriesBlock> seriesBlock(std::int64_t blockId);
    Result<std::vector<Event>> events(TimeRange range = {});    ///< those that touch the range, by start
    Result<std::optional<Event>> event(std::int64_t id);
    Result<std::vector<TimelineEntry>> timeline();              ///< by start, position, id
    Result<std::vector<SavedWindow>> savedWindows();            ///< by begin, id
    Result<std::optional<TimelineEntry>> entry(std::int64_t id);
    Result<std::vector<Evidence>> evidence(std::optional<std::int64_t> entryId = {});    ///< by entry, id
    Result<std::optional<Evidence>> evidenceWithId(std::int64_t id);
    Result<std::vector<Hypothesis>> hypotheses();               ///< by position, id; none in a case of schema 1
    Result<std::vector<Change>> changes();
    Result<std::string> info(std::string_view key);             ///< "" when not set

    /// The untouched line with its line end removed; nothing when the raw text was left out of the case. The block that was
    /// read last is kept, so reading lines in order is cheap.
    Result<std::optional<std::string>> rawLine(std::int64_t sourceId, std::uint64_t line);

    std::uint64_t unreadableRows() const { return m_unreadableRows; }

private:
    struct RawBlock {
        std::int64_t sourceId = 0;
        std::uint64_t firstLine = 0;
        std::uint64_t lines = 0;
        std::string text;
        std::vector<std::size_t> begins;    ///< of each line in `text`
    };
    Result<bool> loadRawBlock(std::int64_t sourceId, std::uint64_t line);

    Database& m_database;
    std::uint64_t m_unreadableRows = 0;
    std::unique_ptr<RawBlock> m_rawBlock;
};

}    // namespace faultline
