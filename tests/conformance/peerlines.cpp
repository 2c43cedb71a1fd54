#include "tests/conformance/peerlines.h"

#include "app/import/severitywords.h"

namespace faultline::test {

ReadLines readLines(const ImporterRegistry& registry, std::string_view text, std::string_view fileName, const ImportOptions& options)
{
    const auto candidates = registry.detect(headOf(text, fileName));
    return anyFits(candidates) ? readLinesAs(registry, candidates.front().importer->info().id, text, options) : ReadLines();
}

ReadLines readLinesAs(const ImporterRegistry& registry, std::string_view format, std::string_view text, const ImportOptions& options)
{
    ReadLines result;
    const Importer* importer = registry.find(format);
    if (importer == nullptr)
        return result;
    result.format = format;
    readInto(result.sink, *importer, text, "a.log", options);
    return result;
}

std::string pairOf(const OrderedJson& line, std::string_view key)
{
    const std::string rest = ' ' + textOf(line, "rest");
    const std::size_t at = rest.find(' ' + std::string(key) + '=');
    if (at == std::string::npos)
        return {};
    std::size_t begin = at + key.size() + 2;
    std::string value;
    if (begin >= rest.size() || rest[begin] != '"')
        return rest.substr(begin, rest.find(' ', begin) - begin);
    for (++begin; begin < rest.size() && rest[begin] != '"'; ++begin) {
        if (rest[begin] == '\\')
            ++begin;
        value += rest[begin];
    }
    return value;
}

std::string severityNamed(std::string_view word)
{
    const Severity severity = severityOfWord(word).value_or(Severity::Unknown);
    return severity == Severity::Unknown ? std::string() : std::string(nameOf(severity));
}

Ours field(const char* name)
{
    return [name](const OrderedJson& line) { return textOf(line, name); };
}

Ours pair(const char* name)
{
    return [name](const OrderedJson& line) { return pairOf(line, name); };
}

}    // namespace faultline::test
