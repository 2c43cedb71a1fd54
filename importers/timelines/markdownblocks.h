#pragma once

#include "app/import/handwrittentime.h"
#include "app/import/importer.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

/// The block of keys between "---" lines (YAML) or "+++" lines (TOML) at the very top of a document. Enough of either to read
/// flat keys: quotes, lists and folded texts; nested maps are passed over.
class FrontMatter {
public:
    /// True when the line belongs to the block, its fences included.
    bool take(std::string_view line);
    /// The block was there and has ended.
    bool isClosed() const { return m_state == State::Closed; }
    /// Lists as "a, b"; "" when there is none.
    std::string_view value(std::string_view key) const;

private:
    enum class State { Start, Inside, Closed, None };
    bool takeInside(std::string_view line);

    State m_state = State::Start;
    std::string_view m_fence;
    std::map<std::string, std::string, std::less<>> m_values;
    std::string m_key;
};

/// Headings, bullets, bold beginnings or a table stand in the head.
bool looksLikeMarkdown(const SourceHead& head);

/// Where the text of a line begins.
std::size_t indentOf(std::string_view line);

/// The text of "- ", "* ", "+ ", "3. ", "- [x] " behind its marker; nothing for other lines.
std::optional<std::string_view> bulletText(std::string_view line);

/// The day that a line names and nothing else: "June 14, 2023", "Day 1 - Wednesday, June 14th (UTC):". No markup.
std::optional<HandwrittenTime> wholeDate(std::string_view text, const DateOrders& orders);

/// The only date of a heading, wherever it stands: "Timeline of 14 June 2023".
std::optional<HandwrittenTime> dateInHeading(std::string_view text, const DateOrders& orders);

/// "The next day", "Following day:".
bool namesNextDay(std::string_view text);

/// The name of a group of rows; "" for headings that every postmortem has ("Timeline", "Summary", "Action items").
std::string_view groupName(std::string_view heading);

}    // namespace faultline
