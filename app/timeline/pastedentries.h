#pragma once

#include "app/timeline/entryedit.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Entries read from a text that somebody copied, and the lines that told no time.
struct PastedEntries {
    std::vector<TimelineEntry> entries;
    std::vector<std::string> leftOut;    ///< as they stood, at most some
    std::size_t leftOutLines = 0;
};

/// A Markdown table, lines of CSV or TSV, or plain lines "21:30 hub down"; with or without a header. Columns are known by their
/// names, else the first cell that is a time and the cell behind it count. A row or line that only names a day or a group becomes
/// the section of what follows. Times without a date are on the day of the line before.
PastedEntries entriesFromText(std::string_view text, const EntryTimeSettings& settings);

}    // namespace faultline
