#include "importers/requests/jsonpaths.h"

#include <algorithm>

namespace faultline {

JsonPaths::JsonPaths(const std::vector<std::string_view>& paths) : m_nodes(1), m_size(paths.size())
{
    for (std::size_t slot = 0; slot < paths.size(); ++slot) {
        const auto earlier = std::find(paths.begin(), paths.end(), paths[slot]) - paths.begin();
        if (static_cast<std::size_t>(earlier) < slot)
            m_same.emplace_back(slot, static_cast<std::size_t>(earlier));
        else
            add(0, paths[slot], slot);
    }
    for (Node& node : m_nodes) {
        std::stable_sort(node.children.begin(), node.children.end(),
                         [](const Child& left, const Child& right) { return left.key.size() < right.key.size(); });
        std::size_t at = 0;
        for (std::size_t length = 0; length < node.begins.size(); ++length) {
            while (at < node.children.size() && node.children[at].key.size() < length)
                ++at;
            node.begins[length] = static_cast<std::uint8_t>(at);
        }
    }
}

void JsonPaths::add(std::size_t node, std::string_view path, std::size_t slot)
{
    const auto child = [this, node](std::string_view key) -> Child& {
        auto& children = m_nodes[node].children;
        const auto found = std::find_if(children.begin(), children.end(), [key](const Child& c) { return c.key == key; });
        if (found != children.end())
            return *found;
        children.push_back({.key = key});
        return children.back();
    };
    if (Child& whole = child(path); whole.slot == none)
        whole.slot = slot;
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
        std::size_t next = child(path.substr(0, dot)).node;
        if (next == none) {
            next = m_nodes.size();
            child(path.substr(0, dot)).node = next;
            m_nodes.emplace_back();
        }
        add(next, path.substr(dot + 1), slot);
    }
}

const JsonPaths::Child* JsonPaths::find(const Node& node, std::string_view key) const
{
    if (key.size() > longestKey)
        return nullptr;
    for (std::size_t i = node.begins[key.size()]; i < node.begins[key.size() + 1]; ++i) {
        if (node.children[i].key == key)
            return &node.children[i];
    }
    return nullptr;
}

JsonRecord::Fault JsonPaths::walk(const Node& node, std::string_view container, std::vector<std::string_view>& values) const
{
    JsonSlice slice(container);
    bool isFirst = true;
    while (slice.next()) {
        const Child* child = slice.isObject() ? find(node, slice.key()) : isFirst ? find(node, "0") : nullptr;
        isFirst = false;
        if (child == nullptr || slice.value() == "null")
            continue;
        if (child->slot != none && values[child->slot].data() == nullptr)
            values[child->slot] = slice.value();
        // The depth of the paths bounds this.
        if (child->node != none && (slice.value().front() == '{' || slice.value().front() == '['))
            walk(m_nodes[child->node], slice.value(), values);
    }
    if (slice.isTooDeep())
        return JsonRecord::Fault::TooDeep;
    return slice.isComplete() ? JsonRecord::Fault::None : JsonRecord::Fault::NotJson;
}

JsonRecord::Fault JsonPaths::read(std::string_view object, std::vector<std::string_view>& values) const
{
    values.assign(m_size, {});
    const std::size_t begin = object.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos || object[begin] != '{')
        return JsonRecord::Fault::NotJson;
    const auto fault = walk(m_nodes.front(), object, values);
    for (const auto& [slot, earlier] : m_same)
        values[slot] = values[earlier];
    return fault;
}

}    // namespace faultline
