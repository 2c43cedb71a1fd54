#pragma once

#include "app/query/filtermatcher.h"

#include <optional>
#include <vector>

namespace faultline {

struct KindMatcher {
    RecordKind kind;
    FilterMatcher matcher;
};

/// The filter made ready for every kind (or the one given) that has all of its fields; an Error when none has.
Result<std::vector<KindMatcher>> kindMatchers(SegmentReader& reader, const FilterContext& context, const Filter& filter,
                                              std::optional<RecordKind> only);

}    // namespace faultline
