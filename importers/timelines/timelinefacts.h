#pragma once

#include "app/import/importer.h"
#include "importers/timelines/datecarrier.h"
#include "importers/timelines/timelineline.h"

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A row that also quotes its moment in UTC, which proves the offset of the row's own clock.
struct Witness {
    std::string row;      ///< "22/04 9:04"
    std::string quote;    ///< "04/22/24 - 07:04:24 AM UTC"
};

/// What a label ("" = rows without one) turned out to mean by its witnesses.
struct LabelProof {
    std::map<std::chrono::minutes, std::vector<Witness>> votes;
    /// The offset that most witnesses agree on; nothing when there are none or they are tied.
    std::optional<std::chrono::minutes> offset() const;
};

/// What must be known about the whole document before its first row can be read.
struct TimelineFacts {
    DateOrders orders{};
    bool ordersConflict = false;            ///< one layout is proven both ways
    bool orderAssumed = false;              ///< nothing decides: read as day first
    std::optional<WrittenTime> titleDate;   ///< "# 2017-10-17, Cluster full", "date: 2017-02-09", else the file's name
    bool titleIsFileName = false;
    std::string otherDate;                  ///< as written above the rows, a few days from the title's: "Feb 23"
    int year = 0;                           ///< of the first complete date
    std::string yearText;                   ///< where it stands, as written
    bool yearIsFromRows = false;
    std::map<std::string, LabelProof> proofs;
    bool blankLinesAreBreaks = false;
    bool hasBreaks = false;
    std::size_t rows = 0;
    std::size_t proseRows = 0;
    std::size_t handwrittenRows = 0;        ///< without seconds, or with words such as "about"
    std::size_t wordyRows = 0;              ///< with two words or more behind the time
    std::string firstRow;
};

/// Reads the first `count` lines of a head twice: for the order of its dates, then for the rest.
TimelineFacts learnTimeline(const SourceHead& head, std::size_t count, const TimelineParserFactory& makeParser,
                            std::optional<int> statedYear);

/// The instant of a quote with an offset or UTC, for a row on `day`; nothing for other quotes.
std::optional<Timestamp> quotedInstant(const HandwrittenTime& quote, const WrittenTime& rowTime);

/// The offset that makes the row's wall clock and the quoted instant the same moment, if a zone can have it.
std::optional<std::chrono::minutes> provenOffset(const HandwrittenTime& written, LocalTime row, Timestamp quoted);

}    // namespace faultline
