#include "tests/conformance/crowdsecassertions.h"

#include "app/base/text.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace faultline::test {

namespace {

/// results["s01-parse"]["owner/parser"][3].Evt.Parsed["verb"] == "GET"
bool takeAssertion(std::string_view line, std::string_view stage, std::string& parser, std::size_t& index, std::string& key, std::string& value)
{
    const std::string opening = "results[\"" + std::string(stage) + "\"][\"";
    const std::size_t begin = line.find(opening);
    if (begin == std::string_view::npos)
        return false;
    line.remove_prefix(begin + opening.size());
    const std::size_t end = line.find("\"][");
    const std::size_t close = end == std::string_view::npos ? end : line.find(']', end + 3);
    if (close == std::string_view::npos)
        return false;
    parser = line.substr(0, end);
    index = static_cast<std::size_t>(parseInteger(line.substr(end + 3, close - end - 3)).value_or(0));
    line.remove_prefix(close + 1);
    const std::size_t equals = line.find(" == ");
    if (equals == std::string_view::npos)
        return false;
    std::string_view name = line.substr(0, equals);
    for (const std::string_view prefix : {std::string_view(".Evt."), std::string_view(".")}) {
        if (name.substr(0, prefix.size()) == prefix) {
            name.remove_prefix(prefix.size());
            break;
        }
    }
    key.clear();
    for (const char c : name) {
        if (c == '[')
            key += '.';
        else if (c != '"' && c != ']' && c != ')')
            key += c;
    }
    value.clear();
    for (const char c : line.substr(equals + 4))    // tabs stand bare in the peer's strings
        value += c == '\t' ? std::string("\\t") : std::string(1, c);
    if (const auto json = nlohmann::json::parse(value, nullptr, false); json.is_string())
        value = json.get<std::string>();
    return true;
}

}    // namespace

std::vector<AssertedLine> assertedLines(std::string_view assertions, std::string_view stage)
{
    std::map<std::pair<std::string, std::size_t>, AssertedLine> lines;
    for (const std::string_view line : split(assertions, '\n')) {
        std::string parser;
        std::string key;
        std::string value;
        std::size_t index = 0;
        if (takeAssertion(line, stage, parser, index, key, value))
            lines[{parser, index}].fields[key] = value;
    }
    std::vector<AssertedLine> understood;
    for (auto& [where, line] : lines) {
        line.index = where.second;
        if (line.of("Success") == "true")
            understood.push_back(std::move(line));
    }
    return understood;
}

}    // namespace faultline::test
