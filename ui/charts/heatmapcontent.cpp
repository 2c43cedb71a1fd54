#include "ui/charts/heatmapcontent.h"

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

double logOfLowest(const DurationHeatmap& heatmap)
{
    return std::log10(std::max(1e-12, static_cast<double>(heatmap.lowest.count()) * 1e-9));
}

}    // namespace

HeatmapContent::HeatmapContent(ChartPlot& plot, const Theme& theme, std::shared_ptr<HeatmapData> data, QObject* parent)
    : ChartContent(plot, parent), m_theme(theme), m_data(std::move(data)), m_map(new QCPColorMap(plot.xAxis, plot.yAxis))
{
    m_map->setInterpolate(false);
    m_map->setTightBoundary(true);
    m_map->setSelectable(QCP::stNone);
    connect(m_data.get(), &ChartData::changed, this, [this] {
        m_isStale = true;
        emit changed();
    });
    applyTheme();
}

void HeatmapContent::applyTheme()
{
    // From the paper to the strongest ink, through the accent: readable in grey, too.
    const ThemeColors& colors = m_theme.colors();
    QCPColorGradient gradient;
    gradient.clearColorStops();
    gradient.setColorInterpolation(QCPColorGradient::ciRGB);
    gradient.setColorStopAt(0, colors.background);
    gradient.setColorStopAt(0.05, colors.isDark ? QColor(0x25, 0x3a, 0x52) : QColor(0xdf, 0xe6, 0xff));
    gradient.setColorStopAt(0.5, colors.series[0]);
    gradient.setColorStopAt(1, colors.isDark ? QColor(0xff, 0xf4, 0xd6) : QColor(0x2b, 0x06, 0x3f));
    gradient.setNanHandling(QCPColorGradient::nhTransparent);
    m_map->setGradient(gradient);
    m_isStale = true;
}

void HeatmapContent::fillMap()
{
    const DurationHeatmap& heatmap = m_data->heatmap();
    m_isStale = false;
    m_map->setVisible(heatmap.columns != 0 && heatmap.bins != 0 && heatmap.largest != 0);
    if (!m_map->visible())
        return;
    // A colour map takes the middle of its outer cells as its range; with a tight boundary the cells end there.
    const double first = m_plot.keyOf(heatmap.begin);
    const double width = static_cast<double>(heatmap.step.count()) * 1e-9;
    const double bin = 1 / heatmap.binsPerDecade;
    const double low = logOfLowest(heatmap);
    const auto columns = static_cast<int>(heatmap.columns);
    const auto bins = static_cast<int>(heatmap.bins);
    m_map->setTightBoundary(false);
    m_map->data()->setSize(columns, bins);
    m_map->data()->setRange({first + width / 2, first + width * (columns - 0.5)}, {low + bin / 2, low + bin * (bins - 0.5)});
    for (int column = 0; column < columns; ++column)
        for (int row = 0; row < bins; ++row) {
            const std::uint32_t count = heatmap.counts[static_cast<std::size_t>(column) * heatmap.bins + static_cast<std::size_t>(row)];
            m_map->data()->setCell(column, row, count == 0 ? qQNaN() : std::log10(static_cast<double>(count)) + 0.05);
        }
    m_map->setDataRange({0, std::max(0.5, std::log10(static_cast<double>(heatmap.largest)) + 0.05)});
}

void HeatmapContent::show(const View& view)
{
    m_view = view;
    if (m_isStale && state() == ChartData::State::Ready)
        fillMap();
}

ValueRange HeatmapContent::values() const
{
    // The bins that hold anything, so that the picture uses the room.
    const DurationHeatmap& heatmap = m_data->heatmap();
    std::size_t first = heatmap.bins;
    std::size_t last = 0;
    for (std::size_t column = 0; column < heatmap.columns; ++column)
        for (std::size_t bin = 0; bin < heatmap.bins; ++bin)
            if (heatmap.counts[column * heatmap.bins + bin] != 0) {
                first = std::min(first, bin);
                last = std::max(last, bin + 1);
            }
    if (first >= last)
        return {-3, 1};
    const double low = logOfLowest(heatmap);
    return {low + static_cast<double>(first) / heatmap.binsPerDecade, low + static_cast<double>(last) / heatmap.binsPerDecade};
}

std::vector<ValueTick> HeatmapContent::ticks(ValueRange values, int most) const
{
    std::vector<ValueTick> ticks;
    const ValueRange seconds{std::pow(10, values.low), std::pow(10, values.high)};
    for (const ValueTick& tick : valueTicks(seconds, unit(), AxisScale::Logarithmic, most))
        ticks.push_back({std::log10(tick.value), tick.text});
    return ticks;
}

std::optional<std::size_t> HeatmapContent::columnAt(Timestamp time) const
{
    const DurationHeatmap& heatmap = m_data->heatmap();
    if (heatmap.step.count() <= 0 || time < heatmap.begin)
        return {};
    const auto column = static_cast<std::size_t>((time - heatmap.begin) / heatmap.step);
    return column < heatmap.columns ? std::optional(column) : std::nullopt;
}

HeatmapContent::Cell HeatmapContent::cell(std::size_t column, std::size_t bin) const
{
    const DurationHeatmap& heatmap = m_data->heatmap();
    const double low = logOfLowest(heatmap) + static_cast<double>(bin) / heatmap.binsPerDecade;
    return {heatmap.counts[column * heatmap.bins + bin], std::pow(10, low), std::pow(10, low + 1 / heatmap.binsPerDecade)};
}

std::optional<HeatmapContent::Cell> HeatmapContent::cellAt(Timestamp time, double logSeconds) const
{
    const DurationHeatmap& heatmap = m_data->heatmap();
    const auto column = columnAt(time);
    const double bin = (logSeconds - logOfLowest(heatmap)) * heatmap.binsPerDecade;
    if (!column || bin < 0 || bin >= static_cast<double>(heatmap.bins))
        return {};
    return cell(*column, static_cast<std::size_t>(bin));
}

QString HeatmapContent::textAt(Timestamp time, double value) const
{
    const auto found = cellAt(time, value);
    if (!found)
        return {};
    return tr("%1 took %2 to %3").arg(valueText(found->count, {}), valueText(found->fastest, unit()), valueText(found->slowest, unit()));
}

std::vector<LineLabel> HeatmapContent::labels(std::optional<Timestamp> cursor) const
{
    // Without a pointer: how many there are at the cursor, and where most of them lie.
    const auto column = cursor && m_view.range.contains(*cursor) ? columnAt(*cursor) : std::nullopt;
    if (!column)
        return {};
    const DurationHeatmap& heatmap = m_data->heatmap();
    std::uint64_t total = 0;
    std::size_t fullest = 0;
    for (std::size_t bin = 0; bin < heatmap.bins; ++bin) {
        const std::uint32_t count = heatmap.counts[*column * heatmap.bins + bin];
        total += count;
        if (count > heatmap.counts[*column * heatmap.bins + fullest])
            fullest = bin;
    }
    if (total == 0)
        return {};
    const Cell most = cell(*column, fullest);
    LineLabel label;
    label.value = valueText(static_cast<double>(total), {});
    label.name = tr("most near %1").arg(valueText(most.slowest, unit()));
    label.color = m_theme.colors().series[0];
    label.level = std::log10(most.slowest);
    return {label};
}

}    // namespace faultline
