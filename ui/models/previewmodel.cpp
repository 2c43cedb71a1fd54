#include "ui/models/previewmodel.h"

#include "ui/convert.h"
#include "ui/theme.h"
#include "ui/timetext.h"

namespace faultline {

PreviewModel::PreviewModel(const Theme& theme, QObject* parent) : QAbstractTableModel(parent), m_theme(theme) {}

void PreviewModel::setRows(std::vector<PreviewRow> rows, const TimeZone& zone)
{
    beginResetModel();
    m_rows = std::move(rows);
    m_zone = zone;
    endResetModel();
}

int PreviewModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PreviewModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PreviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment((section == Line ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Line: return tr("Line");
    case Written: return tr("As written");
    case Understood: return tr("As understood (UTC)");
    case Shown: return tr("As shown");
    case Becomes: return tr("What it becomes");
    default: return {};
    }
}

QString PreviewModel::text(const PreviewRow& row, int column) const
{
    switch (column) {
    case Line: return row.line == 0 ? QString() : QString::number(row.line);
    case Written: return toQString(row.written).replace(QLatin1String("\\x09"), QString(QChar(0x21E5)));    // a tab is no damage
    case Understood: return row.time ? instantText(*row.time, TimeZone::utc()) : tr("rejected");
    case Shown: return row.time ? instantWithZone(*row.time, m_zone) : QString();
    case Becomes: return toQString(row.becomes);
    default: return {};
    }
}

QVariant PreviewModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const PreviewRow& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return text(row, index.column());
    case Qt::ToolTipRole: return text(row, index.column()).toHtmlEscaped();
    case Qt::FontRole: return index.column() == Written ? QVariant(m_theme.monospace()) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((index.column() == Line ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case Qt::ForegroundRole:
        if (row.isRejected)
            return m_theme.colors().bad;
        return index.column() == Becomes || index.column() == Understood ? QVariant() : QVariant(m_theme.colors().muted);
    default: return {};
    }
}

}    // namespace faultline
