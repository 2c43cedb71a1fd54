#pragma once

#include "app/import/importer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Heads of records among the lines of a source. Indented and blank lines count as parts of records.
struct HeadCensus {
    std::size_t heads = 0;
    std::size_t others = 0;    ///< neither heads nor indented
    std::size_t percent() const { return heads + others == 0 ? 0 : heads * 100 / (heads + others); }

    /// `certain` where heads are the rule; below that their share of it.
    Detection detection(std::string_view what, int certain) const
    {
        constexpr std::size_t rule = 60;    // percent; stack traces are not always indented
        Detection detection;
        if (heads == 0)
            return detection;
        detection.confidence = percent() >= rule ? certain : 1 + static_cast<int>(percent()) * (certain - 1) / 100;
        detection.reason = std::to_string(heads) + " of " + std::to_string(heads + others) + " lines are " + std::string(what);
        return detection;
    }
};

/// Lines of stack traces that are not indented.
inline bool isOfStackTrace(std::string_view line)
{
    constexpr std::string_view signs = "#})|";
    return signs.find(line.front()) != std::string_view::npos || line.substr(0, 3) == "at " || line.substr(0, 9) == "Caused by"
        || line.substr(0, 9) == "Traceback" || line.substr(0, 5) == "File " || line == "[stacktrace]";
}

/// Of at most 400 lines, spread over the head.
template <typename IsHead>
HeadCensus censusOfHeads(const SourceHead& head, IsHead&& isHead)
{
    constexpr std::size_t mostTried = 400;
    std::vector<std::string_view> lines;
    for (const std::string_view line : head.lines) {
        if (!line.empty() && line.front() != '\t' && line.front() != ' ')
            lines.push_back(line);
    }
    HeadCensus census;
    const std::size_t step = 1 + lines.size() / mostTried;
    for (std::size_t i = 0; i < lines.size(); i += step) {
        if (isHead(lines[i]))
            ++census.heads;
        else if (!isOfStackTrace(lines[i]))
            ++census.others;
    }
    return census;
}

}    // namespace faultline
