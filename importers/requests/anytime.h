#pragma once

#include "app/import/timestampscanner.h"

#include <optional>
#include <string_view>

namespace faultline {

/// A stamp whose notation is the operator's choice; the usual ones first, so that a log of one notation is read by one scanner.
inline std::optional<WrittenTime> readAnyTime(std::string_view text)
{
    std::string_view left = text;
    if (text.size() > 4 && text[4] == '-') {
        if (auto written = scanIsoTime(left); written && left.empty() && written->hasSeconds)
            return written;
    } else if (text.size() >= 10 && text[2] != '/') {
        if (auto written = scanEpoch(left); written && left.empty())
            return written;
    }
    if (!text.empty() && text.front() == '[' && text.back() == ']')
        text = text.substr(1, text.size() - 2);
    return parseAnyTime(text);
}

}    // namespace faultline
