#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline {

/// Small JSON texts inside case tables: labels, event fields, tags. Order and repeated keys survive; anything but strings in
/// one flat object or array (a damaged or hostile case) reads as nothing.
using StringPairs = std::vector<std::pair<std::string, std::string>>;

std::string jsonFromPairs(const StringPairs& pairs);              ///< {"key":"value",...}
std::optional<StringPairs> pairsFromJson(std::string_view text);

std::string jsonFromStrings(const std::vector<std::string>& values);    ///< ["a","b"]
std::optional<std::vector<std::string>> stringsFromJson(std::string_view text);

}    // namespace faultline
