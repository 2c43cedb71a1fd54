#pragma once

#include "app/store/column.h"

#include <cstdint>
#include <vector>

namespace faultline {

/// One byte a row: 1 = still in, 0 = out.
using RowMask = std::vector<std::uint8_t>;

/// Numbers a filter lets through, inclusive. Lists of them are sorted and disjoint.
struct NumberRange {
    std::int64_t low;
    std::int64_t high;
};

/// Takes the rows outside of `ranges`, and those without a value, out of `mask`. Works on the narrow payload.
void narrowByRanges(const ColumnData& column, const std::vector<NumberRange>& ranges, RowMask& mask);

/// Part of a column: `count` rows from `begin` on.
struct RowBlock {
    std::uint32_t begin;
    std::uint32_t count;
};

/// Adds `flag` to flags[i] for each row of the block whose number is in the range. `flags` starts at the block.
void flagRange(const ColumnData& column, RowBlock block, NumberRange range, std::uint8_t flag, std::uint8_t* flags);

/// The numbers of a block, `absent` where missing.
void readNumbers(const ColumnData& column, RowBlock block, std::int64_t* values);

/// False when a row of the column may be missing or negative.
bool isCompleteAndPositive(const ColumnData& column);

}    // namespace faultline
