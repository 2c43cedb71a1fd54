#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

enum class TextEncoding : std::uint8_t { Bytes, Utf16LittleEndian, Utf16BigEndian };

struct SniffedEncoding {
    TextEncoding encoding = TextEncoding::Bytes;
    std::size_t markBytes = 0;    ///< length of the byte order mark
};

/// From the first bytes of a text: its mark, else UTF-16 when every second byte is (nearly always) zero.
SniffedEncoding sniffEncoding(std::string_view head);

/// UTF-16 to UTF-8 in pieces of any size. Lone surrogates and an odd last byte become U+FFFD.
class TextDecoder {
public:
    explicit TextDecoder(TextEncoding encoding) : m_encoding(encoding) {}
    void decode(std::string_view bytes, std::string& text);    ///< appends
    void finish(std::string& text);                            ///< appends what was held back

private:
    void unit(char16_t value, std::string& text);

    TextEncoding m_encoding;
    std::optional<unsigned char> m_oddByte;
    char16_t m_highSurrogate = 0;
};

}    // namespace faultline
