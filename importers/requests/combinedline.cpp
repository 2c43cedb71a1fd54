#include "importers/requests/combinedline.h"

#include "app/model/record.h"

#include <cstring>

namespace faultline {

namespace {

constexpr std::size_t npos = std::string_view::npos;

std::size_t findFrom(std::string_view text, char wanted, std::size_t from)
{
    if (from >= text.size())
        return npos;
    const void* found = std::memchr(text.data() + from, wanted, text.size() - from);
    return found == nullptr ? npos : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The shape "[dd/Mon/yyyy:" at `at`; the digits are judged by the time scanner.
bool opensTime(std::string_view line, std::size_t at)
{
    return at + 13 < line.size() && line[at] == '[' && line[at + 3] == '/' && line[at + 7] == '/' && line[at + 12] == ':';
}

std::size_t findTime(std::string_view line, std::size_t from)
{
    for (std::size_t at = findFrom(line, '[', from); at != npos; at = findFrom(line, '[', at + 1)) {
        if (opensTime(line, at))
            return at;
    }
    return npos;
}

bool looksLikeAddress(std::string_view text)
{
    bool dotOrColon = false;
    for (const char c : text) {
        const bool hexadecimal = isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (!hexadecimal && c != '.' && c != ':' && c != '%')
            return false;
        dotOrColon = dotOrColon || c == '.' || c == ':';
    }
    return dotOrColon;
}

std::string_view takeWord(std::string_view& text)
{
    const std::size_t blank = findFrom(text, ' ', 0);
    const std::string_view word = text.substr(0, blank);
    text = blank == npos ? std::string_view() : text.substr(blank + 1);
    return word;
}

std::string_view unlessDash(std::string_view text)
{
    return text.empty() || text == "-" ? std::string_view() : text;
}

/// BunkerWeb's "request-id user" in the place of the user.
void takeTraceId(std::string_view user, CombinedLine& fields)
{
    constexpr std::size_t digits = 32;
    const bool isId = user.size() > digits && user[digits] == ' ' && user.substr(0, digits).find_first_not_of("0123456789abcdef") == npos;
    if (isId)
        fields.traceId = user.substr(0, digits);
    fields.user = unlessDash(isId ? user.substr(digits + 1) : user);
}

/// "client ident user", "vhost client ident user" or lighttpd's "client vhost user"; only the user may hold blanks.
bool splitPrefix(std::string_view prefix, CombinedLine& fields)
{
    if (prefix.size() > 4 && prefix.substr(prefix.size() - 4) == " - -") {
        const std::string_view client = prefix.substr(0, prefix.size() - 4);
        if (findFrom(client, ' ', 0) == npos) {
            fields.client = unlessDash(client);
            return true;
        }
    }
    std::string_view rest = prefix;
    const std::string_view first = takeWord(rest);
    const std::string_view second = takeWord(rest);
    if (first.empty() || second.empty() || rest.data() == nullptr)
        return false;
    fields.client = unlessDash(first);
    if (second == "-") {
        fields.user = unlessDash(rest);
        return true;
    }
    std::string_view behind = rest;
    const std::string_view third = takeWord(behind);
    if (behind.data() == nullptr) {
        // Three words: the second is a logname, or lighttpd's virtual host when it looks like one.
        if (second.find_first_of(".:") != npos)
            fields.host = second;
        fields.user = unlessDash(third);
        return true;
    }
    if (third != "-" && !looksLikeAddress(second))
        return false;
    fields.host = unlessDash(first);
    fields.client = second;
    takeTraceId(behind, fields);
    return true;
}

/// Three digits or "-", then a blank. Leaves `at` behind the blank.
bool takeStatus(std::string_view line, std::size_t& at, CombinedLine& fields)
{
    if (at + 1 < line.size() && line[at] == '-' && line[at + 1] == ' ') {
        fields.status = absent;
        at += 2;
        return true;
    }
    if (at + 3 >= line.size() || !isDigit(line[at]) || !isDigit(line[at + 1]) || !isDigit(line[at + 2]) || line[at + 3] != ' ')
        return false;
    fields.status = (line[at] - '0') * 100 + (line[at + 1] - '0') * 10 + (line[at + 2] - '0');
    at += 4;
    return true;
}

/// Digits or "-", then a blank or the end. Leaves `at` on it.
bool takeBytes(std::string_view line, std::size_t& at, CombinedLine& fields)
{
    constexpr std::size_t mostDigits = 18;
    const std::size_t begin = at;
    if (at < line.size() && line[at] == '-') {
        ++at;
        fields.bytesAsDash = true;
    } else {
        std::int64_t value = 0;
        while (at < line.size() && at - begin < mostDigits && isDigit(line[at]))
            value = value * 10 + (line[at++] - '0');
        fields.bytes = value;
    }
    return at > begin && (at == line.size() || line[at] == ' ');
}

/// The request, the status and its blank. Servers escape quotes, so the first bare one ends the request; a log written
/// without escaping is still read when a later quote is followed by a status, unless a second stamp stands between them:
/// then two torn lines share this one.
CombinedFault takeRequestAndStatus(std::string_view line, std::size_t& at, CombinedLine& fields)
{
    if (at + 1 >= line.size() || line[at] != ' ' || line[at + 1] != '"')
        return CombinedFault::BadRequest;
    const std::size_t begin = at + 2;
    std::size_t end = closingQuote(line, begin);
    if (end != npos && end + 1 < line.size() && line[end + 1] == ' ') {
        std::size_t next = end + 2;
        if (takeStatus(line, next, fields)) {
            fields.request = line.substr(begin, end - begin);
            at = next;
            return CombinedFault::None;
        }
    }
    const bool torn = end == npos || end + 2 >= line.size();
    const std::size_t nextStamp = findTime(line, begin);
    for (end = findFrom(line, '"', begin); end != npos && end < nextStamp; end = findFrom(line, '"', end + 1)) {
        std::size_t next = end + 2;
        if (end + 1 < line.size() && line[end + 1] == ' ' && takeStatus(line, next, fields)) {
            fields.request = line.substr(begin, end - begin);
            at = next;
            return CombinedFault::None;
        }
    }
    return torn ? CombinedFault::Torn : CombinedFault::BadStatus;
}

/// A quoted text behind a blank; `at` moves behind it. False when there is none, or none that is closed.
bool takeQuoted(std::string_view line, std::size_t& at, std::string_view& value, bool& torn)
{
    if (at + 1 >= line.size() || line[at] != ' ' || line[at + 1] != '"')
        return false;
    const std::size_t end = closingQuote(line, at + 2);
    if (end == npos) {
        torn = true;
        return false;
    }
    value = line.substr(at + 2, end - at - 2);
    at = end + 1;
    return true;
}

/// Referer and agent, then the tail. One quoted text alone is no referer; it belongs to whatever was configured.
void takeRest(std::string_view line, std::size_t at, CombinedLine& fields)
{
    const std::size_t behindBytes = at;
    if (takeQuoted(line, at, fields.referer, fields.torn) && !takeQuoted(line, at, fields.agent, fields.torn) && !fields.torn) {
        fields.referer = {};
        at = behindBytes;
    }
    while (at < line.size() && line[at] == ' ')
        ++at;
    std::string_view tail = line.substr(at);
    while (!tail.empty() && tail.back() == ' ')
        tail.remove_suffix(1);
    if (!tail.empty())
        fields.tail = tail;
}

}    // namespace

std::string_view codeOf(CombinedFault fault)
{
    switch (fault) {
    case CombinedFault::None: return {};
    case CombinedFault::NoTime: return "no-time";
    case CombinedFault::BadClient: return "bad-client";
    case CombinedFault::BadRequest: return "bad-request";
    case CombinedFault::BadStatus: return "bad-status";
    case CombinedFault::BadBytes: return "bad-bytes";
    case CombinedFault::Torn: return "torn-line";
    }
    return {};
}

std::string_view reasonOf(CombinedFault fault)
{
    switch (fault) {
    case CombinedFault::None: return {};
    case CombinedFault::NoTime: return "No time such as [23/Apr/2024:21:29:58 +0200] stands in the line";
    case CombinedFault::BadClient: return "The time does not follow a client, a logname and a user";
    case CombinedFault::BadRequest: return "No request in quotes follows the time";
    case CombinedFault::BadStatus: return "No status of three digits follows the request";
    case CombinedFault::BadBytes: return "No number of bytes follows the status";
    case CombinedFault::Torn: return "The line ends inside a field";
    }
    return {};
}

std::size_t closingQuote(std::string_view text, std::size_t begin)
{
    for (std::size_t at = findFrom(text, '"', begin); at != npos; at = findFrom(text, '"', at + 1)) {
        std::size_t backslashes = 0;
        while (at - backslashes > begin && text[at - backslashes - 1] == '\\')
            ++backslashes;
        if (backslashes % 2 == 0)
            return at;
    }
    return npos;
}

CombinedFault splitCombinedLine(std::string_view line, CombinedLine& fields)
{
    const std::size_t time = findTime(line, 0);
    if (time == npos)
        return CombinedFault::NoTime;
    if (time < 2 || line[time - 1] != ' ' || !splitPrefix(line.substr(0, time - 1), fields))
        return CombinedFault::BadClient;
    std::size_t at = findFrom(line, ']', time);
    if (at == npos)
        return CombinedFault::Torn;
    fields.time = line.substr(time + 1, at - time - 1);
    ++at;
    if (at == line.size())
        return CombinedFault::Torn;
    if (const CombinedFault fault = takeRequestAndStatus(line, at, fields); fault != CombinedFault::None)
        return fault;
    if (!takeBytes(line, at, fields))
        return CombinedFault::BadBytes;
    if (at < line.size())
        takeRest(line, at, fields);
    return CombinedFault::None;
}

}    // namespace faultline
