#include "app/analysis/clockoffset.h"

#include "app/analysis/rangemeans.h"
#include "app/analysis/robustscale.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace faultline {

namespace {

constexpr double runnerUpShare = 0.85;
constexpr double sameHill = 0.5;
constexpr double nearlyAsGood = 0.95;
constexpr std::size_t leastPairs = 60;
constexpr double leastShare = 0.5;       // of the shorter one
constexpr std::size_t around = 30;
constexpr double cutAt = 8;

/// Values with zeros in the gaps, and where there are values.
struct Row {
    std::vector<double> values;
    std::vector<double> known;
    double count = 0;
};

Row rowOf(const ValueGrid& grid, bool ofDetail)
{
    std::vector<double> values = grid.values;
    if (ofDetail) {
        const RangeMeans means(grid.values);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] -= means.mean({i > around ? i - around : 0, std::min(i + around + 1, values.size())});
    }
    const RobustScale scale = robustScale(values);
    Row row;
    for (const double value : values) {
        const bool isKnown = std::isfinite(value) && scale.n > 0;
        row.values.push_back(isKnown ? std::clamp(scale.deviationOf(value), -cutAt, cutAt) : 0);
        row.known.push_back(isKnown ? 1 : 0);
        row.count += row.known.back();
    }
    return row;
}

struct Fit {
    double rho = 0;
    std::size_t n = 0;
};

/// The source moved `shift` steps later.
Fit fitAt(const Row& source, const Row& reference, std::ptrdiff_t shift)
{
    const auto size = static_cast<std::ptrdiff_t>(source.values.size());
    double n = 0, x = 0, xx = 0, y = 0, yy = 0, xy = 0;
    for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, -shift); i < std::min(size, size - shift); ++i) {
        const auto at = static_cast<std::size_t>(i);
        const auto to = static_cast<std::size_t>(i + shift);
        const double known = source.known[at] * reference.known[to];
        const double a = known * source.values[at];
        const double b = known * reference.values[to];
        n += known;
        x += a;
        xx += a * a;
        y += b;
        yy += b * b;
        xy += a * b;
    }
    if (n < static_cast<double>(leastPairs) || n < leastShare * std::min(source.count, reference.count))
        return {};
    const double varianceX = xx - x * x / n;
    const double varianceY = yy - y * y / n;
    if (varianceX <= 1e-9 * n || varianceY <= 1e-9 * n)
        return {};
    return {(xy - x * y / n) / std::sqrt(varianceX * varianceY), static_cast<std::size_t>(n)};
}

}    // namespace

std::optional<ClockOffset> clockOffsetOf(const ValueGrid& source, const ValueGrid& reference, const ClockOffsetOptions& options)
{
    if (source.values.empty() || source.values.size() != reference.values.size())
        return std::nullopt;
    const Row moved = rowOf(source, options.ofDetail);
    const Row fixed = rowOf(reference, options.ofDetail);
    const std::size_t most = std::min(options.mostSteps, source.values.size() - 1);
    const auto shiftAt = [most](double i) { return i - static_cast<double>(most); };
    std::vector<Fit> fits(2 * most + 1);
    std::size_t best = most;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        fits[i] = fitAt(moved, fixed, static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(most));
        best = fits[i].rho > fits[best].rho ? i : best;
    }
    const double top = fits[best].rho;
    if (top < options.leastRho || top <= 0)
        return std::nullopt;
    const auto hill = [&](double share) {
        IndexRange range{best, best + 1};
        while (range.begin > 0 && fits[range.begin - 1].rho >= share * top)
            --range.begin;
        while (range.end < fits.size() && fits[range.end].rho >= share * top)
            ++range.end;
        return range;
    };
    const IndexRange own = hill(sameHill);
    for (std::size_t i = 0; i < fits.size(); ++i) {
        if (!own.holds(i) && fits[i].rho > runnerUpShare * top)
            return std::nullopt;
    }
    ClockOffset offset;
    offset.rho = top;
    offset.rhoUnmoved = fits[most].rho;
    offset.n = fits[best].n;
    const IndexRange near = hill(nearlyAsGood);
    double exact = static_cast<double>(best);
    if (best > 0 && best + 1 < fits.size() && fits[best - 1].n > 0 && fits[best + 1].n > 0) {
        const double curve = fits[best - 1].rho - 2 * top + fits[best + 1].rho;
        exact += curve < 0 ? std::clamp(0.5 * (fits[best - 1].rho - fits[best + 1].rho) / curve, -0.5, 0.5) : 0;
    }
    offset.steps = shiftAt(exact);
    offset.low = shiftAt(static_cast<double>(near.begin) - 0.5);
    offset.high = shiftAt(static_cast<double>(near.end) - 0.5);
    return offset;
}

}    // namespace faultline
