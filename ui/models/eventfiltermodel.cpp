#include "ui/models/eventfiltermodel.h"

#include "ui/models/eventtablemodel.h"

namespace faultline {

EventFilterModel::EventFilterModel(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(EventTableModel::SortRole);
}

void EventFilterModel::setHiddenKinds(const QSet<QString>& kinds)
{
    m_hiddenKinds = kinds;
    invalidateFilter();
}

void EventFilterModel::setText(const QString& text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool EventFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (m_hiddenKinds.contains(index.data(EventTableModel::KindRole).toString()))
        return false;
    return m_text.isEmpty() || index.data(EventTableModel::TextRole).toString().contains(m_text, Qt::CaseInsensitive);
}

}    // namespace faultline
