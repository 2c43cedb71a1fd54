#include "ui/models/breakdownmodel.h"

#include "app/query/valuefilter.h"
#include "ui/convert.h"
#include "ui/linemime.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QFont>
#include <QMimeData>

#include <algorithm>

namespace faultline {

namespace {

constexpr double highRatio = 2;
constexpr double clearGain = 8;    // far beyond what counts vary by themselves
constexpr qsizetype longestValue = 2'000;

double secondsOf(const std::optional<TimeRange>& range)
{
    return range ? static_cast<double>(range->length().count()) / 1e9 : 0;
}

std::optional<double> perSecond(std::optional<double> sum, double seconds)
{
    return sum && seconds > 0 ? std::optional(*sum / seconds) : std::nullopt;
}

bool isRisen(const BreakdownRow& row)
{
    return row.gain >= clearGain && row.ratio.value_or(highRatio) >= highRatio;
}

}    // namespace

QString titleOfField(const std::string& field, RecordKind kind)
{
    if (field == "path")
        return BreakdownModel::tr("URL (exact)");
    if (field == "route")
        return BreakdownModel::tr("URL template");
    if (field == "source")
        return BreakdownModel::tr("Source");
    const FieldInfo* info = findField(kind, field);
    return info ? toQString(info->title) : toQString(field);
}

BreakdownModel::BreakdownModel(const Theme& theme, QObject* parent) : QAbstractItemModel(parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
}

void BreakdownModel::setAnswer(BreakdownAnswer answer)
{
    beginResetModel();
    m_answer = std::move(answer);
    m_trends.clear();
    m_unfolded.clear();
    m_unfolded.resize(m_answer.breakdown.rows.size());
    endResetModel();
}

void BreakdownModel::setTrends(std::vector<Trend> trends)
{
    m_trends = std::move(trends);
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

const Trend* BreakdownModel::trend(const QModelIndex& index) const
{
    const auto row = static_cast<std::size_t>(index.row());
    return index.isValid() && !index.parent().isValid() && row < m_trends.size() ? &m_trends[row] : nullptr;
}

void BreakdownModel::setThenBy(const std::string& field)
{
    beginResetModel();
    m_thenBy = field;
    std::fill(m_unfolded.begin(), m_unfolded.end(), std::nullopt);
    endResetModel();
}

bool BreakdownModel::needsChildren(const QModelIndex& parent) const
{
    return parent.isValid() && !parent.parent().isValid() && !m_thenBy.empty()
        && !m_unfolded[static_cast<std::size_t>(parent.row())];
}

void BreakdownModel::setChildren(const QModelIndex& parent, BreakdownAnswer answer)
{
    if (!needsChildren(parent))
        return;
    const auto count = static_cast<int>(answer.breakdown.rows.size());
    const QModelIndex first = index(parent.row(), 0);
    if (count > 0)
        beginInsertRows(first, 0, count - 1);
    m_unfolded[static_cast<std::size_t>(parent.row())] = Unfolded{std::move(answer)};
    if (count > 0)
        endInsertRows();
}

const BreakdownAnswer& BreakdownModel::answerOf(const QModelIndex& index) const
{
    const QModelIndex above = index.parent();
    return above.isValid() ? m_unfolded[static_cast<std::size_t>(above.row())]->answer : m_answer;
}

const BreakdownRow* BreakdownModel::row(const QModelIndex& index) const
{
    return index.isValid() ? &answerOf(index).breakdown.rows[static_cast<std::size_t>(index.row())] : nullptr;
}

std::string BreakdownModel::fieldOf(const QModelIndex& index) const
{
    return answerOf(index).request.by;
}

std::string BreakdownModel::filterOf(const QModelIndex& index) const
{
    const BreakdownRow* found = row(index);
    if (!found)
        return {};
    const BreakdownAnswer& answer = answerOf(index);
    return bothFilters(filterOf(index.parent()), filterOfRow(answer.request.kind, answer.request.by, *found, answer.breakdown.rows));
}

QString BreakdownModel::titleOf(const QModelIndex& index) const
{
    if (!index.isValid())
        return {};
    const QString above = titleOf(index.parent());
    const QString own = tr("%1 = %2").arg(toQString(fieldOf(index)), valueText(index));
    return above.isEmpty() ? own : above + QStringLiteral(" · ") + own;
}

bool BreakdownModel::hasColumn(BreakdownColumn column) const
{
    const auto& rows = m_answer.breakdown.rows;
    const auto any = [&rows](auto has) { return rows.empty() || std::any_of(rows.begin(), rows.end(), has); };
    switch (column) {
    case BreakdownColumn::Duration:
        return any([](const BreakdownRow& row) { return row.durationSumSeconds.has_value(); });
    case BreakdownColumn::P95:
        return any([](const BreakdownRow& row) { return row.p95Ms.has_value(); });
    case BreakdownColumn::ByteRate:
        return any([](const BreakdownRow& row) { return row.bytes.has_value(); });
    case BreakdownColumn::Value:
    case BreakdownColumn::Now:
    case BreakdownColumn::Before:
    case BreakdownColumn::Ratio:
    case BreakdownColumn::Share:
    case BreakdownColumn::ShareOfRise:
    case BreakdownColumn::Errors:
    case BreakdownColumn::TrendLine: break;
    }
    return true;
}

TimelineTable BreakdownModel::table(const QModelIndexList& chosen) const
{
    TimelineTable table;
    for (int column = 0; column < static_cast<int>(BreakdownColumn::TrendLine); ++column) {
        QString header = headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        if (column == 0)
            header = titleOfField(m_answer.request.by, m_answer.request.kind);
        table.columns.push_back({"", toStd(header), column != 0});
    }
    const auto add = [&](const QModelIndex& first) {
        TimelineTable::Row row;
        for (int column = 0; column < static_cast<int>(BreakdownColumn::TrendLine); ++column) {
            const QModelIndex cell = first.siblingAtColumn(column);
            row.cells.push_back(column == 0 ? toStd(titleOf(first)) : toStd(text(cell)));
            if (column == 0 && !first.parent().isValid())
                row.cells.back() = toStd(valueText(first));
        }
        table.rows.push_back(std::move(row));
    };
    for (const QModelIndex& index : chosen)
        add(index);
    for (int row = 0; chosen.isEmpty() && row < rowCount(); ++row)
        add(index(row, 0));
    return table;
}

QModelIndex BreakdownModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : 0);
}

QModelIndex BreakdownModel::parent(const QModelIndex& child) const
{
    return !child.isValid() || child.internalId() == 0 ? QModelIndex() : createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr(0));
}

int BreakdownModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_answer.breakdown.rows.size());
    if (parent.column() != 0 || parent.internalId() != 0)
        return 0;
    const auto& unfolded = m_unfolded[static_cast<std::size_t>(parent.row())];
    return unfolded ? static_cast<int>(unfolded->answer.breakdown.rows.size()) : 0;
}

int BreakdownModel::columnCount(const QModelIndex&) const
{
    return breakdownColumnCount;
}

bool BreakdownModel::hasChildren(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return rowCount() > 0;
    if (parent.column() != 0 || parent.internalId() != 0)
        return false;
    return needsChildren(parent) || rowCount(parent) > 0;
}

Qt::ItemFlags BreakdownModel::flags(const QModelIndex& index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled : Qt::NoItemFlags;
}

std::optional<double> BreakdownModel::shareOfRise(const BreakdownRow& row) const
{
    const double window = secondsOf(m_answer.breakdown.window);
    const double baseline = secondsOf(m_answer.breakdown.baseline);
    if (window <= 0 || baseline <= 0 || !hasBefore())
        return {};
    const double before = static_cast<double>(m_answer.breakdown.baselineRecords) / baseline;
    const double rise = static_cast<double>(m_answer.breakdown.records) / window - before;
    // Without a rise of the whole there is nothing to have a share of.
    return rise > before / 100 ? std::optional(row.changePerSecond / rise) : std::nullopt;
}

/// Against an empty baseline everything is new and nothing is told by it.
bool BreakdownModel::hasBefore() const
{
    return m_answer.breakdown.baselineRecords > 0;
}

QString BreakdownModel::valueText(const QModelIndex& index) const
{
    const BreakdownRow& shown = *row(index);
    if (shown.isAbsent)
        return tr("(none)");
    const FieldInfo* info = findField(m_answer.request.kind, fieldOf(index));
    const auto number = info && info->type == FieldType::Nanoseconds ? toQString(shown.value).toDouble() : 0;
    if (info && info->type == FieldType::Nanoseconds)
        return secondsText(number / 1e9);
    return shown.value.empty() ? tr("(empty)") : shownText(shown.value, longestValue);
}

QString BreakdownModel::text(const QModelIndex& index) const
{
    const BreakdownRow& shown = *row(index);
    const double window = secondsOf(m_answer.breakdown.window);
    switch (static_cast<BreakdownColumn>(index.column())) {
    case BreakdownColumn::Value: return valueText(index);
    case BreakdownColumn::Now: return figuresText(shown.ratePerSecond);
    case BreakdownColumn::Before: return figuresText(shown.baselineRatePerSecond);
    case BreakdownColumn::Ratio: return !shown.ratio && shown.count > 0 && hasBefore() ? tr("new") : ratioText(shown.ratio);
    case BreakdownColumn::Share: return percentText(shown.share);
    case BreakdownColumn::ShareOfRise: return percentText(shareOfRise(shown));
    case BreakdownColumn::Duration: {
        const auto sum = perSecond(shown.durationSumSeconds, window);
        return sum ? tr("%1 s/s").arg(figuresText(sum)) : figuresText({});
    }
    case BreakdownColumn::P95: return secondsText(shown.p95Ms ? std::optional(*shown.p95Ms / 1e3) : std::nullopt);
    case BreakdownColumn::ByteRate:
        return bytesText(perSecond(shown.bytes ? std::optional(static_cast<double>(*shown.bytes)) : std::nullopt, window));
    case BreakdownColumn::Errors: return percentText(sortKey(shown, BreakdownColumn::Errors));
    case BreakdownColumn::TrendLine: break;
    }
    return {};
}

QVariant BreakdownModel::toolTip(const QModelIndex& index) const
{
    const BreakdownRow& shown = *row(index);
    switch (static_cast<BreakdownColumn>(index.column())) {
    case BreakdownColumn::Value: return plainToolTip(valueText(index));
    case BreakdownColumn::Now: return plainToolTip(tr("%1 in the window").arg(countText(shown.count)));
    case BreakdownColumn::Before: return plainToolTip(tr("%1 in the baseline").arg(countText(shown.baselineCount)));
    case BreakdownColumn::Errors: return plainToolTip(tr("%1 of %2").arg(countText(shown.errors), countText(shown.count)));
    case BreakdownColumn::P95:
        if (shown.p50Ms && shown.p95Ms && shown.p99Ms)
            return plainToolTip(tr("p50 %1, p95 %2, p99 %3").arg(secondsText(*shown.p50Ms / 1e3), secondsText(*shown.p95Ms / 1e3),
                                                                 secondsText(*shown.p99Ms / 1e3)));
        return {};
    case BreakdownColumn::Ratio:
    case BreakdownColumn::ShareOfRise: return hasBefore() ? QVariant() : QVariant(plainToolTip(tr("There is nothing in the baseline to compare with")));
    case BreakdownColumn::Share:
    case BreakdownColumn::Duration:
    case BreakdownColumn::ByteRate:
    case BreakdownColumn::TrendLine: break;
    }
    return {};
}

QVariant BreakdownModel::data(const QModelIndex& index, int role) const
{
    const BreakdownRow* shown = row(index);
    if (!shown)
        return {};
    const auto column = static_cast<BreakdownColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole: return text(index);
    case Qt::ToolTipRole: return toolTip(index);
    case Qt::AccessibleTextRole:
        return column == BreakdownColumn::TrendLine
            ? tr("from %1 to %2 a second").arg(figuresText(shown->baselineRatePerSecond), figuresText(shown->ratePerSecond))
            : text(index);
    case Qt::TextAlignmentRole:
        return static_cast<int>((column == BreakdownColumn::Value ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::FontRole: {
        QFont font = column == BreakdownColumn::Value ? m_theme.monospace() : m_theme.tabular();
        font.setBold(column == BreakdownColumn::Ratio && hasBefore() && isRisen(*shown));
        return font;
    }
    case Qt::ForegroundRole:
        if (column == BreakdownColumn::Ratio && hasBefore() && isRisen(*shown))
            return m_theme.colors().bad;
        return shown->isAbsent || shown->count == 0 ? m_theme.colors().muted : m_theme.colors().ink;
    case ValueRole: return toQString(shown->value);
    case IsAbsentRole: return shown->isAbsent;
    case NoteRole: {
        const Trend* found = trend(index);
        return found && found->urls > 1 ? tr("%1 URLs").arg(countText(found->urls)) : QString();
    }
    default: return {};
    }
}

QVariant BreakdownModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<BreakdownColumn>(section);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((column == BreakdownColumn::Value ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    const bool isLong = role == Qt::ToolTipRole || role == Qt::AccessibleTextRole;
    if (role != Qt::DisplayRole && !isLong)
        return {};
    switch (column) {
    case BreakdownColumn::Value: return titleOfField(m_answer.request.by, m_answer.request.kind);
    case BreakdownColumn::Now: return isLong ? tr("A second in the window") : tr("now/s");
    case BreakdownColumn::Before: return isLong ? tr("A second in the baseline") : tr("before/s");
    case BreakdownColumn::Ratio: return isLong ? tr("Rate in the window by rate in the baseline") : tr("ratio");
    case BreakdownColumn::Share: return isLong ? tr("Share of all in the window") : tr("share");
    case BreakdownColumn::ShareOfRise:
        return isLong ? tr("Share of the rise of the whole; sorted by how sure the rise of the value is") : tr("share of rise");
    case BreakdownColumn::Duration: return isLong ? tr("Sum of durations a second: work under way") : tr("duration");
    case BreakdownColumn::P95: return isLong ? tr("95 of 100 took no longer") : tr("p95");
    case BreakdownColumn::ByteRate: return isLong ? tr("Bytes sent a second") : tr("bytes/s");
    case BreakdownColumn::Errors: return isLong ? tr("Share of errors: status 500 and above, severity error and worse") : tr("errors");
    case BreakdownColumn::TrendLine: return isLong ? tr("Baseline, then window") : tr("trend");
    }
    return {};
}

QStringList BreakdownModel::mimeTypes() const
{
    return {lineMimeType};
}

QMimeData* BreakdownModel::mimeData(const QModelIndexList& indexes) const
{
    std::vector<LineSpec> lines;
    for (const QModelIndex& index : indexes)
        if (index.column() == 0)
            lines.push_back(recordsLine(m_answer.request.kind, Measure::Rate, filterOf(index)));
    return lines.empty() ? nullptr : mimeDataOf(lines);
}

}    // namespace faultline
