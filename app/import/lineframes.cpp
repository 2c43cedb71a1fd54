#include "app/import/lineframes.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/textdecoder.h"

#include <algorithm>
#include <array>
#include <optional>

namespace faultline {

namespace {

constexpr CharacterSet jsonSpecials("\"\\");
constexpr CharacterSet notInHosts("[]{}=\"<>,;|");
constexpr CharacterSet tagEnds(" :[");

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool take(std::string_view& text, std::string_view expected)
{
    if (!text.starts_with(expected))
        return false;
    text.remove_prefix(expected.size());
    return true;
}

/// Up to the next blank, which is taken too; empty when there is none.
std::string_view takeWord(std::string_view& text)
{
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos)
        return {};
    const std::string_view word = text.substr(0, blank);
    text.remove_prefix(blank + 1);
    return word;
}

bool matches(std::string_view text, std::string_view pattern)    // 0 = any digit
{
    if (text.size() < pattern.size())
        return false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '0' ? !isDigit(text[i]) : text[i] != pattern[i])
            return false;
    }
    return true;
}

/// RFC 3339 with 'T' and a zone, as Go and syslog write it.
bool takeStamp(std::string_view& text, std::size_t& fractionDigits)
{
    constexpr std::string_view pattern = "0000-00-00T00:00:00";
    fractionDigits = 0;
    if (!matches(text, pattern))
        return false;
    std::string_view rest = text.substr(pattern.size());
    if (take(rest, ".")) {
        while (!rest.empty() && isDigit(rest.front()) && fractionDigits < 10) {
            rest.remove_prefix(1);
            ++fractionDigits;
        }
        if (fractionDigits == 0 || fractionDigits > 9)
            return false;
    }
    if (!take(rest, "Z")) {
        if (!matches(rest, "+00:00") && !matches(rest, "-00:00"))
            return false;
        rest.remove_prefix(6);
    }
    text = rest;
    return true;
}

/// "Apr 23 19:29:58", day padded with blank or zero.
bool takeSyslogStamp(std::string_view& text)
{
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (std::find(months.begin(), months.end(), text.substr(0, 3)) == months.end())
        return false;
    if (!matches(text.substr(3), " 00 00:00:00") && !matches(text.substr(3), "  0 00:00:00"))
        return false;
    text.remove_prefix(15);
    return true;
}

/// "<30>"; true when there is none.
bool takePriority(std::string_view& text)
{
    if (text.empty() || text.front() != '<')
        return true;
    const std::size_t end = text.find('>');
    if (end == std::string_view::npos || end < 2 || end > 4)
        return false;
    const auto value = parseInteger(text.substr(1, end - 1));
    if (!value || *value < 0 || *value > 191)
        return false;
    text.remove_prefix(end + 1);
    return true;
}

void trimBlanks(std::string_view& text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
}

std::optional<unsigned> hexUnit(std::string_view digits)
{
    unsigned value = 0;
    if (digits.size() < 4)
        return std::nullopt;
    for (const char c : digits.substr(0, 4)) {
        unsigned digit = 0;
        if (isDigit(c))
            digit = static_cast<unsigned>(c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            digit = static_cast<unsigned>((c | 0x20) - 'a') + 10U;
        else
            return std::nullopt;
        value = value * 16 + digit;
    }
    return value;
}

/// A JSON string after its opening quote; takes the closing one.
bool takeJsonString(std::string_view& text, std::string& value)
{
    constexpr std::string_view escapes = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    TextDecoder surrogates(TextEncoding::Utf16BigEndian);
    while (true) {
        const std::size_t special = jsonSpecials.firstIn(text);
        if (special == std::string_view::npos || special + 1 >= text.size())
            return false;    // nothing of ours ends with a string
        const bool isEnd = text[special] == '"';
        const char escape = text[special + 1];
        if (special > 0 || isEnd || escape != 'u')    // a high surrogate waits for the very next escape only
            surrogates.finish(value);
        value += text.substr(0, special);
        text.remove_prefix(special + (isEnd ? 1 : 2));
        if (isEnd)
            return true;
        if (escape == 'u') {
            const auto unit = hexUnit(text);
            if (!unit)
                return false;
            const std::array<char, 2> bytes = {static_cast<char>(*unit >> 8U), static_cast<char>(*unit & 0xFFU)};
            surrogates.decode(std::string_view(bytes.data(), bytes.size()), value);
            text.remove_prefix(4);
            continue;
        }
        const std::size_t meaning = escapes.find(escape);
        if (meaning == std::string_view::npos)
            return false;
        value += meanings[meaning];
    }
}

bool isHostName(std::string_view word)
{
    constexpr std::array<std::string_view, 12> severities = {"TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING",
                                                             "ERROR", "ERR", "CRIT", "CRITICAL", "FATAL", "ALERT"};
    return !word.empty() && !notInHosts.isIn(word)
        && std::find(severities.begin(), severities.end(), word) == severities.end();
}

/// "app[pid]: " or "app: "; the colon is what makes it one.
bool takeTag(std::string_view& text, std::string_view& tag)
{
    constexpr std::size_t longestTag = 100;
    const std::size_t end = tagEnds.firstIn(text);
    if (end == 0 || end == std::string_view::npos || end > longestTag || text[end] == ' ')
        return false;
    std::string_view rest = text.substr(end);
    if (rest.front() == '[') {
        const std::size_t close = rest.find(']');
        if (close == std::string_view::npos || close > longestTag)
            return false;
        rest.remove_prefix(close + 1);
        if (take(rest, " <"))    // macOS: "app[12] <Info>:"
            rest.remove_prefix(std::min(rest.find(':'), rest.size()));
    }
    if (!take(rest, ":") || (!rest.empty() && rest.front() != ' '))
        return false;
    tag = text.substr(0, end);
    text = rest;
    return true;
}

/// "date=2024-04-22 time=09:04:24 ...": firewalls write their pairs behind the priority or the host, without a tag.
bool beginsWithPair(std::string_view text)
{
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    return end != 0 && end != std::string_view::npos && text[end] == '=';
}

/// "[5-2] " of PostgreSQL: message 5, piece 2.
std::int64_t takePostgresPiece(std::string_view& text)
{
    const std::size_t dash = text.find('-');
    const std::size_t close = text.find(']');
    if (text.empty() || text.front() != '[' || dash > 12 || close > 24 || close < dash)
        return 0;
    const auto message = parseInteger(text.substr(1, dash - 1));
    const auto piece = parseInteger(text.substr(dash + 1, close - dash - 1));
    if (!message || !piece || *message < 0 || *piece < 1)
        return 0;
    text.remove_prefix(close + 1);
    take(text, " ");
    return *piece;
}

/// "-" or "[id key=\"value\"]..." with \" \\ \] inside values.
bool takeStructuredData(std::string_view& text)
{
    if (take(text, "-"))
        return true;
    if (text.empty() || text.front() != '[')
        return false;
    std::string_view rest = text;
    bool inQuotes = false;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (rest[i] == '\\' && inQuotes)
            ++i;
        else if (rest[i] == '"')
            inQuotes = !inQuotes;
        else if (rest[i] == ']' && !inQuotes && (i + 1 == rest.size() || rest[i + 1] != '[')) {
            text = rest.substr(i + 1);
            return true;
        }
    }
    return false;
}

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// "\x1b[36m", "\x1b[0m".
void skipColours(std::string_view& text)
{
    while (text.starts_with("\x1b[")) {
        const std::size_t end = text.find_first_not_of("0123456789;", 2);
        if (end == std::string_view::npos || text[end] != 'm')
            return;
        text.remove_prefix(end + 1);
    }
}

}    // namespace

bool peelDockerJson(std::string_view& text, Frame& frame, std::string& decoded)
{
    std::string_view rest = text;
    decoded.clear();
    if (!take(rest, "{\"log\":\"") || !takeJsonString(rest, decoded))
        return false;
    if (rest.find("\"time\":\"") == std::string_view::npos || rest.back() != '}')
        return false;
    frame.isError = rest.find("\"stream\":\"stderr\"") != std::string_view::npos;
    frame.isPartial = decoded.empty() || decoded.back() != '\n';    // pieces of 16 KiB; only the last has the line end
    if (!frame.isPartial)
        decoded.pop_back();
    if (!frame.isPartial && !decoded.empty() && decoded.back() == '\r')
        decoded.pop_back();
    text = decoded;
    return true;
}

bool peelCri(std::string_view& text, Frame& frame)
{
    std::string_view rest = text;
    std::size_t digits = 0;
    if (!takeStamp(rest, digits) || !take(rest, " std"))
        return false;
    frame.isError = take(rest, "err ");
    if (!frame.isError && !take(rest, "out "))
        return false;
    frame.isPartial = take(rest, "P");
    if (!frame.isPartial && !take(rest, "F"))
        return false;
    if (take(rest, ":"))    // further tags
        rest.remove_prefix(std::min(rest.find(' '), rest.size()));
    if (!rest.empty() && !take(rest, " "))
        return false;
    text = rest;
    return true;
}

bool peelSyslogRfc3164(std::string_view& text, std::string& decoded)
{
    std::string_view rest = text;
    std::size_t digits = 0;
    if (!takePriority(rest))
        return false;
    const bool hasPriority = rest.size() < text.size();
    if (hasPriority && beginsWithPair(rest)) {
        text = rest;
        return true;
    }
    const bool hasIsoStamp = !takeSyslogStamp(rest);
    if ((hasIsoStamp && !takeStamp(rest, digits)) || !take(rest, " "))
        return false;
    std::string_view tag;
    std::string_view withoutHost = rest;
    const std::string_view host = takeWord(rest);
    if (isHostName(host) && (hasPriority || !hasIsoStamp) && beginsWithPair(rest)) {
        text = rest;
        return true;
    }
    if (!isHostName(host) || !takeTag(rest, tag)) {
        // nginx can leave the host out. An ISO stamp and "word:" alone would be the log of any program.
        if (hasIsoStamp || !takeTag(withoutHost, tag))
            return false;
        rest = withoutHost;
    }
    trimBlanks(rest);
    if (startsWithIgnoringCase(tag, "postgres")) {
        if (takePostgresPiece(rest) > 1) {
            take(rest, "#011");    // a tab, as rsyslog writes it
            decoded = '\t';
            decoded += rest;
            rest = decoded;
        }
    }
    text = rest;
    return true;
}

bool peelSyslogRfc5424(std::string_view& text)
{
    std::string_view rest = text;
    if (!takePriority(rest) || rest.empty() || rest.front() < '1' || rest.front() > '9')
        return false;
    rest.remove_prefix(1);
    std::size_t digits = 0;
    if (!take(rest, " ") || !(take(rest, "-") || takeStamp(rest, digits)) || !take(rest, " "))
        return false;
    for (int word = 0; word < 4; ++word) {    // host, app, process, message id
        if (takeWord(rest).empty())
            return false;
    }
    if (!takeStructuredData(rest) || (!rest.empty() && rest.front() != ' '))
        return false;
    trimBlanks(rest);
    take(rest, "\xEF\xBB\xBF");
    text = rest;
    return true;
}

bool peelKubectlTimestamp(std::string_view& text, std::size_t& fractionDigits)
{
    std::string_view rest = text;
    if (!takeStamp(rest, fractionDigits) || (!rest.empty() && !take(rest, " ")))
        return false;
    text = rest;
    return true;
}

bool peelKubectlPrefix(std::string_view& text)
{
    std::string_view rest = text;
    if (!take(rest, "[pod/"))
        return false;
    const std::size_t close = rest.find(']');
    const std::size_t slash = rest.find('/');
    if (close == std::string_view::npos || slash >= close || rest.substr(0, close).find(' ') != std::string_view::npos)
        return false;
    rest.remove_prefix(close + 1);
    take(rest, " ");
    text = rest;
    return true;
}

bool peelComposePrefix(std::string_view& text)
{
    std::string_view rest = text;
    skipColours(rest);
    std::size_t name = 0;
    while (name < rest.size() && (isAlphanumeric(rest[name]) || rest[name] == '-' || rest[name] == '_' || rest[name] == '.'))
        ++name;
    constexpr std::size_t longestName = 128;
    if (name == 0 || name > longestName || !isAlphanumeric(rest.front()))
        return false;
    rest.remove_prefix(name);
    skipColours(rest);
    if (!take(rest, " "))
        return false;
    trimBlanks(rest);    // names are padded to the longest
    skipColours(rest);
    if (!take(rest, "|"))
        return false;
    skipColours(rest);
    if (!rest.empty() && !take(rest, " "))
        return false;
    skipColours(rest);
    text = rest;
    return true;
}

}    // namespace faultline
