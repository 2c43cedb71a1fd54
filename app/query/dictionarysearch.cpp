#include "app/query/dictionarysearch.h"

#include <algorithm>
#include <tuple>

namespace faultline {

namespace {

constexpr std::uint32_t stopInterval = 65'536;    // values between two looks at the stop token

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

struct Found {
    int rank;    ///< 0 at the beginning, 1 at the beginning of a part, 2 inside
    std::size_t length;
    std::uint32_t code;
    auto key() const { return std::tie(rank, length, code); }
};

}    // namespace

Result<std::vector<std::string>> valuesContaining(SegmentReader& segments, Field field, std::string_view text, std::size_t limit,
                                                  const TaskControl& control)
{
    const auto dictionary = segments.dictionary(field);
    if (!dictionary)
        return dictionary.error();
    std::string needle(text);
    std::transform(needle.begin(), needle.end(), needle.begin(), lower);
    const auto isSame = [](char value, char wanted) { return lower(value) == wanted; };
    std::vector<Found> found;
    for (std::uint32_t code = 0; code < (*dictionary)->size(); ++code) {
        if (code % stopInterval == 0 && control.stopRequested())
            return Error{ErrorKind::Interrupted, "The search was stopped", "", ""};
        const std::string_view value = (*dictionary)->at(code);
        const auto at = std::search(value.begin(), value.end(), needle.begin(), needle.end(), isSame);
        if (at == value.end())
            continue;
        const bool beginsPart = at != value.begin() && std::string_view("/-_.?=&").find(*(at - 1)) != std::string_view::npos;
        found.push_back({at == value.begin() ? 0 : beginsPart ? 1 : 2, value.size(), code});
    }
    const auto best = found.begin() + static_cast<std::ptrdiff_t>(std::min(limit, found.size()));
    std::partial_sort(found.begin(), best, found.end(), [](const Found& left, const Found& right) { return left.key() < right.key(); });
    std::vector<std::string> values;
    for (auto each = found.begin(); each != best; ++each)
        values.emplace_back((*dictionary)->at(each->code));
    return values;
}

}    // namespace faultline
