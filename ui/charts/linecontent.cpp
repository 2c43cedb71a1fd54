#include "ui/charts/linecontent.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

constexpr double threeDecades = 1000;
constexpr std::size_t mostLevelTexts = 3;
constexpr double sparseWidth = 1.5;    // of lines, pixels
constexpr double denseWidth = 1;

QColor faint(QColor color, int alpha)
{
    color.setAlpha(alpha);
    return color;
}

/// Samples that have no neighbour to draw a line to.
QVector<QCPGraphData> withoutNeighbours(const QVector<QCPGraphData>& points)
{
    QVector<QCPGraphData> alone;
    const auto isGap = [&](qsizetype i) { return i < 0 || i >= points.size() || std::isnan(points[i].value); };
    for (qsizetype i = 0; i < points.size(); ++i)
        if (!isGap(i) && isGap(i - 1) && isGap(i + 1))
            alone << points[i];
    return alone;
}

}    // namespace

LineContent::LineContent(ChartPlot& plot, const Theme& theme, std::vector<Line> lines, Fill fill, QObject* parent)
    : ChartContent(plot, parent), m_theme(theme), m_fill(fill)
{
    const auto addGraph = [&plot](const char* layer) {
        QCPGraph* graph = plot.addGraph();
        graph->setAdaptiveSampling(false);
        graph->setSelectable(QCP::stNone);
        graph->setLayer(QLatin1String(layer));
        return graph;
    };
    for (Line& line : lines) {
        connect(line.data.get(), &ChartData::changed, this, &ChartContent::changed);
        Drawn drawn{std::move(line), {}, nullptr, nullptr, nullptr, false, {}};
        drawn.overlay = addGraph("main");
        drawn.graph = addGraph("main");
        drawn.alone = addGraph("main");
        drawn.alone->setLineStyle(QCPGraph::lsNone);
        m_lines.push_back(std::move(drawn));
    }
    applyTheme();
}

SeriesStyle LineContent::styleOf(const Drawn& drawn, std::size_t position) const
{
    SeriesStyle style = m_theme.seriesStyle(static_cast<int>(position));
    style.color = m_theme.seriesStyle(drawn.line.style).color;
    return style;
}

void LineContent::applyTheme()
{
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        Drawn& drawn = m_lines[i];
        drawn.style = styleOf(drawn, i);
        drawn.graph->setPen(QPen(drawn.style.color, sparseWidth, drawn.style.dash, Qt::FlatCap, Qt::BevelJoin));
        drawn.graph->setBrush(m_fill == Fill::Area ? QBrush(faint(drawn.style.color, 46)) : QBrush(Qt::NoBrush));
        drawn.overlay->setPen(QPen(faint(drawn.style.color, 130), 1, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
        drawn.alone->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, drawn.style.color, drawn.style.color, 3));
    }
}

void LineContent::setHidden(const std::vector<int>& hidden)
{
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        m_lines[i].isHidden = std::find(hidden.begin(), hidden.end(), static_cast<int>(i)) != hidden.end();
}

void LineContent::show(const View& view)
{
    m_view = view;
    m_hasValues = false;
    m_smallestPositive = std::numeric_limits<double>::infinity();
    for (Drawn& drawn : m_lines)
        fill(drawn, view);
}

void LineContent::include(double value)
{
    if (!std::isfinite(value))
        return;
    m_extent = m_hasValues ? ValueRange{std::min(m_extent.low, value), std::max(m_extent.high, value)} : ValueRange{value, value};
    m_hasValues = true;
    if (value > 0)
        m_smallestPositive = std::min(m_smallestPositive, value);
}

void LineContent::fill(Drawn& drawn, const View& view)
{
    const auto pixels = static_cast<std::size_t>(std::max(16, m_plot.scale().width));
    const auto pointsOf = [&](Nanoseconds shift) {
        QVector<QCPGraphData> data;
        const std::vector<Sample> samples = drawn.line.data->points({view.range.begin - shift, view.range.end - shift}, pixels);
        data.reserve(static_cast<qsizetype>(samples.size()));
        for (const Sample& sample : samples) {
            data.append(QCPGraphData(m_plot.keyOf(sample.time + shift), sample.value));
            if (view.range.contains(sample.time + shift))
                include(sample.value);
        }
        return data;
    };
    const auto isShown = !drawn.isHidden;
    drawn.graph->setVisible(isShown);
    drawn.alone->setVisible(isShown);
    drawn.overlay->setVisible(isShown && view.shift.has_value());
    drawn.lastValue.reset();
    if (!isShown)
        return;
    const QVector<QCPGraphData> points = pointsOf(Nanoseconds(0));
    // Where points stand close together width adds nothing but time.
    QPen pen = drawn.graph->pen();
    pen.setWidthF(static_cast<std::size_t>(points.size()) * 3 > pixels ? denseWidth : sparseWidth);
    drawn.graph->setPen(pen);
    drawn.graph->data()->set(points, true);
    drawn.alone->data()->set(withoutNeighbours(points), true);
    drawn.overlay->data()->set(view.shift ? pointsOf(*view.shift) : QVector<QCPGraphData>(), true);
    for (auto point = points.crbegin(); point != points.crend() && !drawn.lastValue; ++point)
        if (std::isfinite(point->value) && point->key <= m_plot.keyOf(view.range.end))
            drawn.lastValue = point->value;
}

ValueRange LineContent::values() const
{
    if (!m_hasValues)
        return roundedRange(1, 0, unit(), m_view.scale);
    if (m_view.scale == AxisScale::Logarithmic)
        return std::isfinite(m_smallestPositive) ? roundedRange(m_smallestPositive, m_extent.high, unit(), m_view.scale)
                                                 : roundedRange(1, 0, unit(), m_view.scale);
    return roundedRange(m_extent.low, m_extent.high, unit(), m_view.scale);
}

std::vector<ValueTick> LineContent::ticks(ValueRange values, int most) const
{
    return valueTicks(values, unit(), m_view.scale, most);
}

bool LineContent::spansDecades() const
{
    return m_hasValues && m_extent.low >= 0 && m_extent.high >= threeDecades * m_smallestPositive;
}

std::string LineContent::unit() const
{
    return m_lines.empty() ? std::string() : m_lines.front().line.data->unit();
}

ChartData::State LineContent::state() const
{
    // As soon as one line is there the chart shows it.
    const auto any = [this](ChartData::State state) {
        return std::any_of(m_lines.begin(), m_lines.end(), [state](const Drawn& drawn) { return drawn.line.data->state() == state; });
    };
    if (any(ChartData::State::Ready))
        return m_hasValues ? ChartData::State::Ready : ChartData::State::Empty;
    if (any(ChartData::State::Loading))
        return ChartData::State::Loading;
    return any(ChartData::State::Failed) ? ChartData::State::Failed : ChartData::State::Empty;
}

std::optional<Error> LineContent::error() const
{
    for (const Drawn& drawn : m_lines)
        if (drawn.line.data->error())
            return drawn.line.data->error();
    return {};
}

std::optional<Timestamp> LineContent::lastSample() const
{
    std::optional<Timestamp> last;
    for (const Drawn& drawn : m_lines) {
        const TimeRange range = drawn.line.data->range();
        if (range.begin < range.end && (!last || range.end - Nanoseconds(1) > *last))
            last = range.end - Nanoseconds(1);
    }
    return last;
}

std::vector<LineLabel> LineContent::labels(std::optional<Timestamp> cursor) const
{
    const bool isInView = cursor && m_view.range.contains(*cursor);
    std::vector<LineLabel> labels;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const Drawn& drawn = m_lines[i];
        LineLabel label{static_cast<int>(i), drawn.line.name,    {},             drawn.style.color, drawn.style.dash,
                        drawn.style.marker,  drawn.isHidden, drawn.lastValue};
        std::optional<double> value = drawn.lastValue;
        if (isInView) {
            const auto sample = drawn.line.data->at(*cursor);
            value = sample ? std::optional(sample->value) : std::nullopt;
        }
        if (!drawn.isHidden && value)
            label.value = valueText(*value, unit());
        else if (!drawn.isHidden && drawn.line.data->state() == ChartData::State::Ready)
            label.value = QStringLiteral("–");
        labels.push_back(std::move(label));
    }
    return labels;
}

std::vector<PlotMarks::Dot> LineContent::dots(Timestamp cursor) const
{
    std::vector<PlotMarks::Dot> dots;
    for (const Drawn& drawn : m_lines) {
        const auto sample = drawn.isHidden ? std::nullopt : drawn.line.data->at(cursor);
        if (sample && std::isfinite(sample->value))
            dots.push_back({sample->value, drawn.style.color, drawn.style.marker});
    }
    return dots;
}

std::vector<PlotMarks::Level> LineContent::levels(const ComparedMoment& moment) const
{
    std::vector<PlotMarks::Level> levels;
    for (const Drawn& drawn : m_lines) {
        const auto before = drawn.line.data->mean({moment.at - moment.span, moment.at});
        const auto after = drawn.line.data->mean({moment.at, moment.at + moment.span});
        if (drawn.isHidden || (!before && !after))
            continue;
        const double nothing = std::numeric_limits<double>::quiet_NaN();
        PlotMarks::Level level{before.value_or(nothing), after.value_or(nothing), drawn.style.color, {}};
        const QString ratio = ratioText(level.before, level.after);
        if (levels.size() < mostLevelTexts)
            level.text = valueText(level.before, unit()) + QStringLiteral(" → ") + valueText(level.after, unit())
                + (ratio.isEmpty() ? QString() : QStringLiteral(", ") + ratio);
        levels.push_back(std::move(level));
    }
    return levels;
}

}    // namespace faultline
