#include "app/analysis/lag.h"

#include "app/analysis/deviation.h"
#include "app/analysis/robustscale.h"
#include "app/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr double cutAt = 8;
constexpr double keptShare = 0.95;    // of the window's values lie within the cut
constexpr double leastOverlap = 0.6;
constexpr double nearlyAsGood = 0.95;
constexpr std::size_t placebosAWindow = 12;
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

std::vector<double> standardised(const ValueGrid& grid, IndexRange window)
{
    RobustScale scale = robustScale(baselineOf(grid, window).values);
    if (scale.n < leastBaseline)
        scale = robustScale(grid.values);
    std::vector<double> values(grid.values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = std::isfinite(grid.values[i]) ? scale.deviationOf(grid.values[i]) : notANumber;
    // The cut is against single outliers. A rise that lasts keeps its shape: cut at 8, a steep one would seem to begin sooner than a flat one.
    std::vector<double> sizes = finiteValues(std::span(values).subspan(window.begin, window.size()));
    std::transform(sizes.begin(), sizes.end(), sizes.begin(), [](double value) { return std::abs(value); });
    const double cut = sizes.empty() ? cutAt : std::max(cutAt, quantile(sizes, keptShare));
    for (double& value : values) {
        if (std::isfinite(value))
            value = std::clamp(value, -cut, cut);
    }
    return values;
}

/// The window of a target, to be laid on any place of a candidate.
class Template {
public:
    Template(const std::vector<double>& values, IndexRange window)
        : m_values(values.begin() + static_cast<std::ptrdiff_t>(window.begin), values.begin() + static_cast<std::ptrdiff_t>(window.end)),
          m_isComplete(std::all_of(m_values.begin(), m_values.end(), [](double value) { return std::isfinite(value); }))
    {
        if (!m_isComplete)
            return;
        const double n = static_cast<double>(m_values.size());
        double sum = 0;
        for (const double value : m_values)
            sum += value;
        for (double& value : m_values) {
            value -= sum / n;
            m_squares += value * value;
        }
    }

    std::size_t size() const { return m_values.size(); }
    bool isComplete() const { return m_isComplete; }
    const std::vector<double>& values() const { return m_values; }
    double squares() const { return m_squares; }

private:
    std::vector<double> m_values;    ///< about their mean when complete
    bool m_isComplete;
    double m_squares = 0;
};

/// Correlations of a template with every place of a candidate.
class Candidate {
public:
    Candidate(std::vector<double> values, const Template& target) : m_values(std::move(values)), m_target(target)
    {
        m_isComplete = target.isComplete()
            && std::all_of(m_values.begin(), m_values.end(), [](double value) { return std::isfinite(value); });
        if (!m_isComplete)
            return;
        m_sums.assign(m_values.size() + 1, 0);
        m_squares.assign(m_values.size() + 1, 0);
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            m_sums[i + 1] = m_sums[i] + m_values[i];
            m_squares[i + 1] = m_squares[i] + m_values[i] * m_values[i];
        }
    }

    /// At `place`; NaN where there are too few pairs or nothing moves. `pairs` gets their number.
    double correlation(std::size_t place, std::size_t* pairs = nullptr) const
    {
        return m_isComplete ? complete(place, pairs) : pairwise(place, pairs);
    }

private:
    double complete(std::size_t place, std::size_t* pairs) const
    {
        const std::size_t size = m_target.size();
        const double* x = m_values.data() + place;
        const double* y = m_target.values().data();
        double products = 0;
        for (std::size_t i = 0; i < size; ++i)
            products += x[i] * y[i];
        const double n = static_cast<double>(size);
        const double sum = m_sums[place + size] - m_sums[place];
        const double squares = m_squares[place + size] - m_squares[place] - sum * sum / n;
        if (pairs != nullptr)
            *pairs = size;
        return ratio(products, squares, m_target.squares(), n);
    }

    double pairwise(std::size_t place, std::size_t* pairs) const
    {
        double n = 0, sumX = 0, sumY = 0, xx = 0, yy = 0, xy = 0;
        for (std::size_t i = 0; i < m_target.size(); ++i) {
            const double x = m_values[place + i];
            const double y = m_target.values()[i];
            if (!std::isfinite(x) || !std::isfinite(y))
                continue;
            n += 1;
            sumX += x;
            sumY += y;
            xx += x * x;
            yy += y * y;
            xy += x * y;
        }
        if (pairs != nullptr)
            *pairs = static_cast<std::size_t>(n);
        if (n < leastOverlap * static_cast<double>(m_target.size()) || n < 3)
            return notANumber;
        return ratio(xy - sumX * sumY / n, xx - sumX * sumX / n, yy - sumY * sumY / n, n);
    }

    /// A variance that is only rounding is none.
    static double ratio(double products, double squaresX, double squaresY, double n)
    {
        constexpr double rounding = 1e-9;
        if (squaresX <= rounding * n || squaresY <= rounding * n)
            return notANumber;
        return std::clamp(products / std::sqrt(squaresX * squaresY), -1.0, 1.0);
    }

    std::vector<double> m_values;
    const Template& m_target;
    bool m_isComplete = false;
    std::vector<double> m_sums, m_squares;
};

double sizeOf(double correlation)
{
    return std::isfinite(correlation) ? std::abs(correlation) : -1;
}

/// The correlations of all leads, [mostLag + lead]; NaN where the candidate ends.
std::vector<double> byLead(const Candidate& candidate, std::size_t size, IndexRange window, std::size_t mostLag)
{
    std::vector<double> correlations(2 * mostLag + 1, notANumber);
    for (std::size_t k = 0; k < correlations.size(); ++k) {
        // Ahead by `lead`: what the target does at t, the candidate did at t - lead.
        const auto place = static_cast<std::int64_t>(window.begin + mostLag) - static_cast<std::int64_t>(k);
        if (place >= 0 && static_cast<std::size_t>(place) + window.size() <= size)
            correlations[k] = candidate.correlation(static_cast<std::size_t>(place));
    }
    return correlations;
}

void setLead(const std::vector<double>& correlations, std::size_t best, std::size_t mostLag, Lag& lag)
{
    const auto at = [mostLag](double k) { return k - static_cast<double>(mostLag); };
    double exact = static_cast<double>(best);
    if (best > 0 && best + 1 < correlations.size()) {
        const double before = std::abs(correlations[best - 1]);
        const double middle = std::abs(correlations[best]);
        const double after = std::abs(correlations[best + 1]);
        const double curve = before - 2 * middle + after;
        if (std::isfinite(curve) && curve < 0)
            exact += std::clamp(0.5 * (before - after) / curve, -0.5, 0.5);
    }
    std::size_t low = best;
    std::size_t high = best;
    const double enough = nearlyAsGood * std::abs(correlations[best]);
    while (low > 0 && sizeOf(correlations[low - 1]) >= enough)
        --low;
    while (high + 1 < correlations.size() && sizeOf(correlations[high + 1]) >= enough)
        ++high;
    lag.lead = at(exact);
    lag.leadLow = std::min(lag.lead, at(static_cast<double>(low)));
    lag.leadHigh = std::max(lag.lead, at(static_cast<double>(high)));
}

/// The target's window laid on the candidate's earlier history, newest first, with the same choice of the best lag.
void addPlacebos(const Candidate& candidate, IndexRange window, std::size_t mostLag, std::size_t most, Lag& lag)
{
    const std::size_t step = std::max<std::size_t>(1, window.size() / placebosAWindow);
    const std::size_t reach = window.size() + mostLag;
    if (window.begin < reach + mostLag)
        return;
    const std::size_t newest = window.begin - reach;    // its largest shift still ends before the window begins
    const std::size_t wanted = most * step;
    const std::size_t oldest = std::max(mostLag, newest > wanted ? newest - wanted : 0);
    std::vector<double> sizes(newest + mostLag - (oldest - mostLag) + 1);
    for (std::size_t i = 0; i < sizes.size(); ++i)
        sizes[i] = sizeOf(candidate.correlation(oldest - mostLag + i));
    std::size_t asGood = 0;
    for (std::size_t place = newest; place >= oldest; place -= step) {
        const auto first = sizes.begin() + static_cast<std::ptrdiff_t>(place - oldest);
        const double best = *std::max_element(first, first + static_cast<std::ptrdiff_t>(2 * mostLag + 1));
        if (best >= 0) {
            ++lag.placebos;
            asGood += best >= std::abs(*lag.rho) ? 1U : 0U;
        }
        if (place < oldest + step)
            break;
    }
    if (lag.placebos > 0)
        lag.p = static_cast<double>(1 + asGood) / static_cast<double>(1 + lag.placebos);
}

Lag lagBetween(const ValueGrid& grid, const Template& target, IndexRange window, const LagOptions& options)
{
    Lag lag;
    const std::size_t mostLag = std::min(options.mostLag, window.size() / 4);
    const Candidate candidate(standardised(grid, window), target);
    const std::vector<double> correlations = byLead(candidate, grid.values.size(), window, mostLag);
    std::size_t best = mostLag;
    for (std::size_t k = 0; k < correlations.size(); ++k) {
        // Equal ones: the smaller shift.
        const auto shift = [mostLag](std::size_t i) { return i > mostLag ? i - mostLag : mostLag - i; };
        const double gain = sizeOf(correlations[k]) - sizeOf(correlations[best]);
        if (gain > 0 || (gain == 0 && shift(k) < shift(best)))
            best = k;
    }
    if (!std::isfinite(correlations[best])) {
        const std::vector<double> finite = finiteValues(std::span(grid.values).subspan(window.begin, window.size()));
        lag.n = finite.size();
        lag.isConstant = !finite.empty() && std::all_of(finite.begin(), finite.end(), [&](double value) { return value == finite.front(); });
        return lag;
    }
    lag.rho = correlations[best];
    candidate.correlation(window.begin + mostLag - best, &lag.n);
    setLead(correlations, best, mostLag, lag);
    addPlacebos(candidate, window, mostLag, options.mostPlacebos, lag);
    return lag;
}

}    // namespace

Lag lagOf(const ValueGrid& candidate, const ValueGrid& target, IndexRange window, const LagOptions& options)
{
    return lagsOf(std::span(&candidate, 1), target, window, options).front();
}

std::vector<Lag> lagsOf(std::span<const ValueGrid> candidates, const ValueGrid& target, IndexRange window, const LagOptions& options)
{
    std::vector<Lag> lags(candidates.size());
    window.end = std::min(window.end, target.values.size());
    if (window.size() < leastSelection)
        return lags;
    const Template shape(standardised(target, window), window);
    parallelFor(candidates.size(), [&](std::size_t i) {
        if (candidates[i].values.size() >= window.end)
            lags[i] = lagBetween(candidates[i], shape, window, options);
    });
    return lags;
}

}    // namespace faultline
