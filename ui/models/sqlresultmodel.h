#pragma once

#include "app/export/timelinetable.h"
#include "app/query/sqlquery.h"
#include "ui/theme.h"

#include <QAbstractTableModel>

namespace faultline {

/// The rows of a statement; texts are made when a cell is shown.
class SqlResultModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum class Times { AsNumbers, AsTimes };    ///< of columns named ..._ns

    SqlResultModel(const Theme& theme, QObject* parent);

    void setTable(SqlTable table);
    void setTimes(Times times, const TimeZone& zone);
    const SqlTable& table() const { return m_table; }
    bool hasTimes() const;    ///< a column of nanoseconds is there
    /// Columns `columns` of the rows, as any table writer takes it. Values in full.
    TimelineTable plainTable(const std::vector<int>& rows, const std::vector<int>& columns) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::string plainText(const SqlCell& cell, std::size_t column) const;
    bool isTime(std::size_t column) const;

    const Theme& m_theme;
    SqlTable m_table;
    Times m_times = Times::AsTimes;
    TimeZone m_zone;
};

}    // namespace faultline
