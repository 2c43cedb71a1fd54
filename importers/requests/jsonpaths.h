#pragma once

#include "app/import/jsonrecord.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline {

/// Many dotted paths looked up in one walk over an object: "request.uri" finds {"request":{"uri":…}} as well as
/// {"request.uri":…}, a last part "0" the first element of a list. Where JsonRecord would walk once a path.
class JsonPaths {
public:
    explicit JsonPaths(const std::vector<std::string_view>& paths);

    /// values[i] is the value of paths[i] as it is written; data() is nullptr when there is none or it is null.
    JsonRecord::Fault read(std::string_view object, std::vector<std::string_view>& values) const;
    std::size_t size() const { return m_size; }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    static constexpr std::size_t longestKey = 64;
    struct Child {
        std::string_view key;
        std::size_t slot = none;
        std::size_t node = none;
    };
    struct Node {
        std::vector<Child> children;                          // by length of the key
        std::array<std::uint8_t, longestKey + 2> begins{};    // of each length
    };
    void add(std::size_t node, std::string_view path, std::size_t slot);
    const Child* find(const Node& node, std::string_view key) const;
    JsonRecord::Fault walk(const Node& node, std::string_view container, std::vector<std::string_view>& values) const;

    std::vector<Node> m_nodes;
    std::vector<std::pair<std::size_t, std::size_t>> m_same;    // slot, the earlier slot of the same path
    std::size_t m_size = 0;
};

}    // namespace faultline
