#pragma once

#include "ui/casesession.h"

#include <QPointer>

namespace faultline {

class Actions;
class CaseCheckDialog;

/// Saves copies of the open case and checks it. Lives as long as the case is open.
class CaseUpkeep : public QObject {
    Q_OBJECT

public:
    CaseUpkeep(CaseSession& session, Actions& actions, QWidget* parent);
    ~CaseUpkeep() override;

    void saveCopy(const QString& path);    ///< on another thread; then copySaved(), or the session says why not

signals:
    void copySaved(const QString& path);

private:
    void askForCopy();
    void check();

    CaseSession& m_session;
    QWidget* m_window;
    QPointer<CaseCheckDialog> m_check;
};

}    // namespace faultline
