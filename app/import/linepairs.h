#pragma once

#include "app/base/characterset.h"

#include <string>
#include <string_view>

namespace faultline {

/// Adds " key=value" for LogLine::rest, a value with blanks or quotes in quotes; nothing for an empty value.
inline void appendPair(std::string& pairs, std::string_view key, std::string_view value)
{
    if (value.empty())
        return;
    constexpr static CharacterSet quoted(" \t\n\"");
    if (!pairs.empty())
        pairs += ' ';
    pairs.append(key) += '=';
    if (!quoted.isIn(value)) {
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
