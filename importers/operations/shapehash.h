#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

/// FNV-1a, 64 bits: names a query shape. Stored in cases, so it never changes.
class ShapeHash {
public:
    void add(char c) { m_value = (m_value ^ static_cast<unsigned char>(c)) * 0x100000001B3U; }
    void add(std::string_view text)
    {
        for (const char c : text)
            add(c);
    }
    void add(std::uint64_t number)
    {
        for (int i = 0; i < 8; ++i, number >>= 8U)
            add(static_cast<char>(static_cast<unsigned char>(number & 0xFFU)));
    }
    std::uint64_t value() const { return m_value; }

private:
    std::uint64_t m_value = 0xCBF29CE484222325U;
};

/// Sixteen lowercase hexadecimal digits.
std::string shapeHashText(std::uint64_t hash);

}    // namespace faultline
