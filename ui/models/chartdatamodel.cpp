#include "ui/models/chartdatamodel.h"

#include "ui/convert.h"
#include "ui/plaintext.h"
#include "ui/timetext.h"

#include <cmath>

namespace faultline {

namespace {

constexpr qsizetype longestTitle = 80;
constexpr double largestWritten = 1e15;

}    // namespace

void ChartDataModel::setTable(ChartTable table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

void ChartDataModel::setZone(const TimeZone& zone)
{
    beginResetModel();
    m_zone = zone;
    endResetModel();
}

void ChartDataModel::setFont(const QFont& font)
{
    beginResetModel();
    m_font = font;
    endResetModel();
}

int ChartDataModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.times.size());
}

int ChartDataModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_table.columns.empty() ? 0 : static_cast<int>(m_table.columns.size()) + 1;
}

QString ChartDataModel::titleOf(int column) const
{
    if (column == 0)
        return m_table.times.empty() ? tr("Time") : tr("Time, %1").arg(zoneLabel(m_zone, m_table.times.front()));
    const ChartTable::Column& shown = m_table.columns[static_cast<std::size_t>(column) - 1];
    const QString title = shownText(shown.title, longestTitle);
    return shown.unit.empty() || shown.unit == "1" ? title : tr("%1, %2").arg(title, shownText(shown.unit, longestTitle));
}

QString ChartDataModel::valueText(const ChartTable::Column& column, int row) const
{
    const double value = column.values[static_cast<std::size_t>(row)];
    if (std::isnan(value))
        return {};
    return std::abs(value) < largestWritten ? QString::number(value, 'f', column.decimals) : QString::number(value, 'g', 6);
}

QVariant ChartDataModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(index.column() == 0 ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter));
    if (role == Qt::FontRole)
        return m_font;
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() != 0)
        return valueText(m_table.columns[static_cast<std::size_t>(index.column()) - 1], index.row());
    const Timestamp time = m_table.times[static_cast<std::size_t>(index.row())];
    const bool isFine = m_table.step.count() != 0 && m_table.step < std::chrono::seconds(1);
    return instantText(time, m_zone, isFine ? TimeDetail::Millisecond : TimeDetail::Second);
}

QVariant ChartDataModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(section == 0 ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter));
    if (role == Qt::ToolTipRole)
        return plainToolTip(titleOf(section));
    return role == Qt::DisplayRole ? titleOf(section) : QVariant();
}

TimelineTable ChartDataModel::text(const QModelIndexList& rows) const
{
    TimelineTable text;
    text.columns.push_back({"time", toStd(tr("Time")), true});
    for (int column = 1; column < columnCount(); ++column)
        text.columns.push_back({"value", toStd(titleOf(column)), true});
    const auto add = [&](int row) {
        TimelineTable::Row& cells = text.rows.emplace_back();
        cells.cells.push_back(toStd(isoText(m_table.times[static_cast<std::size_t>(row)], m_zone)));
        for (const ChartTable::Column& column : m_table.columns) {
            const double value = column.values[static_cast<std::size_t>(row)];
            cells.cells.push_back(std::isnan(value) ? std::string() : toStd(QString::number(value, 'g', 12)));
        }
    };
    for (const QModelIndex& index : rows)
        add(index.row());
    for (int row = 0; rows.isEmpty() && row < rowCount(); ++row)
        add(row);
    return text;
}

}    // namespace faultline
