#include "app/store/storedjson.h"

#include <nlohmann/json.hpp>

namespace faultline {

namespace {

using Json = nlohmann::json;

/// Accepts one flat object or one flat array of strings; every other event ends the parse, so nesting costs nothing.
class FlatHandler final : public nlohmann::json_sax<Json> {
public:
    enum class Shape { Object, Array };
    explicit FlatHandler(Shape shape) : m_shape(shape) {}

    StringPairs pairs;
    std::vector<std::string> values;

    bool null() override { return false; }
    bool boolean(bool) override { return false; }
    bool number_integer(number_integer_t) override { return false; }
    bool number_unsigned(number_unsigned_t) override { return false; }
    bool number_float(number_float_t, const string_t&) override { return false; }
    bool binary(binary_t&) override { return false; }
    bool string(string_t& text) override
    {
        if (!m_open)
            return false;
        if (m_shape == Shape::Object)
            pairs.back().second = std::move(text);
        else
            values.push_back(std::move(text));
        return true;
    }
    bool start_object(std::size_t) override { return open(Shape::Object); }
    bool key(string_t& text) override
    {
        pairs.emplace_back(std::move(text), std::string());
        return true;
    }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return open(Shape::Array); }
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

private:
    bool open(Shape shape)
    {
        if (m_open || shape != m_shape)
            return false;
        m_open = true;
        return true;
    }

    Shape m_shape;
    bool m_open = false;
};

std::string quoted(const std::string& text)
{
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}    // namespace

std::string jsonFromPairs(const StringPairs& pairs)
{
    std::string text = "{";
    for (const auto& [key, value] : pairs) {
        if (text.size() > 1)
            text += ',';
        text += quoted(key) + ':' + quoted(value);
    }
    return text + '}';
}

std::optional<StringPairs> pairsFromJson(std::string_view text)
{
    FlatHandler handler(FlatHandler::Shape::Object);
    if (!Json::sax_parse(text.begin(), text.end(), &handler))
        return {};
    return std::move(handler.pairs);
}

std::string jsonFromStrings(const std::vector<std::string>& values)
{
    std::string text = "[";
    for (const std::string& value : values) {
        if (text.size() > 1)
            text += ',';
        text += quoted(value);
    }
    return text + ']';
}

std::optional<std::vector<std::string>> stringsFromJson(std::string_view text)
{
    FlatHandler handler(FlatHandler::Shape::Array);
    if (!Json::sax_parse(text.begin(), text.end(), &handler))
        return {};
    return std::move(handler.values);
}

}    // namespace faultline
