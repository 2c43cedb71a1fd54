#include "ui/chartspec.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <utility>

namespace faultline {

namespace {

constexpr int deepest = 8;    // derived lines of derived lines
constexpr std::size_t mostCharts = 200;
constexpr std::size_t mostLines = 50;

constexpr std::array<const char*, 4> lineKinds{"metric", "records", "derived", "sql"};
constexpr std::array<const char*, 4> derivations{"per_second", "sum", "ratio", "difference"};
constexpr std::array<const char*, 4> shapes{"line", "area", "stacked", "heatmap"};

QString text(std::string_view value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

template <typename Names, typename Value>
bool read(const QJsonValue& json, const Names& names, Value& value)
{
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (json.toString() != QLatin1String(names[i]))
            continue;
        value = static_cast<Value>(i);
        return true;
    }
    return false;
}

QJsonObject toJson(const LineSpec& line)
{
    QJsonObject json{{QStringLiteral("kind"), QLatin1String(lineKinds[static_cast<std::size_t>(line.kind)])}};
    if (!line.title.empty())
        json[QStringLiteral("title")] = text(line.title);
    if (line.kind == LineKind::Metric)
        json[QStringLiteral("series")] = QString::number(line.seriesId);
    if (line.kind == LineKind::Records) {
        json[QStringLiteral("records")] = text(nameOf(line.records));
        json[QStringLiteral("measure")] = text(nameOf(line.measure));
        json[QStringLiteral("filter")] = text(line.filter);
    }
    if (line.kind == LineKind::Sql) {
        json[QStringLiteral("statement")] = text(line.statement);
        json[QStringLiteral("column")] = text(line.column);
    }
    if (line.kind == LineKind::Derived) {
        QJsonArray operands;
        for (const LineSpec& operand : line.operands)
            operands.append(toJson(operand));
        json[QStringLiteral("derivation")] = QLatin1String(derivations[static_cast<std::size_t>(line.derivation)]);
        json[QStringLiteral("operands")] = operands;
    }
    return json;
}

std::optional<LineSpec> lineFrom(const QJsonObject& json, int depth)
{
    LineSpec line;
    if (depth > deepest || !read(json[QStringLiteral("kind")], lineKinds, line.kind))
        return {};
    line.title = json[QStringLiteral("title")].toString().toStdString();
    line.seriesId = json[QStringLiteral("series")].toString().toLongLong();
    line.filter = json[QStringLiteral("filter")].toString().toStdString();
    line.statement = json[QStringLiteral("statement")].toString().toStdString();
    line.column = json[QStringLiteral("column")].toString().toStdString();
    if (line.kind == LineKind::Records
        && (!fromName(json[QStringLiteral("records")].toString().toStdString(), line.records)
            || !fromName(json[QStringLiteral("measure")].toString().toStdString(), line.measure)))
        return {};
    if (line.kind != LineKind::Derived)
        return line;
    if (!read(json[QStringLiteral("derivation")], derivations, line.derivation))
        return {};
    for (const QJsonValue& value : json[QStringLiteral("operands")].toArray()) {
        auto operand = lineFrom(value.toObject(), depth + 1);
        if (!operand)
            return {};
        line.operands.push_back(std::move(*operand));
    }
    const std::size_t needed = line.derivation == Derivation::PerSecond ? 1 : line.derivation == Derivation::Sum ? 0 : 2;
    return line.operands.empty() || (needed != 0 && line.operands.size() != needed) ? std::nullopt : std::optional(line);
}

}    // namespace

QByteArray chartsToJson(const std::vector<ChartSpec>& charts)
{
    QJsonArray all;
    for (const ChartSpec& chart : charts) {
        QJsonArray lines;
        for (const LineSpec& line : chart.lines)
            lines.append(toJson(line));
        QJsonArray hidden;
        for (const int index : chart.hidden)
            hidden.append(index);
        all.append(QJsonObject{{QStringLiteral("shape"), QLatin1String(shapes[static_cast<std::size_t>(chart.shape)])},
                               {QStringLiteral("lines"), lines},
                               {QStringLiteral("by"), text(chart.by)},
                               {QStringLiteral("hidden"), hidden},
                               {QStringLiteral("logarithmic"), chart.isLogarithmic},
                               {QStringLiteral("pinned"), chart.isPinned},
                               {QStringLiteral("height"), chart.height}});
    }
    return QJsonDocument(all).toJson(QJsonDocument::Compact);
}

std::vector<ChartSpec> chartsFromJson(const QByteArray& json)
{
    std::vector<ChartSpec> charts;
    for (const QJsonValue& value : QJsonDocument::fromJson(json).array()) {
        const QJsonObject object = value.toObject();
        ChartSpec chart;
        if (charts.size() >= mostCharts || !read(object[QStringLiteral("shape")], shapes, chart.shape))
            continue;
        for (const QJsonValue& line : object[QStringLiteral("lines")].toArray())
            if (auto read = lineFrom(line.toObject(), 0))
                chart.lines.push_back(std::move(*read));
        if (chart.lines.empty())
            continue;
        chart.by = object[QStringLiteral("by")].toString(QStringLiteral("path")).toStdString();
        for (const QJsonValue& index : object[QStringLiteral("hidden")].toArray())
            chart.hidden.push_back(index.toInt());
        chart.isLogarithmic = object[QStringLiteral("logarithmic")].toBool();
        chart.isPinned = object[QStringLiteral("pinned")].toBool();
        chart.height = std::clamp(object[QStringLiteral("height")].toInt(), 0, 4000);
        chart.id = static_cast<int>(charts.size()) + 1;
        charts.push_back(std::move(chart));
    }
    return charts;
}

QByteArray linesToJson(const std::vector<LineSpec>& lines)
{
    QJsonArray all;
    for (const LineSpec& line : lines)
        all.append(toJson(line));
    return QJsonDocument(all).toJson(QJsonDocument::Compact);
}

std::vector<LineSpec> linesFromJson(const QByteArray& json)
{
    std::vector<LineSpec> lines;
    for (const QJsonValue& value : QJsonDocument::fromJson(json).array())
        if (auto line = lineFrom(value.toObject(), 0); line && lines.size() < mostLines)
            lines.push_back(std::move(*line));
    return lines;
}

std::optional<int> chartWith(const std::vector<ChartSpec>& charts, const LineSpec& line)
{
    for (const ChartSpec& chart : charts) {
        const bool hasLines = chart.shape == ChartShape::Line || chart.shape == ChartShape::Area;
        if (hasLines && std::find(chart.lines.begin(), chart.lines.end(), line) != chart.lines.end())
            return chart.id;
    }
    return {};
}

LineSpec recordsLine(RecordKind kind, Measure measure, std::string filter)
{
    LineSpec line;
    line.kind = LineKind::Records;
    line.records = kind;
    line.measure = measure;
    line.filter = std::move(filter);
    return line;
}

LineSpec metricLine(std::int64_t seriesId)
{
    LineSpec line;
    line.seriesId = seriesId;
    return line;
}

}    // namespace faultline
