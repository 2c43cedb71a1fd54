#include "ui/models/sqlresultmodel.h"

#include "app/base/text.h"
#include "ui/convert.h"
#include "ui/timetext.h"

#include <QFont>

namespace faultline {

namespace {

constexpr std::size_t longestShown = 400;    // bytes of a cell; copies are whole

}    // namespace

SqlResultModel::SqlResultModel(const Theme& theme, QObject* parent) : QAbstractTableModel(parent), m_theme(theme) {}

void SqlResultModel::setTable(SqlTable table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

void SqlResultModel::setTimes(Times times, const TimeZone& zone)
{
    m_times = times;
    m_zone = zone;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    if (columnCount() > 0)
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

bool SqlResultModel::isTime(std::size_t column) const
{
    // A duration is nanoseconds too, but no moment.
    const std::string& name = m_table.columns[column];
    return name == "time_ns" || name == "start_ns" || name == "end_ns" || name == "first_ns" || name == "last_ns" || name == "at_ns"
        || name == "begin_ns" || name == "imported_at_ns";
}

bool SqlResultModel::hasTimes() const
{
    for (std::size_t column = 0; column < m_table.columns.size(); ++column)
        if (isTime(column))
            return true;
    return false;
}

int SqlResultModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows());
}

int SqlResultModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.columns.size());
}

std::string SqlResultModel::plainText(const SqlCell& cell, std::size_t column) const
{
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
        if (m_times == Times::AsTimes && isTime(column))
            return toStd(isoText(timestampFrom(*number), m_zone));
        return std::to_string(*number);
    }
    if (const auto* number = std::get_if<double>(&cell))
        return toStd(QString::number(*number, 'g', 15));
    if (const auto* text = std::get_if<std::string>(&cell))
        return *text;
    return {};
}

QVariant SqlResultModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto column = static_cast<std::size_t>(index.column());
    const SqlCell& cell = m_table.at(static_cast<std::size_t>(index.row()), column);
    const bool isNull = std::holds_alternative<std::monostate>(cell);
    const bool isText = std::holds_alternative<std::string>(cell);
    switch (role) {
    case Qt::DisplayRole: {
        if (isNull)
            return QStringLiteral("NULL");
        const std::string text = plainText(cell, column);
        QString shown = toQString(visibleText(std::string_view(text).substr(0, longestShown)));
        shown.replace(QLatin1Char('\n'), QStringLiteral("⏎"));
        return text.size() > longestShown ? shown + QStringLiteral("…") : shown;
    }
    case Qt::TextAlignmentRole:
        return static_cast<int>((isText || (isTime(column) && m_times == Times::AsTimes) ? Qt::AlignLeft : Qt::AlignRight)
                                | Qt::AlignVCenter);
    case Qt::ForegroundRole: return isNull ? QVariant(m_theme.colors().muted) : QVariant();
    case Qt::FontRole: {
        QFont font = isText ? m_theme.monospace() : m_theme.tabular();
        font.setItalic(isNull);
        return font;
    }
    default: return {};
    }
}

QVariant SqlResultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    if (section < 0 || section >= columnCount())
        return {};
    if (role == Qt::DisplayRole)
        return toQString(visibleText(m_table.columns[static_cast<std::size_t>(section)])).left(80);
    if (role == Qt::TextAlignmentRole && m_table.rows() > 0)
        return data(index(0, section), role);
    return {};
}

TimelineTable SqlResultModel::plainTable(const std::vector<int>& rows, const std::vector<int>& columns) const
{
    TimelineTable plain;
    for (const int column : columns) {
        const std::string& name = m_table.columns[static_cast<std::size_t>(column)];
        plain.columns.push_back({name, name, false});
    }
    for (const int row : rows) {
        TimelineTable::Row cells;
        for (const int column : columns) {
            const SqlCell& cell = m_table.at(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
            cells.cells.push_back(plainText(cell, static_cast<std::size_t>(column)));
        }
        plain.rows.push_back(std::move(cells));
    }
    return plain;
}

}    // namespace faultline
