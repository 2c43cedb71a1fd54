#pragma once

#include "app/export/timelinetable.h"
#include "ui/models/charttable.h"

#include <QAbstractTableModel>
#include <QFont>

namespace faultline {

/// A table of chart values: the time in the session's zone, then a column a line.
class ChartDataModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setTable(ChartTable table);
    void setZone(const TimeZone& zone);
    void setFont(const QFont& font);     ///< figures of one width
    const ChartTable& table() const { return m_table; }
    /// For the clipboard; no rows given = all.
    TimelineTable text(const QModelIndexList& rows) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString titleOf(int column) const;
    QString valueText(const ChartTable::Column& column, int row) const;

    ChartTable m_table;
    TimeZone m_zone;
    QFont m_font;
};

}    // namespace faultline
