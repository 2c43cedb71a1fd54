#pragma once

#include "app/query/recordtext.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace re2 {
class RE2;
}

namespace faultline {

enum class SearchSyntax : std::uint8_t { Plain, Pattern };    ///< a pattern is an RE2 regular expression
enum class SearchCase : std::uint8_t { Ignored, Exact };

/// What lines are searched for. Copies share the compiled pattern; may be used from several threads.
class TextSearch {
public:
    static Result<TextSearch> compile(std::string_view text, SearchSyntax syntax, SearchCase letterCase);

    bool matches(std::string_view line) const;
    /// [begin, end) of the first hits, none of them empty, in bytes.
    std::vector<std::pair<std::size_t, std::size_t>> hits(std::string_view line, std::size_t limit = 100) const;

private:
    std::shared_ptr<const re2::RE2> m_pattern;
};

/// The rows of what lines() would list whose lines match, in order. `control` is told rows as bytes done and hits as rows.
Result<std::vector<std::uint32_t>> searchLines(SegmentReader& reader, CaseReader& raw, const FilterContext& context,
                                               const LinesRequest& request, const LineIndex& index, const TextSearch& search,
                                               const TaskControl& control = {});

}    // namespace faultline
