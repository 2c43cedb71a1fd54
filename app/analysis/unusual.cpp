#include "app/analysis/unusual.h"

#include "app/analysis/robustscale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace faultline {

namespace {

constexpr std::array<std::size_t, 3> scales = {6, 24, 96};
constexpr std::size_t referenceLengths = 12;
constexpr std::size_t medianAround = 25;
constexpr std::size_t seasonSmoothing = 7;
constexpr std::size_t daysOfAWeek = 7;
constexpr double seasonWorth = 0.8;          // of the mean absolute deviation, left over
constexpr double shiftDeviations = 3;
constexpr std::size_t shiftPersists = 24;
constexpr double quartilesOfNormal = 1.349;
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

double medianOf(std::vector<double> values)
{
    return values.empty() ? 0 : quantile(values, 0.5);
}

double meanAbsoluteDeviation(std::span<const double> values)
{
    const std::vector<double> finite = finiteValues(values);
    const double middle = medianOf(finite);
    double sum = 0;
    for (const double value : finite)
        sum += std::abs(value - middle);
    return finite.empty() ? 0 : sum / static_cast<double>(finite.size());
}

/// Without the median of each slot of the season, smoothed; the values themselves where that explains too little.
std::vector<double> withoutSeason(std::span<const double> values, std::size_t season)
{
    std::vector<double> result(values.begin(), values.end());
    if (season < 2 || values.size() < 3 * season)
        return result;
    std::vector<double> slots(season);
    for (std::size_t slot = 0; slot < season; ++slot) {
        std::vector<double> same;
        for (std::size_t i = slot; i < values.size(); i += season) {
            if (std::isfinite(values[i]))
                same.push_back(values[i]);
        }
        slots[slot] = medianOf(std::move(same));
    }
    std::vector<double> smooth(season, 0);
    for (std::size_t slot = 0; slot < season; ++slot) {
        for (std::size_t k = 0; k < seasonSmoothing; ++k)
            smooth[slot] += slots[(slot + season + k - seasonSmoothing / 2) % season] / static_cast<double>(seasonSmoothing);
    }
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] -= smooth[i % season];
    if (meanAbsoluteDeviation(result) > seasonWorth * meanAbsoluteDeviation(values))
        result.assign(values.begin(), values.end());
    return result;
}

/// The mean of w from t on less that of 12 w before it; NaN where either has no value or t is too near an end.
std::vector<double> shifts(const std::vector<double>& values, std::size_t w)
{
    const std::size_t size = values.size();
    std::vector<double> sums(size + 1, 0);
    std::vector<std::size_t> counts(size + 1, 0);
    for (std::size_t i = 0; i < size; ++i) {
        const bool isValue = std::isfinite(values[i]);
        sums[i + 1] = sums[i] + (isValue ? values[i] : 0);
        counts[i + 1] = counts[i] + (isValue ? 1U : 0U);
    }
    std::vector<double> result(size, notANumber);
    for (std::size_t t = w; t + 1 <= size; ++t) {
        const std::size_t end = std::min(t + w, size);
        const std::size_t begin = t > referenceLengths * w ? t - referenceLengths * w : 0;
        const std::size_t after = counts[end] - counts[t];
        const std::size_t before = counts[t] - counts[begin];
        if (2 * after >= w && before >= w)
            result[t] = (sums[end] - sums[t]) / static_cast<double>(after) - (sums[t] - sums[begin]) / static_cast<double>(before);
    }
    return result;
}

/// Values kept in order while a window walks over them.
class OrderedWindow {
public:
    void add(double value)
    {
        if (std::isfinite(value))
            m_values.insert(std::upper_bound(m_values.begin(), m_values.end(), value), value);
    }
    void remove(double value)
    {
        if (std::isfinite(value))
            m_values.erase(std::lower_bound(m_values.begin(), m_values.end(), value));
    }
    /// There must be one.
    double median() const
    {
        const std::size_t middle = m_values.size() / 2;
        return m_values.size() % 2 == 1 ? m_values[middle] : m_values[middle - 1] + 0.5 * (m_values[middle] - m_values[middle - 1]);
    }

private:
    std::vector<double> m_values;
};

/// Distance from the median of the 25 around.
std::vector<double> distances(const std::vector<double>& values)
{
    const std::size_t half = medianAround / 2;
    std::vector<double> result(values.size(), notANumber);
    OrderedWindow around;
    for (std::size_t i = 0; i < std::min(half, values.size()); ++i)
        around.add(values[i]);
    for (std::size_t t = 0; t < values.size(); ++t) {
        if (t + half < values.size())
            around.add(values[t + half]);
        if (t > half)
            around.remove(values[t - half - 1]);
        if (std::isfinite(values[t]))
            result[t] = values[t] - around.median();
    }
    return result;
}

/// In robust spreads of its own: the interquartile range, or the median absolute deviation where that is larger.
void standardise(std::vector<double>& values)
{
    std::vector<double> finite = finiteValues(values);
    if (finite.empty())
        return;
    const double high = quantile(finite, 0.75);
    const double low = quantile(finite, 0.25);
    const double middle = quantile(finite, 0.5);
    for (double& value : finite)
        value = std::abs(value - middle);
    const double spread = std::max((high - low) / quartilesOfNormal, quantile(finite, 0.5));
    // More than half of a series that hardly ever moves is the same: any spread of the rest will do.
    const double fallback = std::accumulate(finite.begin(), finite.end(), 0.0) / static_cast<double>(finite.size());
    const double unit = spread > 0 ? spread : fallback;
    for (double& value : values)
        value = unit > 0 ? (value - middle) / unit : value - value;
}

struct Scored {
    std::vector<double> score;
    std::vector<double> direction;    // of the strongest scale
    std::vector<double> plain;        // without the season
};

Scored scored(std::span<const double> values, std::size_t season)
{
    // The day first, then the week in what is left.
    const std::vector<double> plain = withoutSeason(withoutSeason(values, season), daysOfAWeek * season);
    Scored result{std::vector<double>(plain.size(), 0), std::vector<double>(plain.size(), 0), plain};
    std::vector<double> strongest(plain.size(), 0);
    const auto add = [&](std::vector<double> z) {
        standardise(z);
        for (std::size_t t = 0; t < z.size(); ++t) {
            const double size = std::isfinite(z[t]) ? std::abs(z[t]) : 0;
            result.score[t] += std::log1p(size) / static_cast<double>(scales.size() + 1);
            if (size > strongest[t]) {
                strongest[t] = size;
                result.direction[t] = z[t];
            }
        }
    };
    add(distances(plain));
    for (const std::size_t w : scales)
        add(shifts(plain, w));
    return result;
}

/// Most of what follows stays as far away as three spreads of what came before.
bool isLevelShift(std::span<const double> values, std::size_t at)
{
    const std::size_t after = std::min(scales.back(), values.size() - at);
    const std::size_t before = std::min(scales.back(), at);
    const std::size_t history = std::min(3 * scales.back(), at);
    if (after <= shiftPersists || before <= shiftPersists)
        return false;
    const RobustScale scale = robustScale(values.subspan(at - history, history));
    const double change = medianOf(finiteValues(values.subspan(at, after))) - medianOf(finiteValues(values.subspan(at - before, before)));
    return std::abs(change) >= shiftDeviations * scale.spread;
}

}    // namespace

std::vector<double> unusualScores(std::span<const double> values, std::size_t season)
{
    return scored(values, season).score;
}

std::vector<UnusualMoment> unusualMoments(std::span<const double> values, const UnusualOptions& options)
{
    const Scored all = scored(values, options.season);
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&all](std::size_t a, std::size_t b) { return all.score[a] > all.score[b]; });
    const std::size_t apart = std::max(values.size() / 20, 2 * scales.front());
    std::vector<bool> isTaken(values.size(), false);
    std::vector<UnusualMoment> moments;
    for (const std::size_t t : order) {
        if (all.score[t] <= 0 || (moments.size() >= options.most && all.score[t] < options.alwaysShown))
            break;
        if (isTaken[t])
            continue;
        std::fill(isTaken.begin() + static_cast<std::ptrdiff_t>(t > apart ? t - apart : 0),
                  isTaken.begin() + static_cast<std::ptrdiff_t>(std::min(t + apart + 1, isTaken.size())), true);
        moments.push_back({t, all.score[t], all.direction[t] >= 0, isLevelShift(all.plain, t) ? UnusualKind::LevelShift : UnusualKind::Spike});
    }
    return moments;
}

}    // namespace faultline
