#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// The headings, paragraphs, lists and tables of an HTML page as lines of Markdown, as far as timelines need it: merged cells are
/// repeated, a row that spans the table is a group, line ends inside cells stay.
std::vector<std::string> markdownFromHtml(std::string_view html);

}    // namespace faultline
