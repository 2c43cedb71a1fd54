#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

std::string_view trimmed(std::string_view text);
bool startsWithIgnoringCase(std::string_view text, std::string_view prefix);
bool equalsIgnoringCase(std::string_view left, std::string_view right);
bool containsIgnoringCase(std::string_view text, std::string_view needle);    ///< ASCII case only
std::string toLower(std::string_view text);                                   ///< ASCII only
std::vector<std::string_view> split(std::string_view text, char separator);

/// The whole text as a number in C notation, or nothing. Never depends on the locale.
std::optional<std::int64_t> parseInteger(std::string_view text);
std::optional<double> parseDouble(std::string_view text);    ///< also "NaN", "+Inf", "-Inf"

/// "0.004" seconds -> 4,000,000 ns without going through a double; nothing on any other text.
std::optional<std::int64_t> parseDecimalScaled(std::string_view text, std::int64_t unitsPerOne);

bool isValidUtf8(std::string_view text);
/// Bad bytes become U+FFFD; `replaced` counts them when given.
std::string sanitizedUtf8(std::string_view text, std::size_t* replaced = nullptr);

/// Control characters (C0, C1, DEL, ESC) and bidirectional controls as visible escapes: "\x1b", "\u202e". For terminals.
std::string withVisibleControls(std::string_view text);

/// At most `limit` bytes, cut at a character boundary, "…" when cut.
std::string shortened(std::string_view text, std::size_t limit);

/// Shortest text that reads back as the same double; "1e+06" is never used for whole numbers below 2^53.
std::string formatNumber(double value);
std::string formatGrouped(std::int64_t value);    ///< 1234567 -> "1,234,567"
/// "1 line", "1,234 lines".
std::string formatCount(std::int64_t value, std::string_view noun);
std::string formatBytes(double bytes);            ///< "1.2 MB" (SI)

}    // namespace faultline
