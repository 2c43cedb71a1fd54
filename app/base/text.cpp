#include "app/base/text.h"

#include "app/base/bytescan.h"

#include <array>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool equalLowered(const char* left, const char* right, std::size_t size)
{
    for (std::size_t i = 0; i < size; ++i) {
        if (lowered(left[i]) != lowered(right[i]))
            return false;
    }
    return true;
}

struct Utf8Unit {
    std::size_t length = 1;      // bytes taken; for bad input the maximal part that could have begun a character
    char32_t character = 0;
    bool valid = false;
};

// Table 3-7 of the Unicode Standard: overlong forms, surrogates and values above U+10FFFF are bad.
Utf8Unit nextUtf8(std::string_view text)
{
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byteAt(0);
    if (lead < 0x80)
        return {1, lead, true};
    std::size_t length = 0;
    unsigned low = 0x80;
    unsigned high = 0xBF;
    char32_t character = 0;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
        character = lead & 0x1FU;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        character = lead & 0x0FU;
        low = lead == 0xE0 ? 0xA0 : 0x80;
        high = lead == 0xED ? 0x9F : 0xBF;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        character = lead & 0x07U;
        low = lead == 0xF0 ? 0x90 : 0x80;
        high = lead == 0xF4 ? 0x8F : 0xBF;
    } else {
        return {};
    }
    for (std::size_t i = 1; i < length; ++i) {
        if (i >= text.size() || byteAt(i) < low || byteAt(i) > high)
            return {i, 0, false};
        character = (character << 6U) | (byteAt(i) & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    return {length, character, true};
}

std::size_t asciiPrefix(std::string_view text)
{
    std::size_t i = 0;
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80)
        ++i;
    return i;
}

bool isDirectional(char32_t c)
{
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void appendEscape(std::string& out, char32_t value, char letter, int digits)
{
    constexpr std::string_view hexadecimal = "0123456789abcdef";
    out += '\\';
    out += letter;
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        out += hexadecimal[(value >> static_cast<unsigned>(shift)) & 0xFU];
}

constexpr std::size_t mostPlainDigits = 18;    // that many never overflow

/// Steps over the digits from `at` on and adds them to `value`.
const char* plainDigits(const char* at, const char* end, std::uint64_t& value)
{
    for (; at != end && static_cast<unsigned char>(*at - '0') <= 9; ++at)
        value = value * 10 + static_cast<std::uint64_t>(*at - '0');
    return at;
}

/// "12", "-0.25": as nearly every number is written. With at most 15 digits the number without its point and the power of ten
/// are both exact doubles, so that their quotient is the nearest one. False says nothing about the text.
bool plainDecimal(std::string_view text, double& value)
{
    constexpr std::array<double, 16> powers = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    constexpr std::size_t mostDigits = 15;
    const bool isNegative = !text.empty() && text.front() == '-';
    text.remove_prefix(isNegative ? 1 : 0);
    if (text.empty() || text.size() > mostDigits)
        return false;
    const char* const end = text.data() + text.size();
    std::uint64_t digits = 0;
    const char* at = plainDigits(text.data(), end, digits);
    if (at == text.data())
        return false;
    std::ptrdiff_t behindPoint = 0;
    if (at != end && *at == '.') {
        const char* const point = at++;
        at = plainDigits(at, end, digits);
        behindPoint = at - point - 1;
    }
    if (at != end)
        return false;
    const double number = static_cast<double>(digits) / powers[static_cast<std::size_t>(behindPoint)];
    value = isNegative ? -number : number;
    return true;
}

std::string fixedDigits(double value, int digits)
{
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, digits);
    return {buffer.data(), end.ptr};
}

}    // namespace

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

bool startsWithIgnoringCase(std::string_view text, std::string_view prefix)
{
    return text.size() >= prefix.size() && equalLowered(text.data(), prefix.data(), prefix.size());
}

bool equalsIgnoringCase(std::string_view left, std::string_view right)
{
    return left.size() == right.size() && equalLowered(left.data(), right.data(), left.size());
}

bool containsIgnoringCase(std::string_view text, std::string_view needle)
{
    if (needle.empty())
        return true;
    if (needle.size() > text.size())
        return false;
    const char first = lowered(needle.front());
    const std::size_t last = text.size() - needle.size();
    for (std::size_t i = 0; i <= last; ++i) {
        if (lowered(text[i]) == first && equalLowered(text.data() + i, needle.data(), needle.size()))
            return true;
    }
    return false;
}

std::string toLower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        c = lowered(c);
    return out;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::int64_t> parseInteger(std::string_view text)
{
    if (text.size() <= mostPlainDigits) {
        std::uint64_t plain = 0;
        if (const char* const end = text.data() + text.size(); !text.empty() && plainDigits(text.data(), end, plain) == end)
            return static_cast<std::int64_t>(plain);
    }
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);    // from_chars knows no plus sign
    std::int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size())
        return {};
    return value;
}

std::optional<double> parseDouble(std::string_view text)
{
    if (double plain = 0; plainDecimal(text, plain))
        return plain;
    if (text.size() > 1 && text.front() == '+' && text[1] != '-')
        text.remove_prefix(1);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size())
        return {};
    // from_chars also reads "nan(...)"; only the plain word is a number in a metric file.
    if (std::isnan(value) && text.size() > 4)
        return {};
    return value;
}

std::optional<std::int64_t> parseDecimalScaled(std::string_view text, std::int64_t unitsPerOne)
{
    const bool negative = !text.empty() && text.front() == '-';
    if (negative || (!text.empty() && text.front() == '+'))
        text.remove_prefix(1);
    const char* const end = text.data() + text.size();
    const char* const point = findByte(text.data(), end, '.');
    const std::string_view whole(text.data(), static_cast<std::size_t>(point - text.data()));
    const std::string_view fraction = point == end ? std::string_view{} : text.substr(whole.size() + 1);
    if (whole.empty() && fraction.empty())
        return {};
    std::int64_t value = 0;
    if (whole.size() <= mostPlainDigits) {
        std::uint64_t plain = 0;
        if (plainDigits(whole.data(), point, plain) != point)
            return {};
        value = static_cast<std::int64_t>(plain);
    } else {
        for (const char c : whole) {
            if (c < '0' || c > '9' || __builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, c - '0', &value))
                return {};
        }
    }
    if (__builtin_mul_overflow(value, unitsPerOne, &value))
        return {};
    std::int64_t unit = unitsPerOne;
    std::int64_t part = 0;
    for (const char c : fraction) {
        if (c < '0' || c > '9')
            return {};
        // Digits below one unit are cut; a unit that is no power of ten (60) loses less than one unit a digit.
        part += unit / 10 * (c - '0') + unit % 10 * (c - '0') / 10;
        unit /= 10;
    }
    if (__builtin_add_overflow(value, part, &value))
        return {};
    return negative ? -value : value;
}

bool isValidUtf8(std::string_view text)
{
    while (!text.empty()) {
        text.remove_prefix(asciiPrefix(text));
        if (text.empty())
            return true;
        const Utf8Unit unit = nextUtf8(text);
        if (!unit.valid)
            return false;
        text.remove_prefix(unit.length);
    }
    return true;
}

std::string sanitizedUtf8(std::string_view text, std::size_t* replaced)
{
    std::string out;
    out.reserve(text.size());
    std::size_t count = 0;
    while (!text.empty()) {
        const std::size_t plain = asciiPrefix(text);
        out.append(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty())
            break;
        const Utf8Unit unit = nextUtf8(text);
        if (unit.valid) {
            out.append(text.substr(0, unit.length));
        } else {
            out.append("\xEF\xBF\xBD");
            ++count;
        }
        text.remove_prefix(unit.length);
    }
    if (replaced != nullptr)
        *replaced = count;
    return out;
}

std::string withVisibleControls(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Utf8Unit unit = nextUtf8(text);
        const bool control = unit.character < 0x20 || (unit.character >= 0x7F && unit.character < 0xA0);
        if (!unit.valid)
            appendEscape(out, static_cast<unsigned char>(text.front()), 'x', 2);
        else if (control)
            appendEscape(out, unit.character, 'x', 2);
        else if (isDirectional(unit.character))
            appendEscape(out, unit.character, 'u', 4);
        else
            out.append(text.substr(0, unit.length));
        text.remove_prefix(unit.valid ? unit.length : 1);
    }
    return out;
}

std::string shortened(std::string_view text, std::size_t limit)
{
    constexpr std::string_view ellipsis = "\xE2\x80\xA6";
    if (text.size() <= limit)
        return std::string(text);
    if (limit < ellipsis.size())
        return {};
    std::size_t end = limit - ellipsis.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    std::string out(text.substr(0, end));
    out += ellipsis;
    return out;
}

std::string formatNumber(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    constexpr double exactWhole = 9007199254740992.0;    // 2^53
    if (std::abs(value) < exactWhole && std::trunc(value) == value && !(value == 0 && std::signbit(value)))
        return std::to_string(static_cast<std::int64_t>(value));
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end.ptr};
}

std::string formatGrouped(std::int64_t value)
{
    std::string digits = std::to_string(value);
    const std::size_t first = value < 0 ? 1 : 0;
    for (std::size_t i = digits.size(); i > first + 3;) {
        i -= 3;
        digits.insert(i, 1, ',');
    }
    return digits;
}

std::string formatCount(std::int64_t value, std::string_view noun)
{
    return formatGrouped(value) + ' ' + std::string(noun) + (value == 1 ? "" : "s");
}

std::string formatBytes(double bytes)
{
    if (!std::isfinite(bytes))
        return formatNumber(bytes);
    constexpr std::array<std::string_view, 6> units = {" kB", " MB", " GB", " TB", " PB", " EB"};
    if (std::abs(bytes) < 999.5)
        return fixedDigits(bytes, 0) + " B";
    double value = bytes / 1000;
    std::size_t unit = 0;
    while (std::abs(value) >= 999.95 && unit + 1 < units.size()) {
        value /= 1000;
        ++unit;
    }
    return fixedDigits(value, 1).append(units[unit]);
}

}    // namespace faultline
