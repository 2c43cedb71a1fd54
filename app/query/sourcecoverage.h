#pragma once

#include "app/base/result.h"
#include "app/query/filter.h"
#include "app/store/segmentreader.h"

#include <functional>
#include <map>
#include <string>

namespace faultline {

/// From the first to the last written time of the records of each source, by its name; sources of one name are one.
Result<std::map<std::string, TimeRange, std::less<>>> sourceCoverage(SegmentReader& reader, const FilterContext& context, RecordKind kind);

}    // namespace faultline
