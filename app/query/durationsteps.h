#pragma once

#include "app/query/breakdownscan.h"

#include <algorithm>
#include <array>
#include <limits>

namespace faultline {

/// Durations as whole steps above the smallest one, so that two or four bytes hold each.
struct DurationScale {
    std::int64_t low = 0;
    std::uint64_t step = 1;
    std::uint64_t steps = std::numeric_limits<std::uint64_t>::max();    ///< of the largest duration

    std::uint64_t stepsOf(std::int64_t duration) const
    {
        return (static_cast<std::uint64_t>(duration) - static_cast<std::uint64_t>(low)) / step;
    }
    std::int64_t durationOf(std::uint64_t count) const
    {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + count * step);
    }
};

inline constexpr std::uint32_t stepBlockRows = 512;    // a block of steps and codes stays in the first-level cache

/// The duration column of a segment as visitSteps() reads it; null when it has none.
inline Result<std::shared_ptr<const ColumnData>> durationColumn(SegmentReader& reader, const Segment& segment)
{
    auto column = reader.column(segment, Field::Duration);
    if (column && *column && ((*column)->isText || (*column)->rows != segment.rows))
        return std::shared_ptr<const ColumnData>();
    return column;
}

/// Steps of a block of a column without gaps. Steps above those of the scale (a damaged case) are cut to them.
template <typename Value>
void fillSteps(const ColumnData& column, const DurationScale& scale, RowBlock block, Value* steps)
{
    const std::uint64_t base = scale.stepsOf(column.base);
    const std::uint64_t most = std::min<std::uint64_t>(scale.steps, std::numeric_limits<Value>::max());
    if (column.width == 0) {
        std::fill(steps, steps + block.count, static_cast<Value>(std::min(base, most)));
        return;
    }
    const std::uint64_t factor = static_cast<std::uint64_t>(column.scale) / scale.step;
    column.visitPayload([&](const auto* payload) {
        const auto* const from = payload + block.begin;
        if (factor == 1 && sizeof(*from) <= 2 && base <= most && most <= std::numeric_limits<std::uint16_t>::max()) {
            const auto narrowBase = static_cast<std::uint32_t>(base);    // the usual case, several rows at once
            const auto narrowMost = static_cast<std::uint32_t>(most);
            for (std::uint32_t i = 0; i < block.count; ++i)
                steps[i] = static_cast<Value>(std::min(narrowBase + static_cast<std::uint32_t>(from[i]), narrowMost));
            return;
        }
        for (std::uint32_t i = 0; i < block.count; ++i)
            steps[i] = static_cast<Value>(std::min<std::uint64_t>(base + from[i] * factor, most));
    });
}

/// Calls take(block, count, steps, rowAt) for the blocks of a segment: `count` of the block's rows are taken and carry a
/// duration, the i-th is row block.begin + rowAt(i) and lasts steps[i].
template <typename Value, typename Take>
void visitSteps(const ColumnData& column, const DurationScale& scale, Rows taken, const RowMask& mask, Take take)
{
    std::array<Value, stepBlockRows> steps;                // NOLINT: written before they are read
    std::array<std::int64_t, stepBlockRows> durations;     // NOLINT
    std::array<std::uint32_t, stepBlockRows> selected;     // NOLINT
    const bool isComplete = taken == Rows::All && isCompleteAndPositive(column);
    for (RowBlock block{0, 0}; block.begin < column.rows; block.begin += block.count) {
        block.count = std::min(stepBlockRows, column.rows - block.begin);
        if (isComplete) {
            fillSteps(column, scale, block, steps.data());
            take(block, block.count, steps.data(), [](std::uint32_t i) { return i; });
            continue;
        }
        const std::uint8_t* const isTaken = taken == Rows::Some ? mask.data() + block.begin : nullptr;
        if (isTaken != nullptr && std::find(isTaken, isTaken + block.count, std::uint8_t{1}) == isTaken + block.count)
            continue;
        readNumbers(column, block, durations.data());
        std::uint32_t count = 0;
        const std::uint64_t most = std::min<std::uint64_t>(scale.steps, std::numeric_limits<Value>::max());
        for (std::uint32_t i = 0; i < block.count; ++i) {
            if ((isTaken != nullptr && isTaken[i] == 0) || durations[i] < 0)
                continue;
            selected[count] = i;
            steps[count++] = static_cast<Value>(std::min(scale.stepsOf(durations[i]), most));
        }
        take(block, count, steps.data(), [&selected](std::uint32_t i) { return selected[i]; });
    }
}

}    // namespace faultline
