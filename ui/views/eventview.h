#pragma once

#include <QSet>
#include <QWidget>

class QLabel;
class QLineEdit;
class QTableView;

namespace faultline {

class Actions;
class CaseSession;
class EventFilterModel;
class EventTableModel;
class Theme;

/// Imported events; one key takes one into the timeline.
class EventView : public QWidget {
    Q_OBJECT

public:
    EventView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void fillChips();
    void showRows();                ///< or the line that says why there are none
    void showColumns();             ///< as many as the width holds
    void showSelected();
    void chooseCurrent();
    void goToCurrent();
    void accept();

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    EventTableModel* m_model = nullptr;
    EventFilterModel* m_filtered = nullptr;
    QWidget* m_chips = nullptr;
    QLineEdit* m_search = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_empty = nullptr;
    QSet<QString> m_hiddenKinds;
    bool m_isFollowing = false;     ///< the selection comes from the session
};

}    // namespace faultline
