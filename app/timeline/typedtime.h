#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"
#include "app/base/timezone.h"

#include <optional>
#include <string_view>

namespace faultline {

/// What completes a time that a person types while looking at data.
struct TypedTimeSettings {
    TimeZone zone;            ///< for times without offset or zone word
    Timestamp reference{};    ///< "21:30" is on its day, "22/04" in its year, "+15m" is counted from it
    Timestamp now{};          ///< what "now" means: the end of the data
};

/// "90s", "15m", "1h30m", "500ms", "2d"; no sign.
std::optional<Nanoseconds> parseSpan(std::string_view text);

/// `time` moved by "+15m" or "-1h30m"; nothing when it is no signed span. Refuses to leave the years 1678 to 2261.
std::optional<Result<Timestamp>> movedBy(std::string_view text, Timestamp time);

/// "2024-04-23T21:30+02:00", "23/04 21:30", "21:30", "1713900600" (epoch, also ms, us, ns), "+15m", "-18h", "now-6h".
Result<Timestamp> parseTypedTime(std::string_view text, const TypedTimeSettings& settings);

/// Two bounds. One of them may be relative to the other ("+15m" as the end); a clock as the end is the first one after the start.
Result<TimeRange> parseTypedRange(std::string_view from, std::string_view to, const TypedTimeSettings& settings);

/// "2024-04-23T21:10+02:00/2024-04-23T21:35+02:00"; separators are "/", " to ", "→", "->", " - " and tab.
Result<TimeRange> parseTypedRange(std::string_view text, const TypedTimeSettings& settings);

}    // namespace faultline
