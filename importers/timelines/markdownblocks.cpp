#include "importers/timelines/markdownblocks.h"

#include "app/base/text.h"
#include "importers/timelines/markdowntext.h"
#include "importers/timelines/timelineline.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::size_t longestValue = 64 * 1024;
constexpr std::size_t mostKeys = 1000;

std::string_view unquoted(std::string_view text)
{
    text = trimmed(text);
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
        return text.substr(1, text.size() - 2);
    return text;
}

/// "Day 1 - ", "Day 2: ".
std::string_view withoutDayNumber(std::string_view text)
{
    if (!startsWithIgnoringCase(text, "day "))
        return text;
    std::size_t at = 4;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9')
        ++at;
    if (at == 4 || at > 6)
        return text;
    std::string_view rest = withoutLeadingSeparators(text.substr(at));
    return !rest.empty() && rest.front() == '(' ? rest.substr(1) : rest;
}

}    // namespace

bool FrontMatter::take(std::string_view line)
{
    const std::string_view text = trimmed(line);
    if (m_state == State::Start) {
        m_fence = text == "---" ? "---" : text == "+++" ? "+++" : "";
        m_state = m_fence.empty() ? State::None : State::Inside;
        return m_state == State::Inside;
    }
    if (m_state != State::Inside)
        return false;
    if (text == m_fence) {
        m_state = State::Closed;
        return true;
    }
    if (takeInside(line))
        return true;
    m_state = State::None;    // "---" was only a rule above the text
    return false;
}

bool FrontMatter::takeInside(std::string_view line)
{
    const std::string_view text = trimmed(line);
    if (text.empty() || text.front() == '#')
        return true;
    const bool isItem = text.substr(0, 2) == "- " || text == "-";
    if (indentOf(line) > 0 || isItem) {
        if (const auto value = m_values.find(m_key); value != m_values.end() && value->second.size() < longestValue) {
            const std::string_view more = isItem ? unquoted(text.substr(1)) : text;
            value->second += (value->second.empty() ? "" : isItem ? ", " : " ") + std::string(more);
        }
        return true;
    }
    const std::size_t colon = text.find(m_fence == "+++" ? '=' : ':');
    if (colon == std::string_view::npos || colon == 0)
        return false;
    m_key = toLower(trimmed(text.substr(0, colon)));
    std::string_view value = unquoted(text.substr(colon + 1));
    if (value == ">" || value == ">-" || value == "|" || value == "|-")
        value = {};
    if (value.size() > 2 && value.front() == '[' && value.back() == ']')
        value = value.substr(1, value.size() - 2);
    if (m_values.size() < mostKeys)
        m_values[m_key] = std::string(value);
    return true;
}

std::string_view FrontMatter::value(std::string_view key) const
{
    const auto found = m_values.find(key);
    return found == m_values.end() ? std::string_view{} : std::string_view(found->second);
}

std::size_t indentOf(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

std::optional<std::string_view> bulletText(std::string_view line)
{
    std::string_view text = trimmed(line);
    const auto withoutBox = [](std::string_view inner) {
        for (const std::string_view box : {"[ ] ", "[x] ", "[X] "}) {
            if (inner.substr(0, box.size()) == box)
                return trimmed(inner.substr(box.size()));
        }
        return inner;
    };
    for (const std::string_view marker : {"-", "*", "+", "\xE2\x80\xA2", "\xE2\x80\x93"}) {
        const std::size_t size = marker.size();
        if (text.size() > size + 1 && text.substr(0, size) == marker && (text[size] == ' ' || text[size] == '\t'))
            return withoutBox(trimmed(text.substr(size + 1)));
    }
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
        ++digits;
    if (digits > 0 && digits < 4 && digits + 1 < text.size() && (text[digits] == '.' || text[digits] == ')') && text[digits + 1] == ' ')
        return withoutBox(trimmed(text.substr(digits + 2)));
    return std::nullopt;
}

std::optional<HandwrittenTime> wholeDate(std::string_view text, const DateOrders& orders)
{
    text = withoutDayNumber(trimmed(text));
    const auto date = scanHandwrittenTime(text, orders);
    if (!date || date->hasClock || date->end || date->start.month == 0 || date->layout == DateLayout::TwoParts)
        return std::nullopt;
    text = withoutLeadingSeparators(text);
    if (!text.empty() && zoneLabelOf(text.back() == ':' ? text.substr(0, text.size() - 1) : text).empty())
        return std::nullopt;
    return date;
}

std::optional<HandwrittenTime> dateInHeading(std::string_view text, const DateOrders& orders)
{
    std::optional<HandwrittenTime> found;
    for (const HandwrittenTime& time : findHandwrittenTimes(text, orders)) {
        if (time.hasClock || found)
            return std::nullopt;
        if (time.start.month != 0 && time.layout != DateLayout::TwoParts)
            found = time;
    }
    return found;
}

bool namesNextDay(std::string_view text)
{
    text = trimmed(text);
    if (startsWithIgnoringCase(text, "the "))
        text.remove_prefix(4);
    if (!text.empty() && text.back() == ':')
        text.remove_suffix(1);
    return equalsIgnoringCase(text, "next day") || equalsIgnoringCase(text, "following day") || equalsIgnoringCase(text, "next morning")
           || equalsIgnoringCase(text, "following morning") || equalsIgnoringCase(text, "day after");
}

std::string_view groupName(std::string_view heading)
{
    constexpr std::array<std::string_view, 14> everywhere = {"timeline", "chronology", "sequence of events", "summary", "log of events", "incident log",
                                                             "action items", "conclusion", "lessons", "what went", "where we got", "background",
                                                             "overview", "incident report"};
    for (const std::string_view word : everywhere) {
        if (startsWithIgnoringCase(heading, word))
            return {};
    }
    return heading;
}

bool looksLikeMarkdown(const SourceHead& head)
{
    std::size_t marks = 0;
    for (std::size_t i = 0; i < std::min(head.headLines, head.lines.size()); ++i) {
        const std::string_view line = trimmed(head.lines[i]);
        const bool isHeading = !line.empty() && line.front() == '#' && line.find_first_not_of('#') < line.size()
                               && line[line.find_first_not_of('#')] == ' ';
        if (isHeading || isDelimiterRow(line) || line.substr(0, 2) == "- " || line.substr(0, 2) == "* " || line.substr(0, 2) == "**")
            ++marks;
    }
    return marks > 0;
}

}    // namespace faultline
