#include "ui/casecontents.h"
#include "ui/chartspec.h"
#include "ui/convert.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace faultline {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Chart", text);
}

QString nounOf(RecordKind kind)
{
    switch (kind) {
    case RecordKind::Request: return tr("requests");
    case RecordKind::Operation: return tr("operations");
    case RecordKind::LogLine: return tr("log lines");
    }
    return {};
}

QString nameOf(Measure measure, RecordKind kind)
{
    switch (measure) {
    case Measure::Rate: return tr("%1/s").arg(nounOf(kind));
    case Measure::Errors: return tr("errors/s");
    case Measure::ErrorShare: return tr("error share");
    case Measure::Abandoned: return tr("abandoned/s");
    case Measure::BytesPerSecond: return tr("bytes/s");
    case Measure::DurationP50: return tr("p50 duration");
    case Measure::DurationP95: return tr("p95 duration");
    case Measure::DurationP99: return tr("p99 duration");
    case Measure::DurationSum: return tr("duration sum");
    case Measure::InFlight: return tr("in flight");
    }
    return {};
}

QString derivedName(const LineSpec& line, const CaseContents& contents)
{
    QStringList names;
    for (const LineSpec& operand : line.operands)
        names << titleOf(operand, contents);
    switch (line.derivation) {
    case Derivation::PerSecond: return tr("%1 per second").arg(names.value(0));
    case Derivation::Sum: return names.join(QStringLiteral(" + "));
    case Derivation::Ratio: return names.join(QStringLiteral(" / "));
    case Derivation::Difference: return names.join(QStringLiteral(" − "));
    }
    return {};
}

/// The value of `path = "/api/x"`, else the whole expression: shorter beside a line.
QString valueOf(const QString& filter)
{
    static const QRegularExpression single(QStringLiteral("^\\s*[a-z_]+\\s*=\\s*\"([^\"]+)\"\\s*$"));
    const QRegularExpressionMatch match = single.match(filter);
    return match.hasMatch() ? match.captured(1) : filter;
}

bool hasSeries(const std::vector<ChartSpec>& charts, const LineSpec& line)
{
    return std::any_of(charts.begin(), charts.end(), [&](const ChartSpec& chart) { return chart.lines.front() == line; });
}

ChartSpec chartOf(LineSpec line)
{
    ChartSpec chart;
    chart.lines = {std::move(line)};
    return chart;
}

}    // namespace

std::string unitOf(const LineSpec& line, const CaseContents& contents)
{
    switch (line.kind) {
    case LineKind::Metric: {
        const SeriesInfo* info = contents.seriesInfo(line.seriesId);
        return info ? info->unit : std::string();
    }
    case LineKind::Records: return std::string(unitOf(line.measure));
    case LineKind::Sql: return {};
    case LineKind::Derived: break;
    }
    if (line.operands.empty() || line.derivation == Derivation::Ratio)
        return "1";
    const std::string unit = unitOf(line.operands.front(), contents);
    return line.derivation == Derivation::PerSecond ? (unit.empty() ? "1/s" : unit + "/s") : unit;
}

QString titleOf(const LineSpec& line, const CaseContents& contents)
{
    if (!line.title.empty())
        return toQString(line.title);
    switch (line.kind) {
    case LineKind::Metric: {
        const SeriesInfo* info = contents.seriesInfo(line.seriesId);
        if (!info)
            return tr("series that is gone");
        QStringList labels;
        for (const auto& [key, value] : info->labels)
            labels << toQString(value);
        return labels.isEmpty() ? toQString(info->name) : toQString(info->name) + QLatin1Char(' ') + labels.join(QLatin1Char(' '));
    }
    case LineKind::Records: {
        const QString name = nameOf(line.measure, line.records);
        return line.filter.empty() ? name : name + QStringLiteral(" · ") + toQString(line.filter);
    }
    case LineKind::Derived: return derivedName(line, contents);
    case LineKind::Sql: return tr("%1 (SQL)").arg(toQString(line.column));
    }
    return {};
}

QString chartTitleOf(const ChartSpec& chart, const CaseContents& contents)
{
    if (chart.lines.empty())
        return {};
    const LineSpec& first = chart.lines.front();
    if (chart.shape == ChartShape::Heatmap)
        return tr("durations of %1").arg(nounOf(first.records));
    if (chart.shape == ChartShape::Stacked)
        return tr("%1 by %2").arg(nameOf(Measure::Rate, first.records), toQString(chart.by));
    if (first.kind == LineKind::Records)
        return nameOf(first.measure, first.records);
    const SeriesInfo* info = first.kind == LineKind::Metric ? contents.seriesInfo(first.seriesId) : nullptr;
    return info ? toQString(info->name) : titleOf(first, contents);
}

QString lineNameOf(const LineSpec& line, const CaseContents& contents)
{
    if (!line.title.empty())
        return toQString(line.title);
    if (line.kind == LineKind::Records)
        return line.filter.empty() ? tr("all") : valueOf(toQString(line.filter));
    if (line.kind == LineKind::Derived)
        return derivedName(line, contents);
    if (line.kind == LineKind::Sql)
        return toQString(line.column);
    const SeriesInfo* info = contents.seriesInfo(line.seriesId);
    if (!info)
        return tr("series that is gone");
    QStringList labels;
    for (const auto& [key, value] : info->labels)
        labels << toQString(value);
    const Source* source = contents.source(info->sourceId);
    return !labels.isEmpty() ? labels.join(QLatin1Char(' ')) : source ? toQString(source->name) : toQString(info->name);
}

std::vector<ChartSpec> defaultCharts(const CaseContents& contents)
{
    std::vector<ChartSpec> charts;
    if (contents.counts.requests != 0) {
        charts.push_back(chartOf(recordsLine(RecordKind::Request, Measure::Rate)));
        charts.push_back(chartOf(recordsLine(RecordKind::Request, Measure::DurationP95)));
        charts.push_back(chartOf(recordsLine(RecordKind::Request, Measure::Errors)));
    }
    if (contents.counts.operations != 0)
        charts.push_back(chartOf(recordsLine(RecordKind::Operation, Measure::Rate)));
    if (contents.counts.requests == 0 && contents.counts.logLines != 0)
        charts.push_back(chartOf(recordsLine(RecordKind::LogLine, Measure::Rate)));
    // Then metrics: the first series of each unit of each source, the finest resolved first.
    std::vector<const SeriesInfo*> series;
    for (const SeriesInfo& info : contents.series)
        if (info.samples > 1)
            series.push_back(&info);
    std::stable_sort(series.begin(), series.end(),
                     [](const SeriesInfo* left, const SeriesInfo* right) { return left->samples > right->samples; });
    std::vector<std::pair<std::int64_t, std::string>> seen;
    for (const SeriesInfo* info : series) {
        const std::pair<std::int64_t, std::string> key{info->sourceId, info->unit};
        const LineSpec line = metricLine(info->id);
        if (charts.size() >= 6 || hasSeries(charts, line) || std::find(seen.begin(), seen.end(), key) != seen.end())
            continue;
        seen.push_back(key);
        charts.push_back(chartOf(line));
    }
    return charts;
}

}    // namespace faultline
