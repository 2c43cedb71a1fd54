#include "app/query/kindmatchers.h"

namespace faultline {

Result<std::vector<KindMatcher>> kindMatchers(SegmentReader& reader, const FilterContext& context, const Filter& filter,
                                              std::optional<RecordKind> only)
{
    std::vector<KindMatcher> matchers;
    std::optional<Error> firstError;
    for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine}) {
        if (only && *only != kind)
            continue;
        auto matcher = FilterMatcher::compile(filter, kind, context, reader);
        if (matcher)
            matchers.push_back({kind, std::move(*matcher)});
        else if (matcher.error().kind != ErrorKind::Usage)
            return matcher.error();
        else if (!firstError)
            firstError = matcher.error();
    }
    if (matchers.empty() && firstError)
        return *firstError;
    return matchers;
}

}    // namespace faultline
