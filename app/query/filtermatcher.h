#pragma once

#include "app/query/filter.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace faultline {

/// One byte a row: 1 = still in, 0 = out.
using RowMask = std::vector<std::uint8_t>;

/// A filter made ready for one kind of record of one case. A predicate on a dictionary field is evaluated once per value, not
/// per row. May be used from several threads.
class FilterMatcher {
public:
    /// Usage errors: an unknown field (naming the near ones), a comparison that the field's type lacks, a bad value or pattern.
    static Result<FilterMatcher> compile(const Filter& filter, RecordKind kind, const FilterContext& context,
                                         SegmentReader& reader);
    FilterMatcher(FilterMatcher&&) noexcept;
    FilterMatcher& operator=(FilterMatcher&&) noexcept;
    ~FilterMatcher();

    bool matchesEverything() const;

    /// Takes the rows that do not match out of `mask`, which has segment.rows entries.
    Result<void> narrow(const Segment& segment, RowMask& mask) const;

    struct Node;

private:
    explicit FilterMatcher(std::unique_ptr<Node> root);
    std::unique_ptr<Node> m_root;
};

/// Numbers a filter lets through: sorted, disjoint, inclusive.
struct NumberRange {
    std::int64_t low;
    std::int64_t high;
};

/// Takes the rows outside of `ranges`, and those without a value, out of `mask`. Works on the narrow payload.
void narrowByRanges(const ColumnData& column, const std::vector<NumberRange>& ranges, RowMask& mask);

}    // namespace faultline
