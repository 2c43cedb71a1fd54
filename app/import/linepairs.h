#pragma once

#include <string>
#include <string_view>

namespace faultline {

/// Adds " key=value" for LogLine::rest, a value with blanks or quotes in quotes; nothing for an empty value.
inline void appendPair(std::string& pairs, std::string_view key, std::string_view value)
{
    if (value.empty())
        return;
    pairs.append(pairs.empty() ? "" : " ").append(key).append("=");
    if (value.find_first_of(" \t\n\"") == std::string_view::npos) {
        pairs.append(value);
        return;
    }
    pairs += '"';
    for (const char c : value) {
        if (c == '"' || c == '\\')
            pairs += '\\';
        pairs += c;
    }
    pairs += '"';
}

}    // namespace faultline
