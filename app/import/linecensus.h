#pragma once

#include "app/base/text.h"
#include "app/import/importer.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace faultline {

/// How many of the head's lines a format takes: the usual way to detect a format of lines.
struct LineCensus {
    std::size_t filled = 0;    ///< lines that are not blank
    std::size_t mine = 0;

    std::size_t percent() const { return filled == 0 ? 0 : mine * 100 / filled; }

    /// "198 of 200 lines are <what>". `certain` is the confidence where nine of ten lines fit; below that their share of it.
    Detection detection(std::string_view what, int certain = 95) const
    {
        Detection detection;
        if (mine == 0)
            return detection;
        detection.confidence = percent() >= 90 ? certain : 1 + static_cast<int>(percent()) * (certain - 1) / 100;
        detection.reason = std::to_string(mine) + " of " + std::to_string(filled) + " lines are " + std::string(what);
        return detection;
    }
};

/// `fits` takes a line and says whether it is one.
template <typename Fits>
LineCensus censusOf(const SourceHead& head, Fits&& fits)
{
    LineCensus census;
    for (const std::string_view line : head.lines) {
        if (trimmed(line).empty())
            continue;
        ++census.filled;
        census.mine += fits(line) ? 1U : 0U;
    }
    return census;
}

inline void settleAnchor(Detection& detection, Anchor anchor, Basis basis, std::string_view reason)
{
    detection.anchor = anchor;
    detection.anchorBasis = basis;
    detection.anchorReason = reason;
}

/// The head begins as a JSON object, or as a list of objects, lists, texts or numbers: "[2024-04-23 19:30] text" and "[1234] text" begin as
/// log lines.
inline bool startsAsJson(const SourceHead& head)
{
    const std::string_view start = trimmed(head.text);
    if (start.empty() || start.front() != '[')
        return !start.empty() && start.front() == '{';
    const std::string_view inside = trimmed(start.substr(1));
    if (inside.empty() || inside.front() == '{' || inside.front() == '[' || inside.front() == '"' || inside.front() == ']')
        return true;
    const std::size_t number = std::min(inside.find_first_not_of("0123456789.-+eE"), inside.size());
    return number != 0 && trimmed(inside.substr(number)).starts_with(',');
}

/// A member of this name stands somewhere in the text, as far as one sees without parsing.
inline bool holdsJsonKey(std::string_view text, std::string_view key)
{
    for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
        const std::size_t end = at + key.size();
        if (at == 0 || text[at - 1] != '"' || end >= text.size() || text[end] != '"')
            continue;
        const std::size_t colon = text.find_first_not_of(" \t\r\n", end + 1);
        if (colon != std::string_view::npos && text[colon] == ':')
            return true;
    }
    return false;
}

/// Every one of the keys.
inline bool holdsJsonKeys(std::string_view text, std::initializer_list<std::string_view> keys)
{
    for (const std::string_view key : keys) {
        if (!holdsJsonKey(text, key))
            return false;
    }
    return true;
}

/// A detection for JSON documents by the names of their members.
inline Detection detectionByKeys(const SourceHead& head, std::initializer_list<std::string_view> keys, std::string_view what, int confidence = 90)
{
    Detection detection;
    if (!startsAsJson(head) || !holdsJsonKeys(head.text, keys))
        return detection;
    detection.confidence = confidence;
    detection.reason = std::string(what) + " by the keys ";
    for (const std::string_view key : keys)
        detection.reason += (key == *keys.begin() ? "" : ", ") + std::string(key);
    return detection;
}

}    // namespace faultline
