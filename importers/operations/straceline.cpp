#include "importers/operations/straceline.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "app/model/record.h"
#include "importers/operations/textparts.h"

namespace faultline {

namespace {

constexpr CharacterSet ofNames("abcdefghijklmnopqrstuvwxyz0123456789_");

/// "[pid  1234] " of a terminal, "1234  " of a file.
std::string_view takePid(std::string_view& text)
{
    std::string_view rest = text;
    const bool isBracketed = takeLiteral(rest, "[pid ");
    skipBlanks(rest);
    const std::string_view digits = takeDigits(rest);
    constexpr std::size_t longestPid = 8;
    if (digits.empty() || digits.size() > longestPid || (isBracketed ? !takeLiteral(rest, "] ") : !takeLiteral(rest, " ")))
        return {};
    skipBlanks(rest);
    text = rest;
    return digits;
}

/// "1713900598.123456 " (-ttt), "19:29:58.123456 " (-t, -tt), "     0.000120 " (-r), also both of -r.
bool takeStamp(std::string_view& text, StraceLine& line)
{
    std::string_view rest = text;
    if (auto written = scanEpoch(rest); written && takeLiteral(rest, " ")) {
        line.time = written->epoch;
        line.stamp = StraceLine::Stamp::Epoch;
        if (takeLiteral(rest, "(+"))
            takeUntil(rest, ") ");
    } else {
        static constexpr CharacterSet ofClocks("0123456789:.");
        rest = text;
        skipBlanks(rest);
        const std::string_view clock = takeCharacters(rest, ofClocks);
        const bool isRelative = clock.find(':') == std::string_view::npos && clock.find('.') != std::string_view::npos;
        constexpr std::size_t clockLength = 8;
        const bool isClock = clock.size() >= clockLength && clock[2] == ':' && clock[5] == ':';
        if ((!isRelative && !isClock) || !takeLiteral(rest, " "))
            return false;
        line.stamp = StraceLine::Stamp::NoDate;
    }
    skipBlanks(rest);
    text = rest;
    return true;
}

/// " <0.000264>" from the end.
std::int64_t takeSpent(std::string_view& text)
{
    const std::size_t open = text.rfind(" <");
    if (open == std::string_view::npos || !text.ends_with('>'))
        return absent;
    const auto spent = parseDecimalScaled(text.substr(open + 2, text.size() - open - 3), 1'000'000'000);
    if (spent)
        text = text.substr(0, open);
    return spent.value_or(absent);
}

}    // namespace

std::optional<StraceLine> parseStraceLine(std::string_view text)
{
    StraceLine line;
    line.pid = takePid(text);
    if (!takeStamp(text, line))
        return std::nullopt;
    line.spentNs = absent;
    line.text = text;
    if (text.starts_with("--- ") || text.starts_with("+++ ")) {
        line.kind = StraceLine::Kind::Notice;
        return line;
    }
    if (takeLiteral(text, "<... ")) {
        line.kind = StraceLine::Kind::Resumed;
        line.name = takeCharacters(text, ofNames);
        if (line.name.empty() || !takeLiteral(text, " resumed>"))
            return std::nullopt;
        line.text = text;
        line.spentNs = takeSpent(line.text);
        return line;
    }
    line.name = takeCharacters(text, ofNames);
    if (line.name.empty() || !text.starts_with('('))
        return std::nullopt;
    constexpr std::string_view unfinished = " <unfinished ...>";
    if (line.text.ends_with(unfinished)) {
        line.kind = StraceLine::Kind::Unfinished;
        line.text.remove_suffix(unfinished.size());
        return line;
    }
    line.spentNs = takeSpent(line.text);
    if (straceResult(line.text).empty())
        return std::nullopt;
    return line;
}

/// Behind the last " = " with a closing bracket before it; blanks in front of the sign fill a column.
std::string_view straceResult(std::string_view call)
{
    for (std::size_t at = call.rfind(" = "); at != std::string_view::npos && at > 0; at = call.rfind(" = ", at - 1)) {
        if (trimmed(call.substr(0, at)).ends_with(')'))
            return call.substr(at + 3);
    }
    return {};
}

std::string_view straceTarget(std::string_view call)
{
    std::string_view rest = call;
    const std::string_view name = takeCharacters(rest, ofNames);
    if (!takeLiteral(rest, "("))
        return {};
    const bool isAt = name.ends_with("at") || name.ends_with("at2") || name == "statx";    // openat(AT_FDCWD, "/etc/hosts", ...)
    if (isAt && !rest.starts_with('"')) {
        static constexpr CharacterSet directoryEnds(",<");
        std::string_view behind = rest;
        behind.remove_prefix(directoryEnds.before(behind).size());
        if (behind.starts_with('<'))
            takeUntil(behind, ">");
        rest = takeLiteral(behind, ", ") && behind.starts_with('"') ? behind : rest;
    }
    if (takeLiteral(rest, "\"")) {
        const std::size_t end = rest.find('"');
        return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
    }
    if (takeDigits(rest).empty() || !takeLiteral(rest, "<"))    // 3</etc/hosts>, 4<TCP:[192.0.2.1:5000->192.0.2.2:443]>
        return {};
    const std::size_t bracket = rest.starts_with("TCP:[") || rest.starts_with("UDP:[") || rest.starts_with("TCPv6:[") || rest.starts_with("UDPv6:[")
        ? rest.find("]>") : std::string_view::npos;
    const std::size_t end = bracket != std::string_view::npos ? bracket + 1 : rest.find('>');
    return end == std::string_view::npos ? std::string_view() : rest.substr(0, end);
}

}    // namespace faultline
