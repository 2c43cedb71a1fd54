#include "app/analysis/ranktext.h"

#include "app/base/text.h"

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

constexpr std::size_t leastPairs = 20;

Nanoseconds durationOf(double steps, Nanoseconds step)
{
    const auto seconds = std::round(std::abs(steps) * std::chrono::duration<double>(step).count());
    return std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

std::string twoDigits(double value)
{
    return formatNumber(std::round(value * 100) / 100);
}

/// Who is first. Within one step nothing can be said.
std::string leadText(const RankWindow& window)
{
    const Lag& lag = window.lag;
    if (std::abs(lag.lead) < 0.5)
        return "at the same time";
    const std::string by = formatDuration(durationOf(lag.lead, window.step));
    const bool isOpen = lag.leadLow <= 0 && lag.leadHigh >= 0;
    const std::string from = formatDuration(durationOf(lag.leadLow, window.step));
    const std::string to = formatDuration(durationOf(lag.leadHigh, window.step));
    std::string text = (lag.lead > 0 ? "leads by " : "follows by ") + by;
    if (isOpen)
        text += ", may as well be at the same time";
    else if (from != to)
        text += lag.lead > 0 ? " (" + from + " to " + to + ')' : " (" + to + " to " + from + ')';
    return text;
}

}    // namespace

std::string rankSentence(const RankRow& row)
{
    const auto best = std::max_element(row.windows.begin(), row.windows.end(), [](const RankWindow& left, const RankWindow& right) {
        return std::abs(left.lag.rho.value_or(0)) < std::abs(right.lag.rho.value_or(0));
    });
    if (best == row.windows.end() || !best->lag.rho)
        return "does not move in the window";
    const Lag& lag = best->lag;
    std::string text = leadText(*best) + (*lag.rho >= 0 ? "; rises with it" : "; falls as it rises") + " (correlation " + twoDigits(*lag.rho) + ", "
        + formatCount(static_cast<std::int64_t>(lag.n), "step") + " of " + formatDuration(best->step) + ')';
    if (lag.p) {
        const auto earlier = static_cast<std::int64_t>(lag.placebos);
        const auto asGood = std::llround(*lag.p * static_cast<double>(lag.placebos + 1)) - 1;
        text += "; closer than in " + formatGrouped(earlier - asGood) + " of " + formatCount(earlier, "earlier window");
    } else {
        text += "; too little history to say whether that is rare";
    }
    if (row.windows.size() > 1)
        text += "; in " + formatGrouped(static_cast<std::int64_t>(row.hits)) + " of " + formatCount(static_cast<std::int64_t>(row.windows.size()), "window");
    return text;
}

std::string nameInList(const RankRow& row)
{
    if (row.subject.isImported() || row.subject.field.empty() || row.subject.measure == Measure::Rate)
        return row.name;
    return row.name + ", " + nameOfMeasure(row.subject.records, row.subject.measure);
}

double correlationOf(const ValueGrid& one, const ValueGrid& other)
{
    if (one.begin > other.begin)
        return correlationOf(other, one);
    if (one.step != other.step || (other.begin - one.begin).count() % one.step.count() != 0)
        return 0;
    const auto ahead = static_cast<std::size_t>((other.begin - one.begin) / one.step);
    double n = 0, sumX = 0, sumY = 0, xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < other.values.size() && i + ahead < one.values.size(); ++i) {
        const double x = one.values[i + ahead];
        const double y = other.values[i];
        if (!std::isfinite(x) || !std::isfinite(y))
            continue;
        n += 1;
        sumX += x;
        sumY += y;
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    if (n < static_cast<double>(leastPairs))
        return 0;
    const double squares = (xx - sumX * sumX / n) * (yy - sumY * sumY / n);
    return squares > 0 ? (xy - sumX * sumY / n) / std::sqrt(squares) : 0;
}

}    // namespace faultline
