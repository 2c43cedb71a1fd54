#include "app/query/route.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace faultline {
namespace {

// What kinds of characters a segment holds decides nearly everything about it: one table lookup a byte.
constexpr std::uint8_t digit = 1;
constexpr std::uint8_t lowerHex = 2;
constexpr std::uint8_t upperHex = 4;
constexpr std::uint8_t lowerOther = 8;
constexpr std::uint8_t upperOther = 16;
constexpr std::uint8_t dash = 32;
constexpr std::uint8_t tokenSign = 64;    // '_' '=' '+' of the base64 alphabets
constexpr std::uint8_t other = 128;
constexpr std::uint8_t lower = lowerHex | lowerOther;
constexpr std::uint8_t upper = upperHex | upperOther;

constexpr std::size_t minHexLength = 8;
constexpr std::size_t minTokenLength = 16;
constexpr std::size_t maxDecodedSegment = 512;    // longer percent-encoded segments are judged as written

constexpr std::array<std::uint8_t, 256> makeClasses()
{
    std::array<std::uint8_t, 256> classes{};
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const char c = static_cast<char>(i);
        if (c >= '0' && c <= '9')
            classes[i] = digit;
        else if (c >= 'a' && c <= 'z')
            classes[i] = c <= 'f' ? lowerHex : lowerOther;
        else if (c >= 'A' && c <= 'Z')
            classes[i] = c <= 'F' ? upperHex : upperOther;
        else if (c == '-')
            classes[i] = dash;
        else
            classes[i] = c == '_' || c == '=' || c == '+' ? tokenSign : other;
    }
    return classes;
}
constexpr std::array<std::uint8_t, 256> classOf = makeClasses();

constexpr std::array<std::string_view, 53> knownSuffixes{"7z", "aspx", "atom", "avif", "bin", "bmp", "bz2", "css", "csv",
    "doc", "docx", "eot", "gif", "gz", "htm", "html", "ico", "ics", "jar", "jpeg", "jpg", "js", "json", "jsonl", "jsp", "m3u8",
    "map", "md", "mjs", "mp3", "mp4", "parquet", "pdf", "php", "png", "rss", "safetensors", "svg", "tar", "tgz", "ts", "ttf",
    "txt", "wasm", "webm", "webp", "woff", "woff2", "xls", "xlsx", "xml", "yaml", "zip"};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::uint8_t classesOf(std::string_view text)
{
    std::uint8_t seen = 0;
    for (const char c : text)
        seen |= classOf[static_cast<unsigned char>(c)];
    return seen;
}

/// 8-4-4-4-12 hexadecimal digits.
bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool atDash = i == 8 || i == 13 || i == 18 || i == 23;
        const std::uint8_t kind = classOf[static_cast<unsigned char>(text[i])];
        if (atDash ? kind != dash : (kind & (digit | lowerHex | upperHex)) == 0)
            return false;
    }
    return true;
}

/// 2024-04-23, also with a time behind 'T'.
bool isIsoDate(std::string_view text)
{
    if (text.size() < 10 || text[4] != '-' || text[7] != '-')
        return false;
    for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
        if (!isDigit(text[i]))
            return false;
    }
    const int month = (text[5] - '0') * 10 + (text[6] - '0');
    const int day = (text[8] - '0') * 10 + (text[9] - '0');
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    if (text.size() == 10)
        return true;
    if (text[10] != 'T' && text[10] != 't')
        return false;
    return std::all_of(text.begin() + 11, text.end(), [](char c) {
        return isDigit(c) || c == ':' || c == '.' || c == '-' || c == '+' || c == 'Z' || c == 'z';
    });
}

/// 26 characters of Crockford's base 32 (no I, L, O, U) in one case, 128 bits: the first is at most 7.
bool isUlid(std::string_view text, std::uint8_t seen)
{
    if (text.size() != 26 || text.front() > '7' || (seen & (dash | tokenSign | other)) != 0)
        return false;
    if ((seen & lower) != 0 && (seen & upper) != 0)
        return false;
    return text.find_first_of("ILOUilou") == std::string_view::npos;
}

bool isEmail(std::string_view text)
{
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos)
        return false;
    const std::size_t dot = text.find('.', at + 2);
    return dot != std::string_view::npos && dot + 1 < text.size() && text.find(' ') == std::string_view::npos;
}

/// The shape of a decoded segment without suffix; empty for a word.
std::string_view shapeOf(std::string_view text, std::uint8_t seen)
{
    if ((seen & other) != 0)
        return isEmail(text) ? "{email}" : (isIsoDate(text) ? "{date}" : std::string_view{});
    if ((seen & digit) == 0)
        return {};
    if (seen == digit)
        return "{id}";
    if ((seen & ~(digit | lowerHex | upperHex)) == 0 && text.size() >= minHexLength)
        return "{hex}";
    if ((seen & dash) != 0 && isUuid(text))
        return "{uuid}";
    if ((seen & dash) != 0 && isIsoDate(text))
        return "{date}";
    if (isUlid(text, seen))
        return "{ulid}";
    if (text.size() >= minTokenLength && (seen & lower) != 0 && (seen & upper) != 0)
        return "{token}";
    return {};
}

int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Decodes once; "%2541" becomes "%41" and stays so.
std::string_view percentDecoded(std::string_view text, std::array<char, maxDecodedSegment>& memory)
{
    if (text.size() > memory.size())
        return text;
    std::size_t length = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%' && i + 2 < text.size()) {
            const int high = hexValue(text[i + 1]);
            const int low = hexValue(text[i + 2]);
            if (high >= 0 && low >= 0) {
                c = static_cast<char>(high * 16 + low);
                i += 2;
            }
        }
        memory[length++] = c;
    }
    return {memory.data(), length};
}

/// The part of a segment that is a known file suffix, with its dot; empty when there is none.
std::string_view knownSuffixOf(std::string_view text)
{
    const std::size_t dot = text.rfind('.');
    if (dot == std::string_view::npos || dot == 0)
        return {};
    const std::string_view suffix = text.substr(dot + 1);
    const bool isKnown = std::any_of(knownSuffixes.begin(), knownSuffixes.end(),
                                     [&](std::string_view known) { return equalsIgnoringCase(known, suffix); });
    return isKnown ? text.substr(dot) : std::string_view{};
}

RouteSegment judged(std::string_view literal)
{
    RouteSegment segment{literal, {}, {}};
    std::uint8_t seen = classesOf(literal);
    if ((seen & (digit | other)) == 0)
        return segment;
    std::array<char, maxDecodedSegment> memory;    // NOLINT: written before it is read
    std::string_view text = literal;
    if (literal.find('%') != std::string_view::npos) {
        text = percentDecoded(literal, memory);
        seen = classesOf(text);
    }
    if ((seen & other) == 0) {
        segment.shape = shapeOf(text, seen);
        return segment;
    }
    const std::string_view suffix = knownSuffixOf(text);
    const std::string_view stem = text.substr(0, text.size() - suffix.size());
    segment.shape = shapeOf(stem, suffix.empty() ? seen : classesOf(stem));
    // The suffix must be a view of the path; it has the same length there unless it was encoded itself.
    if (segment.isShaped() && !suffix.empty() && literal.ends_with(suffix))
        segment.suffix = literal.substr(literal.size() - suffix.size());
    return segment;
}

/// Calls take(segment) for each segment that is not empty.
template <typename Take>
void forEachSegment(std::string_view path, Take take)
{
    std::size_t begin = 0;
    while (begin < path.size()) {
        std::size_t end = path.find('/', begin);
        if (end == std::string_view::npos)
            end = path.size();
        if (end > begin)
            take(path.substr(begin, end - begin));
        begin = end + 1;
    }
}

}    // namespace

void splitRoute(std::string_view path, std::vector<RouteSegment>& segments)
{
    segments.clear();
    forEachSegment(path, [&](std::string_view literal) { segments.push_back(judged(literal)); });
}

}    // namespace faultline
