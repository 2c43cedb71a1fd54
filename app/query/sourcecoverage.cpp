#include "app/query/sourcecoverage.h"

#include <algorithm>

namespace faultline {

Result<std::map<std::string, TimeRange, std::less<>>> sourceCoverage(SegmentReader& reader, const FilterContext& context, RecordKind kind)
{
    const auto segments = reader.segments(kind);
    if (!segments)
        return segments.error();
    std::map<std::string, TimeRange, std::less<>> coverage;
    for (const Segment& segment : *segments) {
        const auto named = std::find_if(context.sourceNames.begin(), context.sourceNames.end(),
                                        [&](const auto& name) { return name.first == segment.sourceId; });
        const bool isNamed = named != context.sourceNames.end() && !named->second.empty();
        const TimeRange range{segment.first, segment.last};
        const auto [known, isNew] = coverage.try_emplace(isNamed ? named->second : std::to_string(segment.sourceId), range);
        if (!isNew)
            known->second = {std::min(known->second.begin, range.begin), std::max(known->second.end, range.end)};
    }
    return coverage;
}

}    // namespace faultline
