#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"
#include "app/base/timezone.h"
#include "app/query/windowtime.h"
#include "app/timeline/typedtime.h"

#include <optional>
#include <string>
#include <string_view>

namespace faultline::cli {

/// What completes a time of the command line.
struct TimeInput {
    TimeZone zone;                     ///< for times without offset: the case's display zone
    std::optional<TimeRange> data;     ///< what the case covers; its only day completes "21:30"
};

using faultline::parseSpan;

/// "2024-04-23T21:00:00+02:00", "...Z", "2024-04-23 21:00" and "2024-04-23" in the zone, "21:00" on the case's only day.
Result<Timestamp> parseInstant(std::string_view text, const TimeInput& input);

/// The bounds of a window as typed; "" = open. One of them may be "+15m" or "-18h": that far from the other.
Result<TimeRange> parseWindow(std::string_view from, std::string_view to, const TimeInput& input);

/// "FROM/TO", each as parseWindow() takes them; the value of `option`.
Result<TimeRange> parseWindowPair(const std::string& text, std::string_view option, const TimeInput& input);

/// --time: written, arrival or completion.
Result<WindowTime> windowTimeOf(std::string_view name);

/// "+15m", "-18h", "1.5s", "250ms", "0": a signed span, for clock offsets.
Result<Nanoseconds> parseSignedSpan(std::string_view text);

}    // namespace faultline::cli
