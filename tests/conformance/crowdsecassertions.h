#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::test {

/// What CrowdSec's parsers say of one line: "Parsed.status" -> "404".
struct AssertedLine {
    std::size_t index = 0;    ///< of the line among those that the parser saw
    std::map<std::string, std::string> fields;
    std::string of(const std::string& key) const
    {
        const auto found = fields.find(key);
        return found == fields.end() ? std::string() : found->second;
    }
    bool isRequest() const { return of("Meta.log_type").rfind("http_access-log", 0) == 0; }
};

/// The lines of a parser.assert that a stage ("s01-parse") has understood, in the order of parsers and lines.
std::vector<AssertedLine> assertedLines(std::string_view assertions, std::string_view stage);

}    // namespace faultline::test
