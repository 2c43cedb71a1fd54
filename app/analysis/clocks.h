#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/model/source.h"
#include "app/store/database.h"
#include "app/store/segmentreader.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// What comparing the clock of a source with the reference came to.
enum class ClockVerdict : std::uint8_t {
    Reference,
    Agrees,
    Differs,      ///< by an offset
    ZoneError,    ///< by whole quarters of an hour: more likely the zone was set wrong
    Unclear       ///< nothing in both moves alike, or there is too little data
};
std::string_view nameOf(ClockVerdict verdict);    ///< "reference", "agrees", "differs", "zone error?", "unclear"

struct ClockRow {
    std::int64_t sourceId = 0;
    std::string name;
    ClockVerdict verdict = ClockVerdict::Unclear;
    std::optional<Nanoseconds> move;       ///< to be added to what its stamps say now
    Nanoseconds low{0}, high{0};           ///< the move may as well be anything in between
    std::optional<Nanoseconds> offset;     ///< the clock offset of the source that would align it, when it differs
    double rho = 0;
    std::size_t n = 0;                     ///< pairs of steps
    Nanoseconds step{0};
    std::string sentence;
};

struct Clocks {
    std::vector<ClockRow> rows;            ///< the reference first, the others in the order of the case
    std::vector<std::string> notes;
};

/// Compares how many records each source wrote over time (of sources with metrics only: their series) with what the reference wrote: the
/// source with most requests, or else most records, with the files it was rotated to. An offset is proposed, never applied. Looks at the last 14 days they
/// share, in minutes, up to 14 h 30 min apart; then in seconds. A series is only good for whole half hours: what it measures may follow by itself.
Result<Clocks> compareClocks(Database& database, SegmentReader& reader, std::optional<std::int64_t> reference = {}, const TaskControl& control = {});

/// One sentence for each source whose clock is moved, for the results that use its times.
std::vector<std::string> clockNotes(const std::vector<Source>& sources);

}    // namespace faultline
