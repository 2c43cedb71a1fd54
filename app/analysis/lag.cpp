#include "app/analysis/lag.h"

#include "app/analysis/deviation.h"
#include "app/analysis/robustscale.h"
#include "app/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <numeric>

namespace faultline {

namespace {

constexpr double cutAt = 8;
constexpr double keptShare = 0.95;    // of the window's values lie within the cut
constexpr double nearlyAsGood = 0.95;
constexpr std::size_t placebosAWindow = 12;
constexpr double roughness = 1e-5;       // of a rough correlation
constexpr double exactRounding = 1e-9;   // of a variance
constexpr double roughRounding = 1e-4;
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
    for (; i + 8 <= shape.size(); i += 8) {
        const Number* by = shape.data() + i;
        const Number* from = row.data() + first + i;
        for (std::size_t place = 0; place < count; ++place) {
            const Number* at = from + place;
            sums[place] += ((by[0] * at[0] + by[1] * at[1]) + (by[2] * at[2] + by[3] * at[3]))
                + ((by[4] * at[4] + by[5] * at[5]) + (by[6] * at[6] + by[7] * at[7]));
        }
    }
    for (; i < shape.size(); ++i) {
        const Number* from = row.data() + first + i;
        for (std::size_t place = 0; place < count; ++place)
            sums[place] += shape[i] * from[place];
    }
    return sums;
}

std::vector<float> singleOf(const std::vector<double>& values)
{
    return {values.begin(), values.end()};
}

/// What a window needs to be laid on a candidate.
template <typename Number> struct Shape {
    std::vector<Number> values, known, squares;
};

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
        m_exact = {m_row.values, m_known, m_allSquares};
        m_rough = {singleOf(m_row.values), singleOf(m_known), singleOf(m_allSquares)};
    }

    std::size_t size() const { return m_row.values.size(); }
    bool isComplete() const { return m_row.isComplete(); }
    const Shape<double>& exact() const { return m_exact; }
    const Shape<float>& rough() const { return m_rough; }
    double total() const { return m_total; }    ///< of the squares

private:
    Row m_row;
    std::vector<double> m_known, m_allSquares;
    Shape<double> m_exact;
    Shape<float> m_rough;
    double m_total = 0;
};

/// Correlations of a template with the places of a candidate; NaN where there are too few pairs or nothing moves.
class Candidate {
public:
    Candidate(std::vector<double> values, const Template& target) : m_row(std::move(values)), m_target(target)
    {
        m_sums = sumsOf(m_row.values);
        m_squareSums.assign(1, 0);
        for (const double value : m_row.values)
            m_squareSums.push_back(m_squareSums.back() + value * value);
        if (!m_row.isComplete())
            m_counts = sumsOf(m_row.known);
    }

    std::vector<double> correlations(std::size_t first, std::size_t count) const
    {
        return correlated(m_row.values, m_row.known, m_row.squares, m_target.exact(), first, count, exactRounding);
    }
    /// The same to five digits, in half the time: enough for what is only counted.
    std::vector<double> roughCorrelations(std::size_t first, std::size_t count) const
    {
        return correlated(singleOf(m_row.values), singleOf(m_row.known), singleOf(m_row.squares), m_target.rough(), first, count, roughRounding);
    }
    std::size_t pairsAt(std::size_t place) const
    {
        std::size_t pairs = 0;
        for (std::size_t i = 0; i < m_target.size(); ++i)
            pairs += m_target.exact().known[i] > 0 && (m_row.isComplete() || m_row.known[place + i] > 0) ? 1U : 0U;
        return pairs;
    }

private:
    static std::vector<double> sumsOf(const std::vector<double>& values)
    {
        std::vector<double> sums(values.size() + 1, 0);
        std::partial_sum(values.begin(), values.end(), sums.begin() + 1);
        return sums;
    }

    /// Sums over the pairs. What has no gaps on the other side is known without a walk over the pairs.
    template <typename Number>
    std::vector<double> correlated(const std::vector<Number>& values, const std::vector<Number>& known, const std::vector<Number>& squares,
                                   const Shape<Number>& shape, std::size_t first, std::size_t count, double rounding) const
    {
        const std::size_t size = m_target.size();
        const auto within = [&](const std::vector<double>& sums, std::size_t i) { return sums[first + i + size] - sums[first + i]; };
        const std::vector<Number> products = slide(values, shape.values, first, count);
        std::vector<Number> pairs, x, xx, y, yy;
        const bool hasGaps = !known.empty();
        const bool targetHasGaps = !m_target.isComplete();
        if (hasGaps) {
            y = slide(known, shape.values, first, count);
            yy = slide(known, shape.squares, first, count);
        }
        if (targetHasGaps) {
            x = slide(values, shape.known, first, count);
            xx = slide(hasGaps ? squares : squaresOf(values), shape.known, first, count);
        }
        if (hasGaps && targetHasGaps)
            pairs = slide(known, shape.known, first, count);
        const double targetKnown = targetHasGaps ? std::accumulate(shape.known.begin(), shape.known.end(), 0.0) : static_cast<double>(size);
        std::vector<double> result(count);
        for (std::size_t i = 0; i < count; ++i) {
            const double n = !hasGaps ? targetKnown : targetHasGaps ? static_cast<double>(pairs[i]) : within(m_counts, i);
            if (n < leastOverlap * static_cast<double>(size) || n < 3) {
                result[i] = notANumber;
                continue;
            }
            const double sumX = targetHasGaps ? static_cast<double>(x[i]) : within(m_sums, i);
            const double sumXx = targetHasGaps ? static_cast<double>(xx[i]) : within(m_squareSums, i);
            const double sumY = hasGaps ? static_cast<double>(y[i]) : 0;    // about its mean
            const double sumYy = hasGaps ? static_cast<double>(yy[i]) : m_target.total();
            result[i] = ratio(static_cast<double>(products[i]) - sumX * sumY / n, sumXx - sumX * sumX / n, sumYy - sumY * sumY / n, rounding * n);
        }
        return result;
    }

    template <typename Number> static std::vector<Number> squaresOf(std::vector<Number> values)
    {
        for (Number& value : values)
            value *= value;
        return values;
    }

    /// A variance that is only rounding is none.
    static double ratio(double products, double squaresX, double squaresY, double rounding)
    {
        if (squaresX <= rounding || squaresY <= rounding)
            return notANumber;
        return std::clamp(products / std::sqrt(squaresX * squaresY), -1.0, 1.0);
    }

    Row m_row;
    const Template& m_target;
    std::vector<double> m_sums, m_squareSums, m_counts;
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

/// The maxima of each `width` values in a row, by doubling.
std::vector<double> maximaOf(std::vector<double> values, std::size_t width)
{
    std::size_t covered = 1;
    while (covered < width) {
        const std::size_t shift = std::min(covered, width - covered);
        for (std::size_t i = 0; i + shift < values.size(); ++i)
            values[i] = std::max(values[i], values[i + shift]);
        covered += shift;
    }
    return values;
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
    sizes = maximaOf(std::move(sizes), 2 * mostLag + 1);
    std::size_t asGood = 0;
    for (std::size_t place = newest; place >= oldest; place -= step) {
        const double best = sizes[place - oldest];
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

enum class History : std::uint8_t { Left, Counted };

Lag lagBetween(const ValueGrid& grid, const Template& target, IndexRange window, const LagOptions& options, History history)
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
    if (history == History::Counted)
        addPlacebos(candidate, window, mostLag, options.mostPlacebos, lag);
    else
        lag.isDistant = true;
    return lag;
}

/// The candidates that fit best, equal ones in their order.
std::vector<std::size_t> closest(const std::vector<Lag>& lags, std::size_t most)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < lags.size(); ++i) {
        if (lags[i].rho)
            order.push_back(i);
    }
    most = std::min(most, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(most), order.end(), [&lags](std::size_t a, std::size_t b) {
        const double left = std::abs(*lags[a].rho);
        const double right = std::abs(*lags[b].rho);
        return left != right ? left > right : a < b;
    });
    order.resize(most);
    return order;
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
    // Looking at the history takes longer than the lag itself: of many candidates, only the closest are worth it.
    const bool isAll = options.mostHistories == 0 || candidates.size() <= options.mostHistories;
    parallelFor(candidates.size(), [&](std::size_t i) {
        if (candidates[i].values.size() >= window.end)
            lags[i] = lagBetween(candidates[i], shape, window, options, isAll ? History::Counted : History::Left);
    });
    if (isAll)
        return lags;
    const std::vector<std::size_t> chosen = closest(lags, options.mostHistories);
    parallelFor(chosen.size(), [&](std::size_t i) { lags[chosen[i]] = lagBetween(candidates[chosen[i]], shape, window, options, History::Counted); });
    return lags;
}

}    // namespace faultline
