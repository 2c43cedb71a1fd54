#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// The text that a reader of rendered Markdown sees: escapes, character references, code spans, emphasis and links are
/// resolved. The first link target goes into `link` when given. Longer than 64 KiB it is left as it is.
std::string plainMarkdown(std::string_view text, std::string* link = nullptr);

/// The cells of a table row, still Markdown, with "\|" turned into "|"; outer pipes are optional.
std::vector<std::string> markdownCells(std::string_view line);

/// "|---|:--:|" under a table head.
bool isDelimiterRow(std::string_view line);

}    // namespace faultline
