#pragma once

#include "app/export/timelinetable.h"
#include "ui/analysis/finding.h"

#include <QAbstractTableModel>
#include <QSet>

namespace faultline {

class Theme;

/// The answer of an analysis as a table.
class FindingsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { What, Trend, Count, Lag, Baseline, Method, ColumnCount };
    enum Role { SentenceRole = Qt::UserRole, NoteRole };    ///< the second line; a mark behind the first: "suspect"

    FindingsModel(const Theme& theme, QObject* parent);

    void setFindings(Findings findings);
    void setSparklines(std::vector<Sparkline> lines);    ///< one a finding
    const Findings& findings() const { return m_findings; }
    const Finding* finding(const QModelIndex& index) const;
    void setKept(const QSet<int>& rows);            ///< those that are suspects already
    bool hasColumn(Column column) const;            ///< some row has a value in it
    TimelineTable table(const QModelIndexList& rows) const;    ///< for the clipboard; no rows = all

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const Finding& finding, Column column) const;

    const Theme& m_theme;
    Findings m_findings;
    QSet<int> m_kept;
};

}    // namespace faultline
