#include "tests/evaluate/backgrounds.h"

#include "app/analysis/robustscale.h"
#include "tests/evaluate/readings.h"

#include <algorithm>
#include <cmath>

namespace faultline::evaluate {

namespace {

constexpr std::size_t madeSeries = 40;
constexpr std::size_t madeSize = 4000;
constexpr std::size_t madeDay = 288;

/// A daily wave, a slow wander, noise and now and then a spike.
std::vector<double> made(RandomNumbers& random)
{
    std::vector<double> values = wander(madeSize, random.uniform(0.5, 0.98), random);
    const double wave = random.uniform(0, 2);
    const double spikes = random.uniform(0, 0.01);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] += wave * std::sin(6.283185307179586 * static_cast<double>(i % madeDay) / static_cast<double>(madeDay));
        values[i] += random.uniform() < spikes ? random.uniform(3, 10) : 0;
    }
    return values;
}

bool moves(const std::vector<double>& values)
{
    return std::any_of(values.begin(), values.end(), [&](double value) { return value != values.front(); });
}

}    // namespace

void standardiseAll(std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    const double mean = values.empty() ? 0 : sum / static_cast<double>(values.size());
    double squares = 0;
    for (double& value : values) {
        value -= mean;
        squares += value * value;
    }
    const double deviation = values.empty() ? 0 : std::sqrt(squares / static_cast<double>(values.size()));
    for (double& value : values)
        value = deviation > 1e-12 ? value / deviation : 0;
}

std::vector<double> wander(std::size_t size, double memory, RandomNumbers& random)
{
    std::vector<double> values(size);
    double value = random.normal();
    for (double& next : values) {
        value = memory * value + std::sqrt(1 - memory * memory) * random.normal();
        next = value;
    }
    return values;
}

Backgrounds::Backgrounds(const std::string& folder)
{
    for (const LabelledSeries& series : nabSeries(folder)) {
        std::vector<double> known = finiteValues(series.values);    // gaps are closed up
        if (series.name.rfind("real", 0) == 0 && known.size() >= 2000)
            m_series.push_back(std::move(known));
    }
    m_areReal = !m_series.empty();
    RandomNumbers random(7);
    while (!m_areReal && m_series.size() < madeSeries)
        m_series.push_back(made(random));
}

std::vector<double> Backgrounds::cut(std::size_t size, RandomNumbers& random) const
{
    for (int attempt = 0; attempt < 20; ++attempt) {
        const std::vector<double>& from = m_series[random.below(m_series.size())];
        if (from.size() < size)
            continue;
        const auto begin = from.begin() + static_cast<std::ptrdiff_t>(random.below(from.size() - size + 1));
        std::vector<double> values(begin, begin + static_cast<std::ptrdiff_t>(size));
        if (!moves(values))
            continue;
        standardiseAll(values);
        return values;
    }
    return wander(size, 0.9, random);
}

}    // namespace faultline::evaluate
