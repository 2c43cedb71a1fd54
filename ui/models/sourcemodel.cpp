#include "ui/models/sourcemodel.h"

#include "app/store/segmentreader.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/linemime.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QPainter>
#include <QPixmap>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr int chipSize = 8;
constexpr quintptr sourceLevel = 0;    // children carry the row of their source, plus one

/// "4.1 M": the amount at a glance; the exact one is in the tool tip.
QString shortCount(std::uint64_t count)
{
    if (count < 100'000)
        return countText(count);
    const double value = static_cast<double>(count);
    return count < 1'000'000 ? QStringLiteral("%1 k").arg(qRound(value / 1e3)) : QStringLiteral("%1 M").arg(value / 1e6, 0, 'f', 1);
}

std::string quoted(const std::string& name)
{
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + '"';
}

}    // namespace

SourceModel::SourceModel(CaseSession& session, const Theme& theme, QObject* parent)
    : QAbstractItemModel(parent), m_session(session), m_theme(theme)
{
    const auto repaint = [this] {
        for (int row = 0; row < rowCount(); ++row) {
            const QModelIndex source = index(row, 0);
            if (const int lines = rowCount(source); lines > 0)
                emit dataChanged(index(0, 0, source), index(lines - 1, ColumnCount - 1, source));
        }
    };
    connect(&session, &CaseSession::contentsChanged, this, [this] {
        rebuild();
        readKinds();
    });
    connect(&session, &CaseSession::chartsChanged, this, repaint);
    connect(&theme, &Theme::changed, this, repaint);
    rebuild();
    readKinds();
}

/// Which kinds of records a source holds stands in its segments.
void SourceModel::readKinds()
{
    m_session.query<Kinds>(
        this, QStringLiteral("kinds"),
        [](CaseQueries& queries, const TaskControl&) -> Result<Kinds> {
            Kinds kinds;
            for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine}) {
                const auto segments = queries.segments.segments(kind);
                if (!segments)
                    return segments.error();
                for (const Segment& segment : *segments)
                    kinds[segment.sourceId].insert(kind);
            }
            return kinds;
        },
        [this](const Result<Kinds>& kinds) {
            if (!kinds || *kinds == m_kinds)
                return;
            m_kinds = *kinds;
            rebuild();
        });
}

void SourceModel::addMeasures(Node& node, RecordKind kind, bool isShared) const
{
    const std::string filter = isShared ? "source = " + quoted(toStd(node.name)) : std::string();
    std::vector<Measure> measures{Measure::Rate};
    if (kind != RecordKind::LogLine)
        measures.push_back(Measure::DurationP95);
    measures.push_back(Measure::Errors);
    if (kind == RecordKind::Request)
        measures.push_back(Measure::InFlight);
    for (const Measure measure : measures) {
        LineSpec plain = recordsLine(kind, measure);
        const QString title = titleOf(plain, m_session.contents());
        plain.filter = filter;
        node.lines.push_back({std::move(plain), title});
    }
}

void SourceModel::rebuild()
{
    const CaseContents& contents = m_session.contents();
    std::map<RecordKind, int> holders;
    for (const auto& [id, kinds] : m_kinds)
        for (const RecordKind kind : kinds)
            ++holders[kind];
    std::vector<Node> nodes;
    for (const Source& source : contents.sources) {
        Node node;
        node.sourceId = source.id;
        node.name = toQString(source.name);
        node.problems = static_cast<int>(
            std::count_if(contents.issues.begin(), contents.issues.end(), [&](const Issue& issue) { return issue.sourceId == source.id; }));
        if (const auto kinds = m_kinds.find(source.id); kinds != m_kinds.end())
            for (const RecordKind kind : kinds->second)
                addMeasures(node, kind, holders[kind] > 1);
        int series = 0;
        for (const SeriesInfo& info : contents.series) {
            if (info.sourceId != source.id)
                continue;
            const LineSpec line = metricLine(info.id);
            node.lines.push_back({line, titleOf(line, contents)});
            ++series;
        }
        const bool isMetric = series > 0 && m_kinds.find(source.id) == m_kinds.end();
        node.amount = isMetric ? tr("%1 series").arg(countText(static_cast<std::uint64_t>(series))) : shortCount(source.records);
        node.about = tr("%1\n%2 records, %3\n%4 problems").arg(toQString(source.path), countText(source.records), toQString(source.format),
                                                               countText(static_cast<std::uint64_t>(node.problems)));
        nodes.push_back(std::move(node));
    }
    beginResetModel();
    m_nodes = std::move(nodes);
    endResetModel();
}

QModelIndex SourceModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : sourceLevel);
}

QModelIndex SourceModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == sourceLevel)
        return {};
    return createIndex(static_cast<int>(child.internalId() - 1), 0, sourceLevel);
}

int SourceModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_nodes.size());
    if (parent.internalId() != sourceLevel || parent.column() != 0)
        return 0;
    return static_cast<int>(m_nodes[static_cast<std::size_t>(parent.row())].lines.size());
}

int SourceModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

std::optional<std::int64_t> SourceModel::sourceIdAt(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    const int row = index.internalId() == sourceLevel ? index.row() : static_cast<int>(index.internalId() - 1);
    return m_nodes[static_cast<std::size_t>(row)].sourceId;
}

const LineSpec* SourceModel::lineAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == sourceLevel)
        return nullptr;
    return &m_nodes[index.internalId() - 1].lines[static_cast<std::size_t>(index.row())].spec;
}

std::optional<std::pair<int, int>> SourceModel::chartOf(const LineSpec& line) const
{
    for (const ChartSpec& chart : m_session.charts()) {
        for (std::size_t position = 0; position < chart.lines.size(); ++position) {
            const LineSpec& shown = chart.lines[position];
            // The line over all sources is also the one of the only source.
            if (shown == line)
                return std::pair(chart.id, static_cast<int>(position));
        }
    }
    return {};
}

QVariant SourceModel::chipOf(const LineSpec& line) const
{
    const auto shown = chartOf(line);
    QPixmap chip(chipSize * 2, chipSize * 2);
    chip.setDevicePixelRatio(2);
    chip.fill(Qt::transparent);
    QPainter painter(&chip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(shown ? QPen(Qt::NoPen) : QPen(m_theme.colors().line, 1));
    painter.setBrush(shown ? QBrush(m_theme.seriesStyle(shown->second).color) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(QRectF(0.5, 0.5, chipSize - 1, chipSize - 1), 1.5, 1.5);
    return chip;
}

QVariant SourceModel::sourceData(const Node& node, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        if (column == Name)
            return shownText(node.name, 200);
        return node.problems == 0 ? node.amount : node.problems == 1 ? tr("1 problem") : tr("%1 problems").arg(node.problems);
    case Qt::AccessibleTextRole: return tr("%1, %2, %3 problems").arg(shownText(node.name, 200), node.amount).arg(node.problems);
    case Qt::ToolTipRole: return plainToolTip(node.about);
    case Qt::TextAlignmentRole: return column == Amount ? QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::ForegroundRole:
        if (column == Amount)
            return node.problems > 0 ? m_theme.colors().warning : m_theme.colors().muted;
        return {};
    case Qt::FontRole: return column == Amount ? QVariant(m_theme.smaller()) : QVariant();
    case SourceIdRole: return static_cast<qlonglong>(node.sourceId);
    case IsLineRole: return false;
    default: return {};
    }
}

QVariant SourceModel::lineData(const Line& line, int column, int role) const
{
    if (column != Name)
        return {};
    switch (role) {
    case Qt::DisplayRole: return shownText(line.title, 200);
    case Qt::AccessibleTextRole: return chartOf(line.spec) ? tr("%1, charted").arg(shownText(line.title, 200)) : shownText(line.title, 200);
    case Qt::ToolTipRole:
        return plainToolTip(tr("%1\n%2").arg(line.title, chartOf(line.spec) ? tr("Space takes it off the charts") : tr("Space or a drag puts it on a chart")));
    case Qt::DecorationRole: return chipOf(line.spec);
    case Qt::ForegroundRole: return chartOf(line.spec) ? QVariant() : QVariant(m_theme.colors().muted);
    case IsLineRole: return true;
    default: return {};
    }
}

QVariant SourceModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == sourceLevel)
        return sourceData(m_nodes[static_cast<std::size_t>(index.row())], index.column(), role);
    return lineData(m_nodes[index.internalId() - 1].lines[static_cast<std::size_t>(index.row())], index.column(), role);
}

Qt::ItemFlags SourceModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
    return lineAt(index) ? flags | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren : flags;
}

QStringList SourceModel::mimeTypes() const
{
    return {QString(lineMimeType)};
}

QMimeData* SourceModel::mimeData(const QModelIndexList& indexes) const
{
    std::vector<LineSpec> lines;
    for (const QModelIndex& index : indexes)
        if (const LineSpec* line = lineAt(index); line && index.column() == Name)
            lines.push_back(*line);
    return lines.empty() ? nullptr : mimeDataOf(lines);
}

}    // namespace faultline
