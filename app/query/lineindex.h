#pragma once

#include "app/query/linesquery.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline {

/// How many records stand in each slice of a window: finds the n-th of millions without listing those before it.
struct LineIndex {
    TimeRange window{Timestamp{}, Timestamp{}};    ///< from the first record to behind the last; empty when there is none
    Nanoseconds step{1};                           ///< of a slice
    std::vector<std::uint32_t> counts;             ///< a slice
    std::vector<std::uint32_t> errors;             ///< status >= 500, severity error and worse
    std::vector<std::uint32_t> warnings;           ///< status 400 to 499, severity warn
    std::vector<std::uint64_t> rowsBefore;         ///< of each slice, then the sum: one more than slices

    std::uint64_t records() const { return rowsBefore.empty() ? 0 : rowsBefore.back(); }
    TimeRange slice(std::size_t index) const;
    std::size_t sliceOf(Timestamp time) const;     ///< the nearest one
    std::size_t sliceOfRow(std::uint64_t row) const;
};

/// Of the records that lines() would list for the request; its `after` and `limit` do not matter. `slices`: at most so many.
Result<LineIndex> lineIndex(SegmentReader& reader, const FilterContext& context, const LinesRequest& request, std::size_t slices,
                            const TaskControl& control = {});

/// Rows [row, row + count) of what lines() would list.
Result<std::vector<RecordReference>> linesAt(SegmentReader& reader, const FilterContext& context, const LinesRequest& request,
                                             const LineIndex& index, std::uint64_t row, std::size_t count,
                                             const TaskControl& control = {});

/// The row of a record, or of the first one behind where it would stand.
Result<std::uint64_t> rowOf(SegmentReader& reader, const FilterContext& context, const LinesRequest& request, const LineIndex& index,
                            const RecordReference& record, const TaskControl& control = {});

enum class LineMark : std::uint8_t { None, Warning, Error };
enum class LineDirection : std::uint8_t { Next, Previous };

/// The nearest row with the mark in that direction from `row`, itself left out.
Result<std::optional<std::uint64_t>> markedRow(SegmentReader& reader, const FilterContext& context, const LinesRequest& request,
                                               const LineIndex& index, LineMark mark, std::uint64_t row, LineDirection direction,
                                               const TaskControl& control = {});

}    // namespace faultline
