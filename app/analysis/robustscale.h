#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace faultline {

/// The middle of a set of values and a spread that neither a contaminated baseline nor a naturally spiky series spoils.
struct RobustScale {
    double center = 0;          ///< the median
    double spread = 0;          ///< greater than 0 whenever n > 0
    std::size_t n = 0;          ///< values used; NaN is not one
    bool isConstant = false;    ///< every value is the same

    double deviationOf(double value) const { return (value - center) / spread; }
};

/// m = median; s0 = max((Q75 - Q25) / 1.349, 0.002 |m|, half the smallest step between neighbours); T = values within 8 s0 of m;
/// spread = max(s0, standard deviation of T). The quartiles survive a baseline that holds some of the incident; the deviation of T
/// keeps series that are spiky by nature from winning; 0.002 |m| takes the unit out. O(n).
RobustScale robustScale(std::span<const double> values);

/// The q-quantile with linear interpolation between ranks; reorders `values`, which must not be empty or hold NaN.
double quantile(std::vector<double>& values, double q);

/// The values that are numbers.
std::vector<double> finiteValues(std::span<const double> values);

}    // namespace faultline
