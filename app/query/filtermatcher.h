#pragma once

#include "app/query/filter.h"
#include "app/query/rowranges.h"
#include "app/store/segmentreader.h"

#include <memory>

namespace faultline {

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

}    // namespace faultline
