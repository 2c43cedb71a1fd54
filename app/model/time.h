#pragma once

#include "app/base/timestamp.h"

#include <cstdint>
#include <string_view>

namespace faultline {

/// Where the zone of a stamp came from. Stored per record (it decides what a later change of the source's zone moves).
enum class TimeBasis : std::uint8_t {
    Offset,         ///< an offset or "Z" stands in the text
    Epoch,          ///< seconds, milliseconds ... since 1970
    Specification,  ///< the format is UTC by definition
    SourceZone,     ///< wall clock read in the zone of the source; moves when that zone is changed
    ZoneWord        ///< an abbreviation in the text, read through the table of meanings
};

/// A resolved stamp as importers hand it on.
struct RecordTime {
    Timestamp utc{};
    TimeBasis basis = TimeBasis::Epoch;
    bool inGap = false;       ///< wall clock that the zone skipped
    bool inOverlap = false;   ///< wall clock that the zone had twice; read as the earlier one
};

/// Which end of a request or operation its stamp marks.
enum class Anchor : std::uint8_t { Unknown, Start, End };

/// How the zone or the anchor of a source was settled.
enum class Basis : std::uint8_t { Proven, Specification, Stated, Assumed };

/// How exactly a person or a program stated a moment.
enum class Precision : std::uint8_t { Exact, Minute, About, Before, After, Range };

std::string_view nameOf(TimeBasis basis);    ///< "offset", "epoch", "specification", "source-zone", "zone-word"
std::string_view nameOf(Anchor anchor);      ///< "unknown", "start", "end"
std::string_view nameOf(Basis basis);        ///< "proven", "specification", "stated", "assumed"
std::string_view nameOf(Precision precision);///< "exact", "minute", "about", "before", "after", "range"

/// The reverse of nameOf; false and `value` untouched when the name is unknown.
bool fromName(std::string_view name, TimeBasis& value);
bool fromName(std::string_view name, Anchor& value);
bool fromName(std::string_view name, Basis& value);
bool fromName(std::string_view name, Precision& value);

}    // namespace faultline
