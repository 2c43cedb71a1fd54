#pragma once

#include "app/import/timestampscanner.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A cell as a time. Beside every notation of the scanners: Go's time.String() with its monotonic part
/// ("2022-08-22 03:51:19.6 +0000 UTC m=+0.11"). Views of the result point into `cell`.
std::optional<WrittenTime> parseTimeCell(std::string_view cell, DateOrder order);

/// The same with any order of day and month: is it a time at all?
bool isTimeCell(std::string_view cell);

/// Only digits, sign, point and exponent: an epoch stamp, if it is a time.
bool isBareNumber(std::string_view cell);

/// "21:29:58": a clock time without date, whose date stands in a column of its own.
bool isClockCell(std::string_view cell);

/// How a column of dates is to be read.
struct DateOrderFinding {
    DateOrder order = DateOrder::Unknown;    ///< Unknown: no numeric dates that need one
    std::string issue;                       ///< "date-order-ambiguous", "date-order-conflict" or ""
    std::string text;                        ///< what it says, with both readings
};

/// Solves the order over a whole column: any part above 12 decides; otherwise the reading with the clearly shorter span,
/// otherwise day first, said in an issue that shows both readings.
DateOrderFinding findDateOrder(const std::vector<std::string_view>& cells);

}    // namespace faultline
