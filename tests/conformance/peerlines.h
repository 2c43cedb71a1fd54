#pragma once

#include "tests/conformance/peercomparison.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace faultline::test {

/// What the surest importer makes of a text: log lines, and its id.
struct ReadLines {
    std::string format;
    CollectingSink sink;
};
ReadLines readLines(const ImporterRegistry& registry, std::string_view text, std::string_view fileName, const ImportOptions& options = {});
/// The same with a format and options that the user states.
ReadLines readLinesAs(const ImporterRegistry& registry, std::string_view format, std::string_view text, const ImportOptions& options);

/// The value of a pair in `rest`; "" when there is none.
std::string pairOf(const OrderedJson& line, std::string_view key);
/// "error" for any word that means it; "" for none.
std::string severityNamed(std::string_view word);

/// What a key of a peer is here.
using Ours = std::function<std::string(const OrderedJson&)>;
using KeyTable = std::map<std::string, Ours>;
Ours field(const char* name);
Ours pair(const char* name);

}    // namespace faultline::test
