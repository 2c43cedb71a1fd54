#pragma once

#include "ui/casesession.h"

#include <QHash>
#include <QObject>

class QDockWidget;
class QMainWindow;
class QToolBar;

namespace faultline {

class Actions;
class Theme;

/// The panels of an open case, placed in the window. Destroying it takes them out again.
class Workspace : public QObject {
    Q_OBJECT

public:
    Workspace(QMainWindow& window, CaseSession& session, Actions& actions, const Theme& theme);
    ~Workspace() override;

    QWidget* central() const { return m_central; }
    void show(Panel panel);               ///< raises it and gives it the focus
    void resetLayout();
    QByteArray saveLayout() const;
    void restoreLayout(const QByteArray& layout);

private:
    QDockWidget* addDock(Panel panel, const QString& title, QWidget* content, Qt::DockWidgetArea area);
    void addBar(const QString& name, const QString& title, QWidget* content);
    void bindActions();
    void nameUndo(const QString& undo, const QString& redo);
    void countEvents();    ///< in the title of their panel
    void toggleArea(Qt::DockWidgetArea area);
    void setLocked(bool isLocked);
    void focusNeighbour(int step);
    QList<Panel> shownPanels() const;

    QMainWindow& m_window;
    CaseSession& m_session;
    Actions& m_actions;
    QWidget* m_central = nullptr;
    QList<QToolBar*> m_bars;
    QHash<int, QDockWidget*> m_docks;
    QHash<int, QWidget*> m_contents;
    QByteArray m_defaultLayout;
    bool m_isLocked = true;
};

}    // namespace faultline
