#pragma once

#include <QWidget>

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// Back, forward, the visible range, zone and locator.
class TimeBar : public QWidget {
    Q_OBJECT

public:
    TimeBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

private:
    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
};

}    // namespace faultline
