#pragma once

#include <QWidget>

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// The linked charts: event lane on top, one chart below the other, one time axis.
class ChartStack : public QWidget {
    Q_OBJECT

public:
    ChartStack(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

private:
    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
};

}    // namespace faultline
