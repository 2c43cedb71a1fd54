#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::fuzz {

/// The finding: says what was broken and stops, so that libFuzzer keeps the input.
[[noreturn]] inline void fail(std::string_view what)
{
    std::fprintf(stderr, "FINDING: %.*s\n", static_cast<int>(what.size()), what.data());
    std::abort();
}

inline void require(bool condition, std::string_view what)
{
    if (!condition)
        fail(what);
}

/// Reads every byte, so that AddressSanitizer sees a view that outlived its text.
inline void touch(std::string_view text)
{
    volatile unsigned sum = 0;
    for (const char c : text)
        sum = sum + static_cast<unsigned char>(c);
}

/// The bytes to test and the choices that go with them: the last byte, so that plain files can be seeds. A file that ends with
/// a line end makes the default choices (0).
struct Given {
    std::string text;
    unsigned choices = 0;
};

inline Given given(const std::uint8_t* data, std::size_t size)
{
    Given result;
    if (size == 0)
        return result;
    result.text.assign(reinterpret_cast<const char*>(data), size - 1);
    result.choices = data[size - 1] ^ static_cast<unsigned>('\n');
    return result;
}

/// Cut at \n, a trailing \r removed, as the import job does.
inline std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

}    // namespace faultline::fuzz
