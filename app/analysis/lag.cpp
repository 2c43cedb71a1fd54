#include "app/analysis/lag.h"

#include "app/analysis/deviation.h"
#include "app/analysis/robustscale.h"
#include "app/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace faultline {

namespace {

constexpr double cutAt = 8;
constexpr double keptShare = 0.95;    // of the window's values lie within the cut
constexpr double leastOverlap = 0.6;
constexpr double nearlyAsGood = 0.95;
constexpr std::size_t placebosAWindow = 12;
constexpr double roughness = 1e-5;    // of a rough correlation
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

/// Values with zeros in the gaps, so that sums over pairs are sums over whole rows.
struct Row {
    std::vector<double> values;
    std::vector<double> known;     ///< 1 or 0; empty: all are known
    std::vector<double> squares;   ///< empty when all are known

    explicit Row(std::vector<double> some) : values(std::move(some))
    {
        if (std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); }))
            return;
        for (double& value : values) {
            known.push_back(std::isfinite(value) ? 1 : 0);
            value = std::isfinite(value) ? value : 0;
            squares.push_back(value * value);
        }
    }
    bool isComplete() const { return known.empty(); }
};

/// The sums of row[place + i] * shape[i] for `count` places from `first` on. Places are the inner loop: neighbours are independent, so the
/// compiler takes several at once, and each sum keeps its order.
template <typename Number>
std::vector<Number> slide(const std::vector<Number>& row, const std::vector<Number>& shape, std::size_t first, std::size_t count)
{
    std::vector<Number> sums(count, Number{0});
    std::size_t i = 0;
    for (; i + 4 <= shape.size(); i += 4) {
        const Number a = shape[i], b = shape[i + 1], c = shape[i + 2], d = shape[i + 3];
        const Number* from = row.data() + first + i;
        for (std::size_t place = 0; place < count; ++place)
            sums[place] += (a * from[place] + b * from[place + 1]) + (c * from[place + 2] + d * from[place + 3]);
    }
    for (; i < shape.size(); ++i) {
        const Number* from = row.data() + first + i;
        for (std::size_t place = 0; place < count; ++place)
            sums[place] += shape[i] * from[place];
    }
    return sums;
}

/// The window of a target, to be laid on any place of a candidate. About its mean, in its gaps too.
class Template {
public:
    Template(const std::vector<double>& values, IndexRange window)
        : m_row({values.begin() + static_cast<std::ptrdiff_t>(window.begin), values.begin() + static_cast<std::ptrdiff_t>(window.end)})
    {
        const double n = static_cast<double>(m_row.values.size());
        const double known = m_row.isComplete() ? n : std::accumulate(m_row.known.begin(), m_row.known.end(), 0.0);
        const double mean = known > 0 ? std::accumulate(m_row.values.begin(), m_row.values.end(), 0.0) / known : 0;
        for (std::size_t i = 0; i < m_row.values.size(); ++i) {
            double& value = m_row.values[i];
            value = m_row.isComplete() || m_row.known[i] > 0 ? value - mean : 0;
            m_allSquares.push_back(value * value);
        }
        m_known = m_row.isComplete() ? std::vector<double>(m_row.values.size(), 1) : m_row.known;
        m_total = std::accumulate(m_allSquares.begin(), m_allSquares.end(), 0.0);
        m_single.assign(m_row.values.begin(), m_row.values.end());
    }

    std::size_t size() const { return m_row.values.size(); }
    bool isComplete() const { return m_row.isComplete(); }
    const std::vector<double>& values() const { return m_row.values; }
    const std::vector<float>& single() const { return m_single; }
    const std::vector<double>& known() const { return m_known; }
    const std::vector<double>& squares() const { return m_allSquares; }
    double total() const { return m_total; }    ///< of the squares

private:
    Row m_row;
    std::vector<double> m_known, m_allSquares;
    std::vector<float> m_single;
    double m_total = 0;
};

/// Correlations of a template with the places of a candidate; NaN where there are too few pairs or nothing moves.
class Candidate {
public:
    Candidate(std::vector<double> values, const Template& target) : m_row(std::move(values)), m_target(target)
    {
        if (!isComplete())
            return;
        m_sums.assign(m_row.values.size() + 1, 0);
        m_squares.assign(m_row.values.size() + 1, 0);
        for (std::size_t i = 0; i < m_row.values.size(); ++i) {
            m_sums[i + 1] = m_sums[i] + m_row.values[i];
            m_squares[i + 1] = m_squares[i] + m_row.values[i] * m_row.values[i];
        }
    }

    std::vector<double> correlations(std::size_t first, std::size_t count) const
    {
        return isComplete() ? complete(slide(m_row.values, m_target.values(), first, count), first) : pairwise(first, count);
    }
    /// The same to six digits, in half the time: enough for what is only counted.
    std::vector<double> roughCorrelations(std::size_t first, std::size_t count) const
    {
        if (!isComplete())
            return pairwise(first, count);
        const std::vector<float> single(m_row.values.begin(), m_row.values.end());
        const std::vector<float> products = slide(single, m_target.single(), first, count);
        return complete({products.begin(), products.end()}, first);
    }
    std::size_t pairsAt(std::size_t place) const
    {
        std::size_t pairs = 0;
        for (std::size_t i = 0; i < m_target.size(); ++i)
            pairs += m_target.known()[i] > 0 && (m_row.isComplete() || m_row.known[place + i] > 0) ? 1U : 0U;
        return pairs;
    }

private:
    bool isComplete() const { return m_target.isComplete() && m_row.isComplete(); }

    /// The products made to correlations.
    std::vector<double> complete(std::vector<double> products, std::size_t first) const
    {
        const std::size_t size = m_target.size();
        const double n = static_cast<double>(size);
        for (std::size_t i = 0; i < products.size(); ++i) {
            const std::size_t place = first + i;
            const double sum = m_sums[place + size] - m_sums[place];
            const double squares = m_squares[place + size] - m_squares[place] - sum * sum / n;
            products[i] = ratio(products[i], squares, m_target.total(), n);
        }
        return products;
    }

    std::vector<double> pairwise(std::size_t first, std::size_t count) const
    {
        const std::vector<double> all(m_row.isComplete() ? m_row.values.size() : 0, 1);
        const std::vector<double>& known = m_row.isComplete() ? all : m_row.known;
        std::vector<double> squares = m_row.squares;
        if (m_row.isComplete())
            std::transform(m_row.values.begin(), m_row.values.end(), std::back_inserter(squares), [](double value) { return value * value; });
        const std::vector<double> pairs = slide(known, m_target.known(), first, count);
        const std::vector<double> x = slide(m_row.values, m_target.known(), first, count);
        const std::vector<double> y = slide(known, m_target.values(), first, count);
        const std::vector<double> xx = slide(squares, m_target.known(), first, count);
        const std::vector<double> yy = slide(known, m_target.squares(), first, count);
        std::vector<double> xy = slide(m_row.values, m_target.values(), first, count);
        for (std::size_t i = 0; i < count; ++i) {
            const double n = pairs[i];
            const bool isEnough = n >= leastOverlap * static_cast<double>(m_target.size()) && n >= 3;
            xy[i] = isEnough ? ratio(xy[i] - x[i] * y[i] / n, xx[i] - x[i] * x[i] / n, yy[i] - y[i] * y[i] / n, n) : notANumber;
        }
        return xy;
    }

    /// A variance that is only rounding is none.
    static double ratio(double products, double squaresX, double squaresY, double n)
    {
        constexpr double rounding = 1e-9;
        if (squaresX <= rounding * n || squaresY <= rounding * n)
            return notANumber;
        return std::clamp(products / std::sqrt(squaresX * squaresY), -1.0, 1.0);
    }

    Row m_row;
    const Template& m_target;
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
    const std::size_t first = window.begin > mostLag ? window.begin - mostLag : 0;
    const std::size_t last = std::min(window.begin + mostLag, size - window.size());
    const std::vector<double> byPlace = candidate.correlations(first, last - first + 1);
    // Ahead by `lead`: what the target does at t, the candidate did at t - lead.
    for (std::size_t place = first; place <= last; ++place)
        correlations[window.begin + mostLag - place] = byPlace[place - first];
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
    std::vector<double> sizes = candidate.roughCorrelations(oldest - mostLag, newest - oldest + 2 * mostLag + 1);
    std::transform(sizes.begin(), sizes.end(), sizes.begin(), sizeOf);
    std::size_t asGood = 0;
    for (std::size_t place = newest; place >= oldest; place -= step) {
        const auto first = sizes.begin() + static_cast<std::ptrdiff_t>(place - oldest);
        const double best = *std::max_element(first, first + static_cast<std::ptrdiff_t>(2 * mostLag + 1));
        if (best >= 0) {
            ++lag.placebos;
            asGood += best >= std::abs(*lag.rho) - roughness ? 1U : 0U;
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
    lag.n = candidate.pairsAt(window.begin + mostLag - best);
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
