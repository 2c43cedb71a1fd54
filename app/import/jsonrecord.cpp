#include "app/import/jsonrecord.h"

#include "app/base/text.h"

namespace faultline {

namespace {

std::string_view unlessNull(std::string_view value)
{
    return value == "null" ? std::string_view{} : value;
}

/// The value at `path` inside a written object or array.
std::string_view valueInside(std::string_view container, std::string_view path)
{
    JsonSlice slice(container);
    const std::size_t dot = path.find('.');
    if (!slice.isObject()) {
        const auto index = parseInteger(path.substr(0, dot));
        for (std::int64_t i = 0; index && slice.next(); ++i) {
            if (i == *index)
                return dot == std::string_view::npos ? unlessNull(slice.value()) : valueInside(slice.value(), path.substr(dot + 1));
        }
        return {};
    }
    while (slice.next()) {
        const std::string_view key = slice.key();
        if (key == path)
            return unlessNull(slice.value());
        if (path.size() > key.size() && path[key.size()] == '.' && path.starts_with(key)) {
            if (const auto found = valueInside(slice.value(), path.substr(key.size() + 1)); found.data() != nullptr)
                return found;
        }
    }
    return {};
}

}    // namespace

JsonRecord::Fault JsonRecord::read(std::string_view line)
{
    m_members.clear();
    m_scratchUsed = 0;
    JsonSlice slice(line);
    if (!slice.isObject())
        return Fault::NotJson;
    while (slice.next())
        m_members.push_back({slice.key(), slice.value()});
    if (slice.isTooDeep())
        return Fault::TooDeep;
    return slice.isComplete() ? Fault::None : Fault::NotJson;
}

std::string_view JsonRecord::raw(std::string_view path) const
{
    for (const Member& member : m_members) {
        if (member.key == path)
            return unlessNull(member.value);
    }
    if (path.find('.') == std::string_view::npos)
        return {};
    for (const Member& member : m_members) {
        const std::string_view key = member.key;
        if (path.size() <= key.size() || path[key.size()] != '.' || !path.starts_with(key))
            continue;
        if (const auto found = valueInside(member.value, path.substr(key.size() + 1)); found.data() != nullptr)
            return found;
    }
    return {};
}

std::string_view JsonRecord::unescaped(std::string_view value)
{
    if (!isJsonString(value) || value.find('\\') == std::string_view::npos)
        return isJsonString(value) ? value.substr(1, value.size() - 2) : value;
    if (m_scratchUsed == m_scratch.size())
        m_scratch.emplace_back();
    return jsonText(value, m_scratch[m_scratchUsed++]);
}

std::string_view JsonRecord::text(std::string_view path)
{
    const std::string_view value = raw(path);
    return value.data() == nullptr ? value : unescaped(value);
}

std::string_view JsonRecord::anyText(std::initializer_list<std::string_view> paths)
{
    for (const std::string_view path : paths) {
        if (const std::string_view value = text(path); !value.empty())
            return value;
    }
    return {};
}

std::string_view JsonRecord::stringText(std::string_view path)
{
    const std::string_view value = raw(path);
    return isJsonString(value) ? unescaped(value) : std::string_view{};
}

std::optional<double> JsonRecord::number(std::string_view path)
{
    return parseDouble(text(path));
}

std::optional<std::int64_t> JsonRecord::integer(std::string_view path)
{
    const std::string_view value = text(path);
    return value.data() == nullptr ? std::nullopt : jsonInteger(value);
}

std::optional<bool> JsonRecord::boolean(std::string_view path) const
{
    const std::string_view value = raw(path);
    if (value != "true" && value != "false")
        return std::nullopt;
    return value == "true";
}

void refuse(JsonRecord::Fault fault, RecordSink& sink)
{
    if (fault == JsonRecord::Fault::TooDeep)
        sink.reject("json-too-deep", "The object is nested more than 64 levels deep");
    else
        sink.reject("bad-json", "The line is not one complete JSON object");
}

}    // namespace faultline
