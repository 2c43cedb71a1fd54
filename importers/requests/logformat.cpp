#include "importers/requests/logformat.h"

#include "app/base/text.h"

#include <algorithm>

namespace faultline {

namespace {

bool isTime(LogValue value)
{
    return value <= LogValue::TimeStrftime;
}

bool isFraction(LogValue value)
{
    return value == LogValue::TimeMillisFraction || value == LogValue::TimeMicrosFraction;
}

/// "%U%q" and "$uri$is_args$args" are a request target in pieces.
void mergeTargets(std::vector<LogVariable>& variables)
{
    std::vector<LogVariable> merged;
    for (LogVariable& variable : variables) {
        const bool piece = variable.value == LogValue::Query || variable.name == "$is_args";
        const bool behindPath = !merged.empty() && (merged.back().value == LogValue::Path || merged.back().value == LogValue::RequestUri);
        if (variable.literal.empty() && piece && behindPath) {
            merged.back().value = LogValue::RequestUri;
            merged.back().name += variable.name;
            continue;
        }
        merged.push_back(std::move(variable));
    }
    variables = std::move(merged);
}

char unescaped(char c)
{
    switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    default: return c;
    }
}

}    // namespace

Error logFormatError(std::string why)
{
    return {ErrorKind::Usage, "Cannot use this log format", std::move(why),
            "Paste the log_format of nginx or the LogFormat of Apache that wrote the file"};
}

bool takeQuotedString(std::string_view& text, std::string& value)
{
    if (text.empty() || (text.front() != '"' && text.front() != '\''))
        return false;
    const char quote = text.front();
    std::string taken;
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == quote) {
            value += taken;
            text.remove_prefix(at + 1);
            return true;
        }
        if (text[at] == '\\' && at + 1 < text.size())
            taken += unescaped(text[++at]);
        else
            taken += text[at];
    }
    return false;
}

std::string withoutEscapes(std::string_view text)
{
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size())
            plain += unescaped(text[++at]);
        else
            plain += text[at];
    }
    return plain;
}

bool isNginxLogFormat(std::string_view text)
{
    text = trimmed(text);
    if (startsWithIgnoringCase(text, "log_format"))
        return true;
    if (startsWithIgnoringCase(text, "LogFormat") || startsWithIgnoringCase(text, "CustomLog"))
        return false;
    for (std::size_t at = text.find('$'); at != std::string_view::npos && at + 1 < text.size(); at = text.find('$', at + 1)) {
        const char next = text[at + 1];
        if (next == '{' || next == '_' || (next >= 'a' && next <= 'z'))
            return true;
    }
    return false;
}

Result<LogFormat> finishedLogFormat(LogFormat format)
{
    mergeTargets(format.variables);
    const auto& variables = format.variables;
    if (variables.empty())
        return logFormatError("No variable stands in it");
    const auto hasTime = [](const LogVariable& variable) { return isTime(variable.value) && !isFraction(variable.value); };
    if (std::none_of(variables.begin(), variables.end(), hasTime))
        return logFormatError("No time stands in it ($time_local, $time_iso8601, $msec; %t)");
    for (std::size_t i = 1; i < variables.size(); ++i) {
        // A fraction has a fixed number of digits and a path begins with '/'; any other pair could be cut anywhere.
        const LogValue value = variables[i].value;
        const bool tellsItsStart = isFraction(value) || value == LogValue::RequestUri || value == LogValue::Path;
        if (variables[i].literal.empty() && !tellsItsStart)
            return logFormatError(variables[i - 1].name + " and " + variables[i].name + " stand without any text between them");
    }
    const auto is = [&variables](LogValue value) {
        return std::any_of(variables.begin(), variables.end(), [value](const LogVariable& v) { return v.value == value; });
    };
    const bool clientIsTold = is(LogValue::Client);
    for (LogVariable& variable : format.variables) {
        if (variable.value == LogValue::ForwardedFor && clientIsTold)
            variable.value = LogValue::Other;
    }
    for (std::size_t i = 0; i < variables.size(); ++i) {
        if (variables[i].value != LogValue::Ignored)
            format.order.push_back(i);
    }
    std::stable_sort(format.order.begin(), format.order.end(),
                     [&variables](std::size_t a, std::size_t b) { return variables[a].value < variables[b].value; });
    return format;
}

}    // namespace faultline
