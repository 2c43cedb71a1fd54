#pragma once

#include "app/base/result.h"
#include "app/timeline/changesbefore.h"

#include <QAbstractTableModel>

#include <optional>

namespace faultline {

class CaseSession;
class Theme;

/// What changed before a moment, newest first.
class ChangesModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Delay, Title, State, Who, ColumnCount };

    ChangesModel(CaseSession& session, const Theme& theme, QObject* parent);

    void show(Timestamp moment, std::optional<Nanoseconds> lookback);
    std::optional<std::int64_t> eventAt(int row) const;    ///< id
    const std::vector<ChangeBefore>& changes() const { return m_changes; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const ChangeBefore& change, const Event& event, int column) const;

    CaseSession& m_session;
    const Theme& m_theme;
    std::vector<ChangeBefore> m_changes;
    std::vector<Event> m_events;    ///< one a change
};

}    // namespace faultline
