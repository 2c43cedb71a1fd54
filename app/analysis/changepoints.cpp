#include "app/analysis/changepoints.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t leastRegime = 5;
constexpr std::size_t mostChanges = 5;
constexpr double penalty = 3;    // times the variance and ln n: in the middle of a flat plateau of accuracy

/// Prefix sums that give the squared error of one level or one line over any range in constant time.
class Fits {
public:
    Fits(const std::vector<double>& values, RegimeShape shape) : m_shape(shape), m_sums(values.size() + 1)
    {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double t = static_cast<double>(i);
            const double y = values[i];
            const Sums& last = m_sums[i];
            m_sums[i + 1] = {last.t + t, last.tt + t * t, last.y + y, last.ty + t * y, last.yy + y * y};
        }
    }

    double error(std::size_t begin, std::size_t end) const
    {
        const Moments m = moments(begin, end);
        double error = m.yy;
        if (m_shape == RegimeShape::Lines && m.tt > 0)
            error -= m.ty * m.ty / m.tt;
        return std::max(error, 0.0);
    }
    Regime regime(std::size_t begin, std::size_t end) const
    {
        const Moments m = moments(begin, end);
        const bool isLine = m_shape == RegimeShape::Lines && m.tt > 0;
        return {begin, end, m.mean, isLine ? m.ty / m.tt : 0};
    }

private:
    struct Sums {
        double t = 0, tt = 0, y = 0, ty = 0, yy = 0;
    };
    struct Moments {
        double mean, tt, ty, yy;    // about the means
    };
    Moments moments(std::size_t begin, std::size_t end) const
    {
        const Sums& a = m_sums[begin];
        const Sums& b = m_sums[end];
        const double n = static_cast<double>(end - begin);
        const double t = b.t - a.t;
        const double y = b.y - a.y;
        return {y / n, (b.tt - a.tt) - t * t / n, (b.ty - a.ty) - t * y / n, (b.yy - a.yy) - y * y / n};
    }

    RegimeShape m_shape;
    std::vector<Sums> m_sums;
};

struct Split {
    std::size_t at = 0;
    double gain = 0;
};

Split bestSplit(const Fits& fits, std::size_t begin, std::size_t end)
{
    Split best;
    if (end - begin < 2 * leastRegime)
        return best;
    const double whole = fits.error(begin, end);
    for (std::size_t at = begin + leastRegime; at + leastRegime <= end; ++at) {
        const double gain = whole - fits.error(begin, at) - fits.error(at, end);
        if (gain > best.gain)
            best = {at, gain};
    }
    return best;
}

/// Segment borders, 0 and n included.
std::vector<std::size_t> segmented(const Fits& fits, std::size_t size, double threshold)
{
    std::vector<std::size_t> borders{0, size};
    while (borders.size() < mostChanges + 2) {
        Split best;
        for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
            const Split split = bestSplit(fits, borders[i], borders[i + 1]);
            if (split.gain > best.gain)
                best = split;
        }
        if (best.gain <= threshold)
            break;
        borders.insert(std::upper_bound(borders.begin(), borders.end(), best.at), best.at);
    }
    // A split that was needed before a later one was found may be worth nothing after it.
    while (borders.size() > 2) {
        std::size_t weakest = 0;
        std::optional<double> least;
        for (std::size_t i = 1; i + 1 < borders.size(); ++i) {
            const double gain = fits.error(borders[i - 1], borders[i + 1]) - fits.error(borders[i - 1], borders[i])
                - fits.error(borders[i], borders[i + 1]);
            if (!least || gain < *least) {
                least = gain;
                weakest = i;
            }
        }
        if (*least >= threshold)
            break;
        borders.erase(borders.begin() + static_cast<std::ptrdiff_t>(weakest));
    }
    return borders;
}

struct Fitted {
    std::vector<std::size_t> borders;
    double bic = 0;
};

Fitted fitted(const Fits& fits, std::size_t size, RegimeShape shape, double threshold)
{
    Fitted result{segmented(fits, size, threshold), 0};
    double error = 0;
    for (std::size_t i = 0; i + 1 < result.borders.size(); ++i)
        error += fits.error(result.borders[i], result.borders[i + 1]);
    const double n = static_cast<double>(size);
    const double segments = static_cast<double>(result.borders.size() - 1);
    const double parameters = segments * (shape == RegimeShape::Lines ? 2 : 1) + segments - 1;
    constexpr double smallestError = 1e-12;    // of values in deviations: a perfect fit
    result.bic = n * std::log(std::max(error / n, smallestError)) + parameters * std::log(n);
    return result;
}

/// In deviations of the whole, gaps left out.
std::vector<double> standardised(std::span<const double> values, std::vector<std::size_t>& places)
{
    std::vector<double> finite;
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i]))
            continue;
        finite.push_back(values[i]);
        places.push_back(i);
        sum += values[i];
    }
    if (finite.empty())
        return finite;
    const double mean = sum / static_cast<double>(finite.size());
    double squares = 0;
    for (double& value : finite) {
        value -= mean;
        squares += value * value;
    }
    const double deviation = std::sqrt(squares / static_cast<double>(finite.size()));
    for (double& value : finite)
        value = deviation > 0 ? value / deviation : 0;
    return finite;
}

}    // namespace

ChangePoints changePointsOf(std::span<const double> values)
{
    ChangePoints result;
    std::vector<std::size_t> places;
    const std::vector<double> standard = standardised(values, places);
    const std::size_t size = standard.size();
    if (size < leastRegime)
        return result;
    const Fits levels(standard, RegimeShape::Levels);
    const Fits lines(standard, RegimeShape::Lines);
    const double logarithm = std::log(static_cast<double>(size));
    const Fitted asLevels = fitted(levels, size, RegimeShape::Levels, penalty * logarithm);    // the total variance is 1
    const Fitted asLines =
        fitted(lines, size, RegimeShape::Lines, penalty * logarithm * lines.error(0, size) / static_cast<double>(size));
    result.shape = asLines.bic < asLevels.bic ? RegimeShape::Lines : RegimeShape::Levels;

    const std::vector<std::size_t>& borders = result.shape == RegimeShape::Lines ? asLines.borders : asLevels.borders;
    std::vector<double> written;
    for (const std::size_t place : places)
        written.push_back(values[place]);
    const Fits fits(written, result.shape);
    for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
        Regime regime = fits.regime(borders[i], borders[i + 1]);
        regime.begin = i == 0 ? 0 : places[borders[i]];
        regime.end = borders[i + 1] == size ? values.size() : places[borders[i + 1]];
        result.regimes.push_back(regime);
        if (i > 0)
            result.at.push_back(regime.begin);
    }
    return result;
}

}    // namespace faultline
