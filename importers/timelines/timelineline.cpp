#include "importers/timelines/timelineline.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 10> labelPhrases = {"times are given in", "times are in", "times are",     "times in", "time in",
                                                           "time zone is",       "time zone:",   "timezone is", "timezone:", "times:"};

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
    const std::size_t length = std::min(text.find_first_of(" \t(),;|"), text.size());
    const std::string_view name = text.substr(0, length);
    if (name.find('/') == std::string_view::npos || !TimeZone::named(name))
        return {};
    if (rest != nullptr)
        *rest = text.substr(length);
    return std::string(name);
}

}    // namespace

std::string zoneLabelIn(std::string_view line)
{
    const std::string lowered = toLower(line);
    for (const std::string_view phrase : labelPhrases) {
        for (std::size_t at = lowered.find(phrase); at != std::string::npos; at = lowered.find(phrase, at + 1)) {
            if (std::string label = zoneAtFront(line.substr(at + phrase.size())); !label.empty())
                return label;
        }
    }
    return {};
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
