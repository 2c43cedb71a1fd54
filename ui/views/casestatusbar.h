#pragma once

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// What is true of the case right now, in one line; every cell does what its text suggests.
class CaseStatusBar : public QWidget {
    Q_OBJECT

public:
    CaseStatusBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

private:
    QPushButton* addCell(const QString& purpose);
    void bindActions();
    void connectSession();
    void showSaved();
    void showCounts();
    void showZone();
    void showCursor();
    void showBusy();
    void save();
    void copyCursor();
    void note(QPushButton* cell, const QString& text);    ///< for a moment, then what it said before

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    QPushButton* m_saved = nullptr;
    QPushButton* m_counts = nullptr;
    QPushButton* m_problems = nullptr;
    QPushButton* m_zone = nullptr;
    QPushButton* m_cursor = nullptr;
    QPushButton* m_busy = nullptr;
    QPushButton* m_readOnly = nullptr;
    QPushButton* m_file = nullptr;
    QTimer m_busyDelay;
    QString m_savedAt;
};

}    // namespace faultline
