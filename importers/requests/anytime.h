#pragma once

#include "app/import/timestampscanner.h"

#include <optional>
#include <string_view>

namespace faultline {

/// ISO 8601 with a time of day and nothing behind it.
inline std::optional<WrittenTime> readIsoTime(std::string_view text)
{
    const auto written = scanIsoTime(text);
    return written && text.empty() && written->hasSeconds ? written : std::nullopt;
}

/// A stamp whose notation is the operator's choice; the usual ones first, so that a log of one notation is read by one scanner.
inline std::optional<WrittenTime> readAnyTime(std::string_view text)
{
    if (text.size() > 4 && text[4] == '-') {
        if (auto written = readIsoTime(text))
            return written;
    } else if (text.size() >= 10 && text[2] != '/') {
        std::string_view left = text;
        if (auto written = scanEpoch(left); written && left.empty())
            return written;
    }
    if (!text.empty() && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    return parseAnyTime(text);
}

}    // namespace faultline
