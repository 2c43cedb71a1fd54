#pragma once

#include "app/import/writtentime.h"

#include <optional>
#include <string_view>

namespace faultline {

/// Scanners take the time from the front of `text` and advance it past what they took; on failure `text` is untouched.
/// Every notation that any importer needs stands here and in one table test; importers own no time arithmetic.

/// "23/Apr/2024:21:29:58 +0200" (fraction after the seconds accepted). Common log format, English months.
std::optional<WrittenTime> scanAccessLogTime(std::string_view& text);

/// ISO 8601 / RFC 3339: "2024-04-23T19:29:58.123Z", ' ' or 'T' or 't', fraction with '.' or ',' to 9 digits (more are cut),
/// offset "+02", "+0200", "+02:00", "Z"; date alone; "20240423T192958Z"; hour 24:00:00 = next midnight is refused here.
std::optional<WrittenTime> scanIsoTime(std::string_view& text);

/// "2023-05-11 05:47:12.345 UTC": ISO date and time followed by a blank and a zone word or an offset.
std::optional<WrittenTime> scanPostgresTime(std::string_view& text);

/// "Jun 27 21:44:24" (no year, no zone), day padded with blank or zero.
std::optional<WrittenTime> scanSyslogTime(std::string_view& text);

/// ctime: "Wed Dec 31 19:00:00.000 2024", weekday and year optional.
std::optional<WrittenTime> scanCtime(std::string_view& text);

/// Digits with an optional fraction since 1970; the unit by magnitude: >= 1e17 ns, >= 1e14 us, >= 1e11 ms, >= 1e8 s.
std::optional<WrittenTime> scanEpoch(std::string_view& text);

/// "2024-04-23 19:29:58,123", also with "2024/04/23" or "2024.04.23", and what may follow it: an offset, or a blank and a zone
/// word or an offset. Date and seconds must be written.
std::optional<WrittenTime> scanLogTime(std::string_view& text);

/// "0517 15:04:22.619632" (glog, klog: month and day, no year).
std::optional<WrittenTime> scanGlogTime(std::string_view& text);

/// "28-Mar-2022 07:01:48.459", "18 Jul 2025 19:08:05.257", "18-Aug-2025::01:01:20".
std::optional<WrittenTime> scanDayMonthTime(std::string_view& text);

/// "Jan 24, 2025 7:00:31 AM" (java.util.logging in English, Kibana's "Apr 23, 2024 @ 21:29:58.123").
std::optional<WrittenTime> scanMonthDayTime(std::string_view& text);

/// Order of day, month and year in numeric dates with / . or - between two-digit numbers.
enum class DateOrder { Unknown, YearMonthDay, DayMonthYear, MonthDayYear };

/// Numeric dates such as "22/04/2024 08:45", "04/22/24 - 07:04:24 AM UTC", "2023/05/11 05:50:00", "23-04-2024T21:30:00",
/// "22.04.2024, 8:45". Without `order` a first or second part above 12 decides, otherwise nothing. Two-digit years are 20xx.
std::optional<WrittenTime> scanNumericDateTime(std::string_view& text, DateOrder order = DateOrder::Unknown);

/// What a single numeric date says about the order: Unknown when both readings are possible.
DateOrder dateOrderOf(std::string_view text);

/// Any full stamp of the above: ISO, epoch, access log, numeric with `order`, ctime, RFC 2822 ("Mon, 22 Apr 2024 08:40:01
/// +0200"), "Apr 23, 2024 @ 21:29:58.123". The whole text must be used (outer blanks ignored).
std::optional<WrittenTime> parseAnyTime(std::string_view text, DateOrder order = DateOrder::Unknown);

}    // namespace faultline
