#include "ui/models/charttable.h"

#include "ui/numbertext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr int figures = 5;
constexpr int mostDecimals = 6;

QString tr(const char* text)
{
    return QCoreApplication::translate("ChartTable", text);
}

/// As many as tell values of its size apart, none for whole numbers.
int decimalsOf(const std::vector<double>& values)
{
    double largest = 0;
    bool isWhole = true;
    for (const double value : values) {
        if (!std::isfinite(value))
            continue;
        largest = std::max(largest, std::abs(value));
        isWhole = isWhole && value == std::round(value);
    }
    if (isWhole || largest == 0)
        return 0;
    return std::clamp(figures - 1 - static_cast<int>(std::floor(std::log10(largest))), 0, mostDecimals);
}

std::vector<std::vector<Sample>> samplesOf(const std::vector<NamedLine>& lines, TimeRange window, std::size_t count)
{
    std::vector<std::vector<Sample>> samples;
    for (const NamedLine& line : lines) {
        samples.push_back(line.data->points(window, count));
        samples.back().erase(std::remove_if(samples.back().begin(), samples.back().end(),
                                            [&](const Sample& sample) { return std::isnan(sample.value) || !window.contains(sample.time); }),
                             samples.back().end());
    }
    return samples;
}

std::vector<Timestamp> timesOf(const std::vector<std::vector<Sample>>& samples)
{
    std::vector<Timestamp> times;
    for (const auto& line : samples)
        for (const Sample& sample : line)
            times.push_back(sample.time);
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times;
}

/// The whole buckets that touch the window.
std::pair<std::size_t, std::size_t> bucketsIn(TimeRange window, Timestamp begin, Nanoseconds step, std::size_t count)
{
    const auto index = [&](Timestamp time) {
        return time <= begin ? std::size_t{0} : std::min(count, static_cast<std::size_t>((time - begin) / step));
    };
    return {index(window.begin), std::min(count, index(window.end - Nanoseconds(1)) + 1)};
}

}    // namespace

ChartTable tableOf(const std::vector<NamedLine>& lines, TimeRange window, std::size_t mostRows)
{
    ChartTable table;
    if (lines.empty())
        return table;
    const bool isReduced = std::any_of(lines.begin(), lines.end(), [&](const NamedLine& line) { return line.data->samplesIn(window) > mostRows; });
    std::vector<std::vector<Sample>> samples = samplesOf(lines, window, mostRows);
    table.times = timesOf(samples);
    table.rows = isReduced ? ChartTable::Rows::Reduced : ChartTable::Rows::Every;
    for (std::size_t count = mostRows; table.times.size() > mostRows && count > 8; count /= 2) {
        samples = samplesOf(lines, window, count / 2);
        table.times = timesOf(samples);
        table.rows = ChartTable::Rows::Reduced;
    }
    table.step = lines.front().data->step();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        ChartTable::Column& column = table.columns.emplace_back();
        column.title = lines[i].title;
        column.unit = lines[i].data->unit();
        column.values.assign(table.times.size(), nothing);
        for (const Sample& sample : samples[i]) {
            const auto row = std::lower_bound(table.times.begin(), table.times.end(), sample.time) - table.times.begin();
            column.values[static_cast<std::size_t>(row)] = sample.value;
        }
        column.decimals = decimalsOf(column.values);
    }
    return table;
}

ChartTable tableOf(const StackedData& data, TimeRange window)
{
    ChartTable table;
    if (data.layers().empty() || data.step().count() <= 0)
        return table;
    const auto [first, last] = bucketsIn(window, data.begin(), data.step(), data.layers().front().perSecond.size());
    table.step = data.step();
    for (std::size_t bucket = first; bucket < last; ++bucket)
        table.times.push_back(data.begin() + data.step() * static_cast<std::int64_t>(bucket));
    for (const StackedData::Layer& layer : data.layers()) {
        ChartTable::Column& column = table.columns.emplace_back();
        column.title = layer.title;
        column.unit = "1/s";
        column.values.assign(layer.perSecond.begin() + static_cast<std::ptrdiff_t>(first), layer.perSecond.begin() + static_cast<std::ptrdiff_t>(last));
        column.decimals = decimalsOf(column.values);
    }
    return table;
}

ChartTable tableOf(const DurationHeatmap& heatmap, TimeRange window)
{
    ChartTable table;
    if (heatmap.bins == 0 || heatmap.step.count() <= 0)
        return table;
    const auto [first, last] = bucketsIn(window, heatmap.begin, heatmap.step, heatmap.columns);
    table.step = heatmap.step;
    for (std::size_t i = first; i < last; ++i)
        table.times.push_back(heatmap.begin + heatmap.step * static_cast<std::int64_t>(i));
    for (std::size_t bin = 0; bin < heatmap.bins; ++bin) {
        const double lowest = static_cast<double>(heatmap.lowest.count()) / 1e9 * std::pow(10.0, static_cast<double>(bin) / heatmap.binsPerDecade);
        ChartTable::Column& column = table.columns.emplace_back();
        column.title = tr("from %1").arg(secondsText(lowest));
        for (std::size_t i = first; i < last; ++i)
            column.values.push_back(heatmap.counts[i * heatmap.bins + bin]);
    }
    return table;
}

}    // namespace faultline
