#pragma once

#include "app/import/timestampscanner.h"
#include "app/import/writtentime.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace faultline {

/// How a numeric date is laid out. One document may use "22/04" (day first) and "04/22/24" (month first), so the order is
/// decided for each layout on its own.
enum class DateLayout : std::uint8_t {
    None,         ///< no date, or one that cannot be misread: ISO, a month name
    TwoParts,     ///< "22/04", "22.04."
    ShortYear,    ///< "04/22/24"
    LongYear,     ///< "22/04/2024", "23-04-2024"
};
inline constexpr std::size_t dateLayoutCount = 4;

/// The order of day and month for each layout; Unknown where the document did not tell.
using DateOrders = std::array<DateOrder, dateLayoutCount>;

/// A moment, or a range, as people write it in a postmortem.
struct HandwrittenTime {
    WrittenTime start;                  ///< month 0: no date written; zoneWord is a view into the text
    std::optional<WrittenTime> end;     ///< "10:03-10:13"; its date is only set when it was written
    bool hasClock = true;               ///< false: a date alone
    int dayShift = 0;                   ///< 1 for "the next day, 08:00": days behind the date that is carried on; 0 when a date is written
    Precision precision = Precision::Minute;
    DateLayout layout = DateLayout::None;
    DateOrder shownOrder = DateOrder::Unknown;    ///< what the numbers themselves prove about `layout`
    bool orderAssumed = false;          ///< both orders are possible and none was given: read as day first
    std::string_view text;              ///< exactly what was written, approximation words included
    std::string_view zoneText;          ///< the zone as written: "CET", "UTC+1", "+02:00"; empty = none
};

/// Takes one moment from the front of `text`: "22/04 8:45", "04/22/24 - 07:04:24 AM UTC", "23-04-2024T21:30:00",
/// "24/04 10:03-10:13", "~18:45", "a little after 14:00 UTC on 10 May", "May 11th, 5:45am", "Tuesday, April 24th", "9:02a",
/// "the next day, 08:00", "00:10 (+1)".
/// A numeric date of two parts needs a clock behind it ("1/2" is a fraction). On failure `text` is untouched.
std::optional<HandwrittenTime> scanHandwrittenTime(std::string_view& text, const DateOrders& orders = {});

/// The same, going on over "18:05, 18:15 and lastly ~18:45"; empty on failure.
std::vector<HandwrittenTime> scanHandwrittenTimes(std::string_view& text, const DateOrders& orders = {});

/// Every moment that stands anywhere in a sentence, in order. Addresses with ports, versions and ratios are passed over.
std::vector<HandwrittenTime> findHandwrittenTimes(std::string_view text, const DateOrders& orders = {});

/// A zone at the front of `text` as people name it: "UTC", "CET", "(UTC+1)", "+02:00", "PST (UTC-7)", "US/Pacific",
/// "Pacific Time". Word or offset are set in `zone`; false and both untouched otherwise.
bool scanZoneText(std::string_view& text, WrittenTime& zone);

/// What the zone written with a time means: an offset as it stands, names through the zone table, abbreviations through the
/// table of meanings. Nothing when no zone is written; `ambiguous` when it has several meanings or none.
struct ZoneReading {
    std::optional<TimeZone> zone;
    bool ambiguous = false;
};
ZoneReading readZone(const WrittenTime& time);

/// The wall clock of a complete date and time; a leap second is the second after :59. Nothing when the date does not exist.
std::optional<LocalTime> localTimeOf(const WrittenTime& time);

}    // namespace faultline
