#include "ui/charts/stackedcontent.h"

#include <algorithm>

namespace faultline {

StackedContent::StackedContent(ChartPlot& plot, const Theme& theme, std::shared_ptr<StackedData> data, QObject* parent)
    : ChartContent(plot, parent), m_theme(theme), m_data(std::move(data))
{
    connect(m_data.get(), &ChartData::changed, this, &ChartContent::changed);
}

bool StackedContent::isHidden(std::size_t layer) const
{
    return std::find(m_hidden.begin(), m_hidden.end(), static_cast<int>(layer)) != m_hidden.end();
}

QColor StackedContent::colorOf(std::size_t layer) const
{
    // The rest is last and grey: it is no value of its own.
    const auto& layers = m_data->layers();
    const bool isRest = layer + 1 == layers.size() && layers[layer].filter.empty();
    return isRest ? m_theme.colors().muted : m_theme.seriesStyle(static_cast<int>(layer)).color;
}

void StackedContent::applyTheme()
{
    for (std::size_t i = 0; i < m_graphs.size() && i < m_data->layers().size(); ++i) {
        const QColor color = colorOf(i);
        const QColor paper = m_theme.colors().background;
        const double share = 0.7;    // opaque: a layer covers the ones drawn before it
        const QColor fill = QColor::fromRgbF(static_cast<float>(color.redF() * share + paper.redF() * (1 - share)),
                                             static_cast<float>(color.greenF() * share + paper.greenF() * (1 - share)),
                                             static_cast<float>(color.blueF() * share + paper.blueF() * (1 - share)));
        m_graphs[i]->setPen(Qt::NoPen);    // outlines of many narrow steps would hide the areas
        m_graphs[i]->setBrush(fill);
    }
}

void StackedContent::show(const View& view)
{
    m_view = view;
    const auto& layers = m_data->layers();
    while (m_graphs.size() < layers.size()) {
        QCPGraph* graph = m_plot.addGraph();
        graph->setAdaptiveSampling(false);
        graph->setLineStyle(QCPGraph::lsStepLeft);
        m_graphs.push_back(graph);
    }
    m_highest = 0;
    QVector<double> sum(layers.empty() ? 0 : static_cast<qsizetype>(layers.front().perSecond.size()), 0.0);
    for (std::size_t i = 0; i < m_graphs.size(); ++i) {
        QVector<QCPGraphData> points;
        m_graphs[i]->setVisible(i < layers.size() && !isHidden(i));
        if (i >= layers.size() || isHidden(i))
            continue;
        points.reserve(sum.size() + 1);
        const auto& values = layers[i].perSecond;
        for (qsizetype bucket = 0; bucket < sum.size() && bucket < static_cast<qsizetype>(values.size()); ++bucket) {
            sum[bucket] += values[static_cast<std::size_t>(bucket)];
            const Timestamp at = m_data->begin() + m_data->step() * bucket;
            points.append(QCPGraphData(m_plot.keyOf(at), sum[bucket]));
            if (view.range.overlaps(at, at + m_data->step()))
                m_highest = std::max(m_highest, sum[bucket]);
        }
        if (!points.isEmpty())
            points.append(QCPGraphData(m_plot.keyOf(m_data->begin() + m_data->step() * points.size()), points.last().value));
        m_graphs[i]->data()->set(points, true);
    }
    // The highest sum is drawn first, so that each layer covers the part of the ones below it.
    for (auto graph = m_graphs.rbegin(); graph != m_graphs.rend(); ++graph) {
        (*graph)->setLayer(QStringLiteral("grid"));
        (*graph)->setLayer(QStringLiteral("main"));
    }
    applyTheme();
}

ValueRange StackedContent::values() const
{
    return roundedRange(0, m_highest, unit(), AxisScale::Linear);
}

std::vector<ValueTick> StackedContent::ticks(ValueRange values, int most) const
{
    return valueTicks(values, unit(), AxisScale::Linear, most);
}

std::optional<std::size_t> StackedContent::bucketAt(Timestamp time) const
{
    if (m_data->layers().empty() || m_data->step().count() <= 0 || time < m_data->begin())
        return {};
    const auto bucket = static_cast<std::size_t>((time - m_data->begin()) / m_data->step());
    return bucket < m_data->layers().front().perSecond.size() ? std::optional(bucket) : std::nullopt;
}

std::vector<LineLabel> StackedContent::labels(std::optional<Timestamp> cursor) const
{
    std::vector<LineLabel> labels;
    const bool isInView = cursor && m_view.range.contains(*cursor);
    const auto bucket = bucketAt(isInView ? *cursor : m_view.range.end - Nanoseconds(1));
    const auto& layers = m_data->layers();
    double below = 0;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        LineLabel label{static_cast<int>(i), layers[i].title, {}, colorOf(i), Qt::SolidLine, static_cast<int>(i % 7), isHidden(i), {}};
        if (bucket && !label.isHidden) {
            const double value = layers[i].perSecond[*bucket];
            label.value = valueText(value, unit());
            label.level = below + value / 2;
            below += value;
        }
        labels.push_back(std::move(label));
    }
    return labels;
}

}    // namespace faultline
