#include "ui/models/breakdownorder.h"

#include <algorithm>
#include <limits>

namespace faultline {

namespace {

std::optional<BreakdownSort> querySort(BreakdownOrder order)
{
    if (order.direction != Qt::DescendingOrder)
        return {};
    switch (order.column) {
    case BreakdownColumn::Now:
    case BreakdownColumn::Share: return BreakdownSort::Count;
    case BreakdownColumn::ShareOfRise:
    case BreakdownColumn::TrendLine: return BreakdownSort::Change;
    case BreakdownColumn::Duration: return BreakdownSort::Duration;
    case BreakdownColumn::ByteRate: return BreakdownSort::Bytes;
    case BreakdownColumn::Value:
    case BreakdownColumn::Before:
    case BreakdownColumn::Ratio:
    case BreakdownColumn::P95:
    case BreakdownColumn::Errors: break;
    }
    return {};
}

bool isNumber(const std::string& text)
{
    return !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
}

bool isValueBefore(const BreakdownRow& left, const BreakdownRow& right)
{
    if (isNumber(left.value) && isNumber(right.value))
        return std::stoll(left.value) < std::stoll(right.value);
    return left.value < right.value;
}

void sortRows(std::vector<BreakdownRow>& rows, BreakdownOrder order)
{
    const bool isDescending = order.direction == Qt::DescendingOrder;
    std::stable_sort(rows.begin(), rows.end(), [&](const BreakdownRow& left, const BreakdownRow& right) {
        if (order.column == BreakdownColumn::Value) {
            if (left.isAbsent != right.isAbsent)
                return right.isAbsent;
            return isDescending ? isValueBefore(right, left) : isValueBefore(left, right);
        }
        const auto a = sortKey(left, order.column);
        const auto b = sortKey(right, order.column);
        if (!a || !b)
            return a.has_value() && !b.has_value();
        return isDescending ? *a > *b : *a < *b;
    });
}

}    // namespace

std::optional<double> sortKey(const BreakdownRow& row, BreakdownColumn column)
{
    switch (column) {
    case BreakdownColumn::Now:
    case BreakdownColumn::Share: return static_cast<double>(row.count);
    case BreakdownColumn::Before: return static_cast<double>(row.baselineCount);
    case BreakdownColumn::Ratio: return row.ratio.value_or(std::numeric_limits<double>::infinity());
    case BreakdownColumn::ShareOfRise:
    case BreakdownColumn::TrendLine: return row.gain;
    case BreakdownColumn::Duration: return row.durationSumSeconds;
    case BreakdownColumn::P95: return row.p95Ms;
    case BreakdownColumn::ByteRate: return row.bytes ? std::optional(static_cast<double>(*row.bytes)) : std::nullopt;
    case BreakdownColumn::Errors:
        return row.count == 0 ? std::nullopt : std::optional(static_cast<double>(row.errors) / static_cast<double>(row.count));
    case BreakdownColumn::Value: break;
    }
    return {};
}

Result<BreakdownAnswer> orderedBreakdown(SegmentReader& reader, const FilterContext& context, BreakdownRequest request,
                                         BreakdownOrder order, std::size_t limit, const TaskControl& control)
{
    const auto begin = std::chrono::steady_clock::now();
    const auto sort = querySort(order);
    request.sort = sort.value_or(BreakdownSort::Count);
    request.top = sort ? limit : 0;
    auto found = breakdown(reader, context, request, control);
    if (!found)
        return found.error();
    if (!sort) {
        sortRows(found->rows, order);
        if (limit != 0 && found->rows.size() > limit)
            found->rows.resize(limit);
    }
    const auto took = std::chrono::steady_clock::now() - begin;
    return BreakdownAnswer{std::move(request), std::move(*found), order, std::chrono::duration_cast<std::chrono::milliseconds>(took)};
}

}    // namespace faultline
