#include "app/query/rowranges.h"

#include "app/model/record.h"

#include <algorithm>
#include <limits>

namespace faultline {
namespace {

void dropAbsent(const ColumnData& column, RowMask& mask)
{
    for (std::size_t word = 0; word < column.validity.size(); ++word) {
        const std::uint64_t bits = column.validity[word];
        if (bits == std::numeric_limits<std::uint64_t>::max())
            continue;
        const std::size_t end = std::min<std::size_t>(mask.size(), (word + 1) * 64);
        for (std::size_t row = word * 64; row < end; ++row)
            mask[row] &= static_cast<std::uint8_t>((bits >> (row & 63U)) & 1U);
    }
}

bool isInside(const std::vector<NumberRange>& ranges, std::int64_t value)
{
    const auto next = std::upper_bound(ranges.begin(), ranges.end(), value,
                                       [](std::int64_t wanted, const NumberRange& range) { return wanted < range.low; });
    return next != ranges.begin() && std::prev(next)->high >= value;
}

std::uint64_t distance(std::int64_t low, std::int64_t high)
{
    return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
}

struct PayloadRange {
    std::uint64_t low = 1;
    std::uint64_t high = 0;
    bool isEmpty() const { return low > high; }
};

/// The range in units of the payload, so that rows are compared as they are stored.
PayloadRange payloadRange(const ColumnData& column, NumberRange range)
{
    const std::uint64_t largest
        = column.width == 8 ? std::numeric_limits<std::uint64_t>::max() : (std::uint64_t{1} << (column.width * 8)) - 1;
    const auto scale = static_cast<std::uint64_t>(column.scale);
    PayloadRange result;
    if (range.high < column.base)
        return result;
    result.high = std::min(distance(column.base, range.high) / scale, largest);
    result.low = 0;
    if (range.low > column.base) {
        const std::uint64_t step = distance(column.base, range.low);
        result.low = step / scale + (step % scale != 0 ? 1 : 0);
    }
    return result;
}

template <typename T>
void flagPayload(const T* payload, std::uint32_t count, PayloadRange range, std::uint8_t flag, std::uint8_t* flags)
{
    const T low = static_cast<T>(range.low);
    const T span = static_cast<T>(range.high - range.low);
    for (std::uint32_t i = 0; i < count; ++i)
        flags[i] |= static_cast<std::uint8_t>(static_cast<T>(payload[i] - low) <= span ? flag : 0);
}

template <typename T>
void scalePayload(const T* payload, std::uint32_t count, std::int64_t base, std::int64_t scale, std::int64_t* values)
{
    const auto from = static_cast<std::uint64_t>(base);
    const auto narrowScale = static_cast<std::uint32_t>(scale);
    if (sizeof(T) <= 4 && narrowScale == static_cast<std::uint64_t>(scale)) {    // a product of 32 bits each: two rows at once
        for (std::uint32_t i = 0; i < count; ++i)
            values[i] = static_cast<std::int64_t>(from + std::uint64_t{static_cast<std::uint32_t>(payload[i])} * narrowScale);
        return;
    }
    for (std::uint32_t i = 0; i < count; ++i)
        values[i] = static_cast<std::int64_t>(from + payload[i] * static_cast<std::uint64_t>(scale));
}

template <typename T>
void narrowByOne(const T* payload, PayloadRange range, RowMask& mask)
{
    const T low = static_cast<T>(range.low);
    const T span = static_cast<T>(range.high - range.low);
    std::uint8_t* const out = mask.data();
    const std::size_t rows = mask.size();
    for (std::size_t row = 0; row < rows; ++row)
        out[row] &= static_cast<std::uint8_t>(static_cast<T>(payload[row] - low) <= span);
}

}    // namespace

void narrowByRanges(const ColumnData& column, const std::vector<NumberRange>& ranges, RowMask& mask)
{
    if (ranges.empty()) {
        std::fill(mask.begin(), mask.end(), std::uint8_t{0});
        return;
    }
    if (column.width == 0) {
        if (!isInside(ranges, column.base))
            std::fill(mask.begin(), mask.end(), std::uint8_t{0});
    } else if (ranges.size() == 1 && column.scale > 0) {
        const PayloadRange range = payloadRange(column, ranges.front());
        if (range.isEmpty())
            std::fill(mask.begin(), mask.end(), std::uint8_t{0});
        else
            column.visitPayload([&](const auto* payload) { narrowByOne(payload, range, mask); });
    } else {
        for (std::uint32_t row = 0; row < mask.size(); ++row) {
            if (mask[row] != 0)
                mask[row] = isInside(ranges, column.scaled(column.narrowAt(row))) ? 1 : 0;
        }
    }
    dropAbsent(column, mask);
}

void flagRange(const ColumnData& column, RowBlock block, NumberRange range, std::uint8_t flag, std::uint8_t* flags)
{
    const bool isPlain = column.validity.empty() && column.width != 0 && column.scale > 0;
    if (isPlain) {
        const PayloadRange payload = payloadRange(column, range);
        if (!payload.isEmpty())
            column.visitPayload([&](const auto* data) { flagPayload(data + block.begin, block.count, payload, flag, flags); });
        return;
    }
    for (std::uint32_t i = 0; i < block.count; ++i) {
        const std::int64_t value = column.at(block.begin + i);
        if (value != absent && value >= range.low && value <= range.high)
            flags[i] |= flag;
    }
}

void readNumbers(const ColumnData& column, RowBlock block, std::int64_t* values)
{
    if (column.width == 0)
        std::fill(values, values + block.count, column.base);
    else
        column.visitPayload(
            [&](const auto* data) { scalePayload(data + block.begin, block.count, column.base, column.scale, values); });
    if (column.validity.empty())
        return;
    for (std::uint32_t i = 0; i < block.count; ++i) {
        if (!column.isPresent(block.begin + i))
            values[i] = absent;
    }
}

bool isCompleteAndPositive(const ColumnData& column)
{
    // Eight bytes a row times any scale could wrap into negative numbers; narrower ones only with an absurd scale.
    return column.validity.empty() && column.base >= 0 && column.scale >= 0 && column.width <= 4
        && column.scale <= (std::int64_t{1} << 30) && column.base <= (std::int64_t{1} << 62);
}

}    // namespace faultline
