#include "importers/events/commitline.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"

#include <algorithm>

namespace faultline {

namespace {

bool isHash(std::string_view text)
{
    const auto isHex = [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f'); };
    return text.size() >= 7 && text.size() <= 64 && std::all_of(text.begin(), text.end(), isHex);
}

bool isHashWord(std::string_view text)
{
    return isHash(text) && std::any_of(text.begin(), text.end(), isDigit) && parseInteger(text).value_or(0) < 1'000'000'000;
}

std::string_view withoutSigns(std::string_view text)
{
    const std::size_t at = text.find_first_not_of(" \t-([");
    return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

std::string_view takeDate(std::string_view& text)
{
    std::string_view rest = text;
    auto written = scanPostgresTime(rest);
    for (const auto scan : {&scanIsoTime, &scanCtime}) {
        if (!written)
            written = scan(rest);
    }
    if (!written || written->year == 0)
        return {};
    const std::string_view date = text.substr(0, text.size() - rest.size());
    text = rest.substr(std::min(rest.find_first_not_of(")]:"), rest.size()));
    return date;
}

/// "(HEAD -> main, tag: v1.2)"; a date in brackets is no reference.
std::string_view takeReferences(std::string_view& text)
{
    const std::string_view rest = trimmed(text);
    const std::size_t close = rest.find(')');
    if (rest.empty() || rest.front() != '(' || close == std::string_view::npos)
        return {};
    const std::string_view inside = rest.substr(0, close + 1);
    std::string_view date = inside.substr(1);
    const bool names = inside.find("tag: ") != std::string_view::npos || inside.find("HEAD") != std::string_view::npos
                       || inside.find("origin/") != std::string_view::npos;
    if (!names || !takeDate(date).empty())
        return {};
    text = rest.substr(close + 1);
    return inside;
}

}    // namespace

std::string_view withoutGraph(std::string_view line)
{
    const std::size_t at = line.find_first_not_of("*|/\\_ ");
    const bool isDrawn = at != std::string_view::npos && at > 0 && line.substr(0, at).find_first_of("*|") != std::string_view::npos;
    return isDrawn ? line.substr(at) : line;
}

std::string_view firstWordOf(std::string_view text) { return text.substr(0, text.find_first_of(" \t")); }

std::optional<std::string_view> commitOf(std::string_view line)
{
    const std::string_view plain = withoutGraph(line);
    const std::string_view drawn = line.substr(0, line.size() - plain.size());
    if (!drawn.empty() && (drawn.front() == ' ' || drawn.find('*') == std::string_view::npos))
        return std::nullopt;    // a bullet or a quote inside a message
    line = plain;
    if (line.substr(0, 7) != "commit ")
        return std::nullopt;
    const std::string_view hash = firstWordOf(line.substr(7));
    return isHash(hash) ? std::optional(hash) : std::nullopt;
}

std::optional<OneLine> oneLineOf(std::string_view line)
{
    OneLine result;
    std::string_view rest = withoutSigns(withoutGraph(line));
    result.date = takeDate(rest);
    rest = withoutSigns(rest);
    result.hash = firstWordOf(rest);
    if (!isHashWord(result.hash))
        return std::nullopt;
    result.hashFirst = result.date.empty();
    rest = rest.substr(result.hash.size());
    result.references = takeReferences(rest);
    if (result.hashFirst) {
        rest = withoutSigns(rest);
        result.date = takeDate(rest);
    }
    if (result.date.empty())
        return std::nullopt;
    if (result.references.empty())
        result.references = takeReferences(rest);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t-:"), rest.size()));
    result.text = trimmed(rest);
    return result;
}

bool isTabbedCommit(std::string_view line)
{
    if (!isHash(line.substr(0, line.find('\t'))))
        return false;
    const std::vector<std::string_view> fields = split(line, '\t');
    return fields.size() >= 3 && parseAnyTime(fields[1]).has_value();
}

}    // namespace faultline
