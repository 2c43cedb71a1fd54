#include "app/import/textdecoder.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr std::size_t fewestPairs = 4;    // shorter texts are taken as they are

void appendUtf8(char32_t point, std::string& text)
{
    if (point < 0x80) {
        text += static_cast<char>(point);
        return;
    }
    if (point < 0x800) {
        text += static_cast<char>(0xC0U | (point >> 6U));
    } else {
        if (point < 0x10000) {
            text += static_cast<char>(0xE0U | (point >> 12U));
        } else {
            text += static_cast<char>(0xF0U | (point >> 18U));
            text += static_cast<char>(0x80U | ((point >> 12U) & 0x3FU));
        }
        text += static_cast<char>(0x80U | ((point >> 6U) & 0x3FU));
    }
    text += static_cast<char>(0x80U | (point & 0x3FU));
}

}    // namespace

SniffedEncoding sniffEncoding(std::string_view head)
{
    if (head.substr(0, 3) == "\xEF\xBB\xBF")
        return {TextEncoding::Bytes, 3};
    if (head.substr(0, 2) == "\xFF\xFE")
        return {TextEncoding::Utf16LittleEndian, 2};
    if (head.substr(0, 2) == "\xFE\xFF")
        return {TextEncoding::Utf16BigEndian, 2};
    const std::size_t pairs = head.size() / 2;
    std::size_t firstZero = 0;
    std::size_t secondZero = 0;
    for (std::size_t i = 0; i < pairs; ++i) {
        firstZero += head[2 * i] == '\0' ? 1U : 0U;
        secondZero += head[2 * i + 1] == '\0' ? 1U : 0U;
    }
    // Logs and tables are mostly ASCII, so one half is nearly all zero. Runs of zeros (a log truncated while it was written)
    // have both halves zero and stay bytes.
    if (pairs < fewestPairs)
        return {};
    if (secondZero * 10 >= pairs * 7 && firstZero * 20 <= pairs)
        return {TextEncoding::Utf16LittleEndian, 0};
    if (firstZero * 10 >= pairs * 7 && secondZero * 20 <= pairs)
        return {TextEncoding::Utf16BigEndian, 0};
    return {};
}

void TextDecoder::unit(char16_t value, std::string& text)
{
    const bool isHigh = value >= 0xD800 && value <= 0xDBFF;
    const bool isLow = value >= 0xDC00 && value <= 0xDFFF;
    if (m_highSurrogate != 0) {
        const char32_t high = m_highSurrogate;
        m_highSurrogate = 0;
        if (isLow) {
            appendUtf8(0x10000 + ((high - 0xD800) << 10U) + (value - char32_t{0xDC00}), text);
            return;
        }
        appendUtf8(replacement, text);
    }
    if (isHigh)
        m_highSurrogate = value;
    else
        appendUtf8(isLow ? replacement : char32_t{value}, text);
}

void TextDecoder::decode(std::string_view bytes, std::string& text)
{
    if (m_encoding == TextEncoding::Bytes) {
        text += bytes;
        return;
    }
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (!m_oddByte) {
            m_oddByte = byte;
            continue;
        }
        const unsigned first = *m_oddByte;
        m_oddByte.reset();
        unit(static_cast<char16_t>(m_encoding == TextEncoding::Utf16LittleEndian ? first | (unsigned{byte} << 8U)
                                                                                 : (first << 8U) | byte),
             text);
    }
}

void TextDecoder::finish(std::string& text)
{
    if (m_highSurrogate != 0)
        appendUtf8(replacement, text);
    if (m_oddByte)
        appendUtf8(replacement, text);
    m_highSurrogate = 0;
    m_oddByte.reset();
}

}    // namespace faultline
