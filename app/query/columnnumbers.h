#pragma once

#include "app/base/result.h"
#include "app/model/record.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <vector>

namespace faultline {

/// A number of each row of a segment; `absent` in all where it has no such column. Negative numbers are damage; they count as absent, as
/// everywhere.
inline Result<void> numbersOf(SegmentReader& reader, const Segment& segment, Field field, std::vector<std::int64_t>& numbers)
{
    const auto column = reader.column(segment, field);
    if (!column)
        return column.error();
    if (*column == nullptr || (*column)->isText || (*column)->rows != segment.rows)
        numbers.assign(segment.rows, absent);
    else
        (*column)->expand(numbers);
    return {};
}

}    // namespace faultline
