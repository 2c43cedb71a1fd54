#include "app/import/jsonscanner.h"

#include "app/base/text.h"
#include "app/import/jsonbrackets.h"

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

using nlohmann::json;

/// Finds the place of a syntax error, which the DOM parser keeps to itself without exceptions.
class ErrorPlace final : public nlohmann::json_sax<json> {
public:
    std::size_t position = 0;
    bool isNumberTooLarge = false;
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t where, const std::string&, const json::exception& error) override
    {
        isNumberTooLarge = error.id == 406;    // out_of_range.406: number overflow
        position = where;
        return false;
    }
};

void refuse(JsonRefusal* refusal, std::string_view code, std::string reason)
{
    if (refusal != nullptr)
        *refusal = {code, std::move(reason)};
}

std::string syntaxReason(std::string_view text)
{
    ErrorPlace place;
    json::sax_parse(text.begin(), text.end(), &place);
    if (place.isNumberTooLarge)
        return "A number in the JSON is too large, at byte " + std::to_string(place.position);
    if (place.position > text.size())
        return "The JSON ends in the middle, after " + std::to_string(text.size()) + " bytes";
    return "Not JSON at byte " + std::to_string(place.position) + " of " + std::to_string(text.size());
}

}    // namespace

int jsonDepth(std::string_view text)
{
    int depth = 0;
    int deepest = 0;
    JsonBrackets brackets(text.data(), text.data() + text.size());
    while (const char* const bracket = brackets.next()) {
        depth += *bracket == '{' || *bracket == '[' ? 1 : -1;
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

std::string_view takeJsonValue(std::string_view& text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n,\x1e");    // RFC 7464 puts 0x1E before each value
    if (begin == std::string_view::npos) {
        text = {};
        return {};
    }
    if (text[begin] != '{' && text[begin] != '[')
        return {};
    int depth = 0;
    JsonBrackets brackets(text.data() + begin, text.data() + text.size());
    while (const char* const bracket = brackets.next()) {
        depth += *bracket == '{' || *bracket == '[' ? 1 : -1;
        if (depth > 0)
            continue;
        const auto end = static_cast<std::size_t>(bracket + 1 - text.data());
        const std::string_view value = text.substr(begin, end - begin);
        text.remove_prefix(end);
        return value;
    }
    return {};
}

std::optional<json> parseJson(std::string_view text, JsonRefusal* refusal, JsonLimits limits)
{
    if (text.size() > limits.bytes) {
        refuse(refusal, "json-too-large",
               formatBytes(static_cast<double>(text.size())) + " of JSON in one piece; the limit is "
                   + formatBytes(static_cast<double>(limits.bytes)));
        return std::nullopt;
    }
    // The library takes a NUL for the end and would not look at what follows.
    text = text.substr(0, text.find_last_not_of('\0') + 1);
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
        refuse(refusal, "bad-json", "A NUL byte inside the JSON, at byte " + std::to_string(nul + 1) + " of " + std::to_string(text.size()));
        return std::nullopt;
    }
    const int depth = jsonDepth(text);
    if (depth > limits.depth) {
        refuse(refusal, "json-too-deep",
               "JSON nested " + std::to_string(depth) + " deep; the limit is " + std::to_string(limits.depth));
        return std::nullopt;
    }
    json value = json::parse(text.begin(), text.end(), nullptr, false);
    if (value.is_discarded() && !isValidUtf8(text)) {
        const std::string repaired = sanitizedUtf8(text);
        value = json::parse(repaired.begin(), repaired.end(), nullptr, false);
    }
    if (!value.is_discarded())
        return value;
    if (refusal != nullptr)
        refuse(refusal, "bad-json", syntaxReason(text));
    return std::nullopt;
}

const json* findJson(const json& root, std::string_view path)
{
    if (root.is_array()) {
        const std::size_t dot = path.find('.');
        const auto index = parseInteger(path.substr(0, dot));
        if (!index || *index < 0 || static_cast<std::uint64_t>(*index) >= root.size())
            return nullptr;
        const json& element = root[static_cast<std::size_t>(*index)];
        return dot == std::string_view::npos ? &element : findJson(element, path.substr(dot + 1));
    }
    if (!root.is_object())
        return nullptr;
    if (const auto whole = root.find(path); whole != root.end())
        return &*whole;
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
        const auto head = root.find(path.substr(0, dot));
        if (head == root.end())
            continue;
        if (const json* found = findJson(*head, path.substr(dot + 1)))
            return found;
    }
    return nullptr;
}

std::optional<std::string_view> jsonText(const json* value)
{
    if (value == nullptr || !value->is_string())
        return std::nullopt;
    return std::string_view(value->get_ref<const std::string&>());
}

std::optional<double> jsonNumber(const json* value)
{
    if (value == nullptr || !value->is_number())
        return std::nullopt;
    return value->get<double>();
}

std::optional<std::int64_t> jsonInteger(const json* value)
{
    if (value == nullptr || !value->is_number())
        return std::nullopt;
    if (value->is_number_unsigned()) {
        const auto number = value->get<std::uint64_t>();
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    if (value->is_number_integer())
        return value->get<std::int64_t>();
    const auto number = value->get<double>();
    constexpr double limit = 9.2e18;    // below 2^63 with a margin for rounding
    if (!(std::abs(number) < limit) || std::trunc(number) != number)
        return std::nullopt;
    return static_cast<std::int64_t>(number);
}

std::optional<bool> jsonBool(const json* value)
{
    if (value == nullptr || !value->is_boolean())
        return std::nullopt;
    return value->get<bool>();
}

std::optional<double> jsonLooseNumber(const json* value)
{
    if (const auto text = jsonText(value))
        return parseDouble(trimmed(*text));
    return jsonNumber(value);
}

std::optional<std::int64_t> jsonLooseInteger(const json* value)
{
    if (const auto text = jsonText(value))
        return parseInteger(trimmed(*text));
    return jsonInteger(value);
}

std::optional<std::string_view> findJsonText(const json& root, std::string_view path)
{
    return jsonText(findJson(root, path));
}

std::optional<double> findJsonNumber(const json& root, std::string_view path)
{
    return jsonNumber(findJson(root, path));
}

std::optional<std::int64_t> findJsonInteger(const json& root, std::string_view path)
{
    return jsonInteger(findJson(root, path));
}

std::string jsonDisplay(const json& value)
{
    if (value.is_string())
        return value.get_ref<const std::string&>();
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

namespace {

void flatten(const json& value, const std::string& path, std::size_t most,
             std::vector<std::pair<std::string, std::string>>& leaves)
{
    if (leaves.size() >= most)
        return;
    if (!value.is_structured() || value.empty()) {
        leaves.emplace_back(path, jsonDisplay(value));
        return;
    }
    const std::string prefix = path.empty() ? path : path + '.';
    if (value.is_object()) {
        for (const auto& [key, child] : value.get_ref<const json::object_t&>())
            flatten(child, prefix + key, most, leaves);
        return;
    }
    for (std::size_t i = 0; i < value.size(); ++i)
        flatten(value[i], prefix + std::to_string(i), most, leaves);
}

}    // namespace

std::vector<std::pair<std::string, std::string>> flattenedJson(const json& root, std::size_t most)
{
    std::vector<std::pair<std::string, std::string>> leaves;
    flatten(root, {}, most, leaves);
    return leaves;
}

}    // namespace faultline
