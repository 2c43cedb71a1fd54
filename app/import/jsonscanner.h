#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline {

struct JsonLimits {
    std::size_t bytes = std::size_t{16} << 20;
    int depth = 64;
};

/// Why a text was not taken, in the words of RecordSink::reject().
struct JsonRefusal {
    std::string_view code;    ///< "bad-json", "json-too-deep", "json-too-large"
    std::string reason;
};

/// The text as one JSON value; depth and size are checked before anything is built. Bad UTF-8 becomes U+FFFD. Never throws.
std::optional<nlohmann::json> parseJson(std::string_view text, JsonRefusal* refusal = nullptr, JsonLimits limits = {});

/// Takes the next complete JSON value off the front of `text` (documents one behind another, one object a line); "" at the end or
/// where what follows is not a whole value, which then stays in `text`. Brackets are counted outside strings; no grammar.
std::string_view takeJsonValue(std::string_view& text);

/// Deepest nesting of [ and {, counted outside strings; no grammar.
int jsonDepth(std::string_view text);

/// Lookup by dotted path: "http.status_code" finds {"http":{"status_code":…}} as well as {"http.status_code":…}; a number
/// is an index into an array. nullptr when there is none. null counts as absent only in the accessors below.
const nlohmann::json* findJson(const nlohmann::json& root, std::string_view path);

/// Each accessor takes nullptr and gives nothing for it, for null and for a value of another type.
std::optional<std::string_view> jsonText(const nlohmann::json* value);
std::optional<double> jsonNumber(const nlohmann::json* value);
std::optional<std::int64_t> jsonInteger(const nlohmann::json* value);    ///< also 3.0; nothing beyond int64
std::optional<bool> jsonBool(const nlohmann::json* value);
/// The same, and numbers written as text: "12.5", "+Inf", "NaN".
std::optional<double> jsonLooseNumber(const nlohmann::json* value);
std::optional<std::int64_t> jsonLooseInteger(const nlohmann::json* value);

/// The same with the lookup.
std::optional<std::string_view> findJsonText(const nlohmann::json& root, std::string_view path);
std::optional<double> findJsonNumber(const nlohmann::json& root, std::string_view path);
std::optional<std::int64_t> findJsonInteger(const nlohmann::json& root, std::string_view path);

/// A value for people: text without quotes, everything else as JSON.
std::string jsonDisplay(const nlohmann::json& value);

/// Leaves as ("a.b.0", text), at most `most`; empty objects and arrays are leaves. Keys in alphabetical order.
std::vector<std::pair<std::string, std::string>> flattenedJson(const nlohmann::json& root, std::size_t most = 1000);

}    // namespace faultline
