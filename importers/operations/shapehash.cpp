#include "importers/operations/shapehash.h"

namespace faultline {

std::string shapeHashText(std::uint64_t hash)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; hash >>= 4U)
        text[i] = digits[hash & 0xFU];
    return text;
}

}    // namespace faultline
