#include "app/analysis/robustscale.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr double quartilesOfNormal = 1.349;    // distance of the quartiles of a normal distribution in deviations
constexpr double relativeFloor = 0.002;
constexpr double absoluteFloor = 1e-12;
constexpr double trimAt = 8;

/// Half the smallest step between neighbours that differ: what a rounded series cannot show is no spread.
double halfQuantum(std::span<const double> values)
{
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i < values.size(); ++i) {
        const double difference = std::abs(values[i] - values[i - 1]);
        if (difference > 0 && difference < smallest)
            smallest = difference;
    }
    return std::isfinite(smallest) ? smallest / 2 : 0;
}

}    // namespace

double quantile(std::vector<double>& values, double q)
{
    const double place = q * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::ptrdiff_t>(place);
    std::nth_element(values.begin(), values.begin() + below, values.end());
    const double low = values[static_cast<std::size_t>(below)];
    const double part = place - static_cast<double>(below);
    if (part <= 0)
        return low;
    return low + part * (*std::min_element(values.begin() + below + 1, values.end()) - low);
}

std::vector<double> finiteValues(std::span<const double> values)
{
    std::vector<double> finite;
    finite.reserve(values.size());
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double value) { return std::isfinite(value); });
    return finite;
}

RobustScale robustScale(std::span<const double> values)
{
    std::vector<double> finite = finiteValues(values);
    RobustScale scale;
    scale.n = finite.size();
    if (finite.empty())
        return scale;
    const double quantum = halfQuantum(finite);
    const auto [least, most] = std::minmax_element(finite.begin(), finite.end());
    scale.isConstant = *least == *most;
    const double low = quantile(finite, 0.25);
    const double high = quantile(finite, 0.75);
    scale.center = quantile(finite, 0.5);
    const double first = std::max({(high - low) / quartilesOfNormal, relativeFloor * std::abs(scale.center), quantum, absoluteFloor});

    double sum = 0;
    double squares = 0;
    std::size_t kept = 0;
    for (const double value : finite) {
        const double distance = value - scale.center;
        if (std::abs(distance) > trimAt * first)
            continue;
        sum += distance;
        squares += distance * distance;
        ++kept;
    }
    const double mean = kept == 0 ? 0 : sum / static_cast<double>(kept);
    const double variance = kept == 0 ? 0 : squares / static_cast<double>(kept) - mean * mean;
    scale.spread = std::max(first, std::sqrt(std::max(variance, 0.0)));
    return scale;
}

}    // namespace faultline
