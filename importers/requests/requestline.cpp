#include "importers/requests/requestline.h"

#include "app/base/text.h"

#include <cstring>

namespace faultline {

namespace {

constexpr std::size_t longestMethod = 32;

bool isMethod(std::string_view text)
{
    if (text.empty() || text.size() > longestMethod)
        return false;
    for (const char c : text) {
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && c != '-' && c != '_')
            return false;
    }
    return true;
}

std::size_t find(std::string_view text, char wanted)
{
    if (text.empty())
        return std::string_view::npos;
    const void* found = std::memchr(text.data(), wanted, text.size());
    return found == nullptr ? std::string_view::npos : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

/// Where the blank before a trailing "HTTP/x" stands. Targets may hold blanks, so it is the last one.
std::size_t blankBeforeProtocol(std::string_view text)
{
    constexpr std::size_t usual = sizeof(" HTTP/1.1") - 1;
    if (text.size() > usual && text[text.size() - usual] == ' ' && text.substr(text.size() - usual + 1, 5) == "HTTP/")
        return text.size() - usual;
    const std::size_t blank = text.rfind(' ');
    if (blank == std::string_view::npos || text.substr(blank + 1, 5) != "HTTP/")
        return std::string_view::npos;
    return blank;
}

bool startsWith(std::string_view text, std::string_view prefix)
{
    return text.substr(0, prefix.size()) == prefix;
}

std::size_t lengthOfScheme(std::string_view target)
{
    if (target.empty() || target.front() == '/')
        return 0;
    for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://"), std::string_view("ws://"),
                                          std::string_view("wss://")}) {
        if (startsWithIgnoringCase(target, scheme))
            return scheme.size();
    }
    return 0;
}

}    // namespace

void applyRequestTarget(std::string_view target, Request& record)
{
    if (const std::size_t scheme = lengthOfScheme(target); scheme > 0) {
        target.remove_prefix(scheme);
        const std::size_t end = std::min(target.find_first_of("/?"), target.size());
        if (record.host.data() == nullptr && end > 0)
            record.host = target.substr(0, end);
        target.remove_prefix(end);
        if (target.empty() || target.front() == '?') {
            record.path = "/";    // RFC 9110 §4.2.3: an empty path is "/"
            if (!target.empty())
                record.query = target.substr(1);
            return;
        }
    }
    const std::size_t mark = find(target, '?');
    if (mark == std::string_view::npos) {
        record.path = target;
        return;
    }
    record.path = target.substr(0, mark);
    record.query = target.substr(mark + 1);
}

void applyRequestLine(std::string_view text, Request& record)
{
    if (text.empty() || text == "-")
        return;
    const std::size_t blank = find(text, ' ');
    if (blank == std::string_view::npos || !isMethod(text.substr(0, blank))) {
        record.path = text;
        return;
    }
    const std::size_t end = blankBeforeProtocol(text);
    const bool hasProtocol = end != std::string_view::npos;
    // "GET HTTP/1.1": the only blank is the one before the protocol, the target is missing.
    const std::string_view target = !hasProtocol ? text.substr(blank + 1)
                                    : end > blank ? text.substr(blank + 1, end - blank - 1)
                                                  : std::string_view("", 0);
    // HTTP/0.9 has no protocol; anything else that looks like words is not taken for a request.
    if (!hasProtocol && !startsWith(target, "/") && target != "*" && lengthOfScheme(target) == 0) {
        record.path = text;
        return;
    }
    record.method = text.substr(0, blank);
    if (hasProtocol)
        record.protocol = text.substr(end + 1);
    if (record.method == "CONNECT" && record.host.data() == nullptr)
        record.host = target;
    applyRequestTarget(target, record);
}

std::optional<std::int64_t> sumOfSecondsList(std::string_view text)
{
    std::int64_t sum = 0;
    bool any = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(",:"), text.size());
        const std::string_view part = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (part == "-" || (part.empty() && any))
            continue;
        const auto value = parseDecimalScaled(part, 1'000'000'000);
        if (!value || *value < 0 || *value > std::numeric_limits<std::int64_t>::max() - sum)
            return std::nullopt;
        sum += *value;
        any = true;
    }
    if (!any)
        return std::nullopt;
    return sum;
}

std::optional<std::int64_t> lastOfStatusList(std::string_view text)
{
    const std::size_t separator = text.find_last_of(",:");
    if (separator != std::string_view::npos)
        text.remove_prefix(separator + 1);
    const auto value = parseInteger(trimmed(text));
    if (!value || *value < 0 || *value > 999)
        return std::nullopt;
    return value;
}

}    // namespace faultline
