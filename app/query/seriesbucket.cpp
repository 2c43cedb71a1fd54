#include "app/query/seriesbucket.h"

#include <array>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

std::uint64_t distance(Timestamp first, Timestamp second)
{
    return static_cast<std::uint64_t>(nanosecondsOf(second)) - static_cast<std::uint64_t>(nanosecondsOf(first));
}

}    // namespace

bool GapRule::isBetween(Timestamp first, Timestamp second) const
{
    return m_step.count() > 0 && distance(first, second) / steps >= static_cast<std::uint64_t>(m_step.count())
        && distance(first, second) > static_cast<std::uint64_t>(m_step.count()) * static_cast<std::uint64_t>(steps);
}

Timestamp GapRule::momentBetween(Timestamp first, Timestamp second) const
{
    const std::uint64_t between = distance(first, second);
    const auto step = static_cast<std::uint64_t>(m_step.count());
    return first + Nanoseconds(static_cast<std::int64_t>(step != 0 && step < between ? step : between / 2));
}

void SeriesBucket::add(const Sample& sample, const GapRule& gaps)
{
    SeriesBucket one;
    if (!std::isnan(sample.value)) {
        one.first = one.lowest = one.highest = one.last = sample;
        one.sum = sample.value;
        one.count = 1;
    }
    add(one, gaps);
}

bool SeriesBucket::isGapTo(const SeriesBucket& next, const GapRule& gaps) const
{
    return hasGapAfter || next.hasGapBefore || gaps.isBetween(last.time, next.first.time);
}

void SeriesBucket::add(const SeriesBucket& next, const GapRule& gaps)
{
    if (next.count == 0) {
        (count == 0 ? hasGapBefore : hasGapAfter) = true;
        return;
    }
    if (count == 0) {
        const bool hadGap = hasGapBefore;
        *this = next;
        hasGapBefore = hasGapBefore || hadGap;
        return;
    }
    if (!hasGapInside && isGapTo(next, gaps)) {
        hasGapInside = true;
        gap = gaps.momentBetween(last.time, next.first.time);
    } else if (!hasGapInside && next.hasGapInside) {
        hasGapInside = true;
        gap = next.gap;
    }
    if (next.lowest.value < lowest.value)
        lowest = next.lowest;
    if (next.highest.value > highest.value)
        highest = next.highest;
    last = next.last;
    sum += next.sum;
    count += next.count;
    hasGapAfter = next.hasGapAfter;
}

void SeriesBucket::appendPoints(std::vector<Sample>& points) const
{
    const bool isLowFirst = lowest.time <= highest.time;
    const std::array<const Sample*, 4> shape{&first, isLowFirst ? &lowest : &highest, isLowFirst ? &highest : &lowest, &last};
    bool isGapDue = hasGapInside;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (i > 0 && shape[i]->time == shape[i - 1]->time && shape[i]->value == shape[i - 1]->value)
            continue;
        if (isGapDue && shape[i]->time > gap) {
            points.push_back({gap, std::numeric_limits<double>::quiet_NaN()});
            isGapDue = false;
        }
        points.push_back(*shape[i]);
    }
}

}    // namespace faultline
