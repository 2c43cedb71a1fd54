#include "app/query/textsearch.h"

#include <re2/re2.h>

#include <algorithm>

namespace faultline {
namespace {

constexpr std::int64_t patternMemory = 16 << 20;
constexpr std::size_t recordsAPage = 20'000;
constexpr std::uint64_t recordsAPiece = 2'000;    // between looks at the stop

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}    // namespace

Result<TextSearch> TextSearch::compile(std::string_view text, SearchSyntax syntax, SearchCase letterCase)
{
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(patternMemory);
    options.set_literal(syntax == SearchSyntax::Plain);
    options.set_case_sensitive(letterCase == SearchCase::Exact);
    auto pattern = std::make_shared<re2::RE2>(piece(text), options);
    if (!pattern->ok())
        return Error{ErrorKind::Usage, "Cannot search", "the pattern is not valid: " + pattern->error(),
                     "Patterns are RE2 regular expressions; search for plain text instead"};
    TextSearch search;
    search.m_pattern = std::move(pattern);
    return search;
}

bool TextSearch::matches(std::string_view line) const
{
    return re2::RE2::PartialMatch(piece(line), *m_pattern);
}

std::vector<std::pair<std::size_t, std::size_t>> TextSearch::hits(std::string_view line, std::size_t limit) const
{
    std::vector<std::pair<std::size_t, std::size_t>> found;
    std::size_t at = 0;
    re2::StringPiece match;
    while (found.size() < limit && at < line.size()
           && m_pattern->Match(piece(line), at, line.size(), re2::RE2::UNANCHORED, &match, 1)) {
        const auto begin = static_cast<std::size_t>(match.data() - line.data());
        const std::size_t end = begin + match.size();
        if (!match.empty())
            found.emplace_back(begin, end);
        at = std::max(end, at + (match.empty() ? 1 : 0));
        if (match.empty() && begin >= at)
            at = begin + 1;
    }
    return found;
}

Result<std::vector<std::uint32_t>> searchLines(SegmentReader& reader, CaseReader& raw, const FilterContext& context,
                                               const LinesRequest& request, const LineIndex& index, const TextSearch& search,
                                               const TaskControl& control)
{
    std::vector<std::uint32_t> rows;
    LinesRequest page = request;
    page.limit = recordsAPage;
    page.after.reset();
    std::uint64_t row = 0;
    for (bool hasMore = index.records() != 0; hasMore;) {
        const auto found = lines(reader, context, page, control);
        if (!found)
            return found.error();
        const auto texts = recordLines(raw, found->records, control);
        if (!texts)
            return texts.error();
        for (std::size_t i = 0; i < texts->size(); ++i, ++row) {
            if (row % recordsAPiece == 0 && control.stopRequested())
                return Error{ErrorKind::Interrupted, "The search was stopped", "", ""};
            std::string composed;
            if (!(*texts)[i]) {
                auto line = composedLine(reader, found->records[i]);
                if (!line)
                    return line.error();
                composed = std::move(*line);
            }
            if (search.matches((*texts)[i] ? std::string_view(*(*texts)[i]) : std::string_view(composed)))
                rows.push_back(static_cast<std::uint32_t>(row));
        }
        control.report({"", row, index.records(), rows.size()});
        hasMore = found->hasMore && !found->records.empty();
        if (hasMore)
            page.after = found->records.back();
    }
    return rows;
}

}    // namespace faultline
