#pragma once

#include <QWidget>

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// Saved, counts, problems, zone, cursor: every cell acts.
class CaseStatusBar : public QWidget {
    Q_OBJECT

public:
    CaseStatusBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

private:
    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
};

}    // namespace faultline
