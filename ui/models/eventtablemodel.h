#pragma once

#include "app/base/result.h"
#include "app/model/event.h"

#include <QAbstractTableModel>

#include <unordered_set>
#include <vector>

namespace faultline {

class CaseSession;
class Theme;

/// The imported events of the case. Those outside the window are grey, not gone.
class EventTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Kind, Title, Actor, Service, End, SourceName, Taken, ColumnCount };
    enum Role { SortRole = Qt::UserRole, IdRole, KindRole, TextRole };    ///< TextRole: all that a search looks at

    EventTableModel(CaseSession& session, const Theme& theme, QObject* parent);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    int rowOf(std::int64_t eventId) const;    ///< -1 when there is none

private:
    void reload();
    void noteTaken();
    void touchAll(const QList<int>& roles);
    QString text(const Event& event, int column) const;
    QVariant sortKey(const Event& event, int column) const;
    bool isInWindow(const Event& event) const;

    CaseSession& m_session;
    const Theme& m_theme;
    std::vector<Event> m_events;                      ///< a copy: the session may take new contents at any time
    std::unordered_set<std::int64_t> m_taken;         ///< stand in the timeline
};

}    // namespace faultline
