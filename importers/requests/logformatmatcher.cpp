#include "importers/requests/combinedline.h"
#include "importers/requests/logformatreader.h"
#include "importers/requests/strftimescanner.h"

namespace faultline {

namespace {

constexpr std::size_t npos = std::string_view::npos;

std::size_t widthOf(LogValue fraction)
{
    return fraction == LogValue::TimeMillisFraction ? 3 : 6;
}

bool isFraction(LogValue value)
{
    return value == LogValue::TimeMillisFraction || value == LogValue::TimeMicrosFraction;
}

bool isList(LogValue value)
{
    return value == LogValue::UpstreamSeconds || value == LogValue::UpstreamStatus || value == LogValue::UpstreamAddr ||
           value == LogValue::ForwardedFor;
}

/// A single number without blanks.
bool isNumber(LogValue value)
{
    return value >= LogValue::FinalStatus && value <= LogValue::DurationText;
}

bool startsAt(std::string_view line, std::size_t at, std::string_view text)
{
    return line.size() - at >= text.size() && (text.empty() || (line[at] == text.front() && line.compare(at, text.size(), text) == 0));
}

/// "0.004, 0.120 : 0.030": a blank inside a list is no delimiter.
bool insideList(std::string_view line, std::size_t begin, std::size_t at)
{
    if (at == begin || line[at] != ' ')
        return false;
    const char before = line[at - 1];
    return before == ',' || (before == ':' && at >= 2 && line[at - 2] == ' ') || startsAt(line, at, " : ");
}

struct Delimiter {
    std::string_view text;
    bool last = false;                ///< the tail of the format: ends the line
    bool beforeAccessTime = false;
    bool beforeNumber = false;
    std::size_t fractionWidth = 0;    ///< digits of a fraction that stands between the value and the delimiter
};

/// Could the value that began at `begin` end at `at`, where the delimiter stands?
bool endsHere(std::string_view line, std::size_t begin, std::size_t at, const Delimiter& delimiter, const LogVariable& variable)
{
    if (!startsAt(line, at, delimiter.text))
        return false;
    const std::size_t next = at + delimiter.text.size();
    if (delimiter.last && next < line.size() && line[next] != ' ')
        return false;
    if (delimiter.beforeAccessTime && (next + 7 >= line.size() || line[next + 2] != '/' || line[next + 6] != '/'))
        return false;
    // Texts that hold the delimiter themselves: quotes that were not escaped, times with blanks, lists.
    if (delimiter.beforeNumber && (next == line.size() || (line[next] != '-' && (line[next] < '0' || line[next] > '9'))))
        return false;
    if (variable.value == LogValue::TimeStrftime && at - begin >= delimiter.fractionWidth) {
        WrittenTime ignored;
        return scanStrftime(variable.argument, line.substr(begin, at - begin - delimiter.fractionWidth), ignored);
    }
    return !isList(variable.value) || !insideList(line, begin, at);
}

std::size_t findEnd(std::string_view line, std::size_t begin, const Delimiter& delimiter, const LogVariable& variable, LogEscape escape)
{
    const char first = delimiter.text.front();
    const bool quoted = first == '"' && escape != LogEscape::None;
    std::size_t at = begin;
    while (true) {
        at = quoted ? closingQuote(line.substr(begin), at - begin) : line.find(first, at);
        if (at == npos)
            return npos;
        if (quoted)
            at += begin;
        if (endsHere(line, begin, at, delimiter, variable))
            return at;
        ++at;
    }
}

Delimiter delimiterBehind(const LogFormat& format, std::size_t index, std::size_t fractionWidth)
{
    Delimiter delimiter;
    delimiter.fractionWidth = fractionWidth;
    delimiter.last = index + 1 == format.variables.size();
    if (delimiter.last) {
        delimiter.text = format.tail;
        return delimiter;
    }
    const LogVariable& next = format.variables[index + 1];
    delimiter.text = next.literal.empty() ? std::string_view("/") : std::string_view(next.literal);    // a path follows at once
    delimiter.beforeAccessTime = next.value == LogValue::TimeAccessLog;
    delimiter.beforeNumber = format.escape == LogEscape::None && isNumber(next.value);
    return delimiter;
}

}    // namespace

bool matchLogFormat(const LogFormat& format, std::string_view line, std::vector<std::string_view>& values, std::string_view& left,
                    LogMismatch& mismatch)
{
    const auto& variables = format.variables;
    values.assign(variables.size(), {});
    left = {};
    const auto fail = [&mismatch](std::string_view expected, std::string_view behind) {
        mismatch = {expected, behind};
        return false;
    };
    std::size_t at = 0;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        const LogVariable& variable = variables[i];
        if (!startsAt(line, at, variable.literal))
            return fail(variable.literal, i == 0 ? "the start" : variables[i - 1].name);
        at += variable.literal.size();
        // The fraction behind a value has a fixed number of digits, so both end where the fraction does.
        std::size_t fractionWidth = 0;
        std::size_t lastOfPair = i;
        if (i + 1 < variables.size() && variables[i + 1].literal.empty() && isFraction(variables[i + 1].value)) {
            lastOfPair = i + 1;
            fractionWidth = widthOf(variables[lastOfPair].value);
        }
        const Delimiter delimiter = delimiterBehind(format, lastOfPair, fractionWidth);
        // A number at the end of the format ends at a blank: fields may have been added to the server's format later.
        const std::size_t whole = isNumber(variable.value) ? std::min(line.find(' ', at), line.size()) : line.size();
        const std::size_t end = delimiter.text.empty() ? whole : findEnd(line, at, delimiter, variable, format.escape);
        if (end == npos || end - at < fractionWidth)
            return fail(delimiter.text, variable.name);
        values[i] = line.substr(at, end - at - fractionWidth);
        if (fractionWidth > 0)
            values[lastOfPair] = line.substr(end - fractionWidth, fractionWidth);
        at = end;
        i = lastOfPair;
    }
    if (!startsAt(line, at, format.tail))
        return fail(format.tail, variables.back().name);
    at += format.tail.size();
    if (at < line.size())
        left = line.substr(at);
    return true;
}

}    // namespace faultline
