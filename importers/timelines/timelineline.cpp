#include "importers/timelines/timelineline.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 5> labelNouns = {"times", "timestamps", "time zone", "timezone", "time in"};
constexpr std::array<std::string_view, 24> fillers = {"are", "is", "in", "given", "listed", "below", "shown", "all", "noted", "expressed", "reported",
                                                      "using", "here", "as", "at", "displayed", "stated", "recorded", "use", "within", "quoted",
                                                      "timeline", "of", "this"};

std::string zoneAtFront(std::string_view text, std::string_view* rest = nullptr)
{
    text = trimmed(text);
    if (startsWithIgnoringCase(text, "the "))
        text.remove_prefix(4);
    std::string_view behind = text;
    WrittenTime zone;
    if (scanZoneText(behind, zone)) {
        if (rest != nullptr)
            *rest = behind;
        return std::string(trimmed(text.substr(0, text.size() - behind.size())));
    }
    // A zone by its own name: "Europe/Paris".
    const std::size_t length = std::min(text.find_first_of(" \t(),;|.*_:"), text.size());
    const std::string_view name = text.substr(0, length);
    for (const std::string_view place : {"Pacific", "Mountain", "Central", "Eastern"}) {
        if (name != place)
            continue;
        if (rest != nullptr)
            *rest = text.substr(length);
        return std::string(place) + " Time";
    }
    if (name.find('/') == std::string_view::npos || !TimeZone::named(name))
        return {};
    if (rest != nullptr)
        *rest = text.substr(length);
    return std::string(name);
}

}    // namespace

std::string zoneLabelIn(std::string_view line)
{
    constexpr std::string_view signs = " \t:,*_(-";
    const std::string lowered = toLower(line);
    for (const std::string_view noun : labelNouns) {
        for (std::size_t at = lowered.find(noun); at != std::string::npos; at = lowered.find(noun, at + 1)) {
            std::string_view rest = line.substr(at + noun.size());
            if (at > 0 && isWordByte(lowered[at - 1]))
                continue;    // "sometimes"
            for (int words = 0; words < 8; ++words) {
                rest.remove_prefix(std::min(rest.find_first_not_of(signs), rest.size()));
                if (words == 0 && startsWithIgnoringCase(rest, "the "))
                    break;    // "at all times the UTC clock"
                if (std::string label = zoneAtFront(rest); !label.empty())
                    return label;
                const std::size_t length = TextCursor(rest).letters().size();
                const std::string word = toLower(rest.substr(0, length));
                if (std::find(fillers.begin(), fillers.end(), word) == fillers.end())
                    break;
                rest.remove_prefix(length);
            }
        }
    }
    return {};
}

std::string zoneLabelBehind(std::string_view heading)
{
    heading = trimmed(heading);
    const std::size_t open = heading.find_last_of("([");
    if (heading.empty() || open == std::string_view::npos || (heading.back() != ')' && heading.back() != ']'))
        return {};
    return zoneLabelOf(heading.substr(open + 1, heading.size() - open - 2));
}

std::string zoneLabelOf(std::string_view text)
{
    text = trimmed(text);
    std::string_view rest;
    std::string label = zoneAtFront(text, &rest);
    if (!label.empty() && trimmed(rest).empty()) {
        if (label.size() > 2 && label.front() == '(' && label.back() == ')')
            return label.substr(1, label.size() - 2);
        return label;
    }
    if (text.size() > 2 && text.front() == '(' && text.back() == ')')
        return zoneLabelOf(text.substr(1, text.size() - 2));
    return {};
}

bool statesOffset(const WrittenTime& time)
{
    if (time.offsetSeconds || time.zoneWord.empty())
        return time.offsetSeconds.has_value();
    const std::string_view word = time.zoneWord.substr(time.zoneWord.rfind('/') + 1);    // npos + 1 is 0: the whole word
    const std::vector<ZoneMeaning> meanings = meaningsOfZoneWord(word);
    return meanings.size() == 1 && meanings.front().offset.count() == 0;
}

ZoneReading readZoneLabel(const std::string& label)
{
    std::string_view text = label;
    WrittenTime zone;
    if (scanZoneText(text, zone))
        return readZone(zone);
    if (auto named = TimeZone::named(label))
        return {*named, false};
    return {std::nullopt, !label.empty()};
}

bool isBreakText(std::string_view text)
{
    const std::string_view inner = trimmed(text);
    return inner.size() >= 2 && inner.find_first_not_of("-* _=\t") == std::string_view::npos
           && inner.find_first_not_of(" \t") != std::string_view::npos;
}

std::string_view withoutParallelTime(std::string_view text, const DateOrders& orders)
{
    std::string_view rest = trimmed(text);
    const bool bracket = !rest.empty() && (rest.front() == '(' || rest.front() == '[');
    if (!bracket && (rest.empty() || rest.front() != '/'))
        return text;
    rest.remove_prefix(1);
    const auto time = scanHandwrittenTime(rest, orders);
    if (!time || !time->hasClock || time->zoneText.empty())
        return text;
    rest = trimmed(rest);
    if (bracket) {
        if (rest.empty() || (rest.front() != ')' && rest.front() != ']'))
            return text;
        rest.remove_prefix(1);
    }
    rest = withoutLeadingSeparators(rest);
    return rest.empty() ? text : rest;
}

std::string_view withoutLeadingSeparators(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t before = text.size();
        text = trimmed(text);
        for (const std::string_view sign : {"-", ":", "|", "]", ")", "*", ",", ";", ".", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x86\x92"}) {
            if (text.substr(0, sign.size()) == sign)
                text.remove_prefix(sign.size());
        }
        if (text.size() == before)
            return text;
    }
    return text;
}

}    // namespace faultline
